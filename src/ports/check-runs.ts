import type { HostedRepository } from "../domain/pull-request.ts";
import type { Revision } from "../domain/revision.ts";

export type CheckRuns = {
  /** Creates the check run `in_progress`; `externalId` finds it again after a crash. */
  create(repository: HostedRepository, run: NewCheckRun): Promise<number>;
  /** The check run of ours that carries this external id on the revision, if it was created. */
  find(repository: HostedRepository, head: Revision, externalId: string): Promise<ExistingCheckRun | undefined>;
  /** Annotations are appended to those already there: at most 50 a call. */
  update(repository: HostedRepository, id: number, update: CheckRunUpdate): Promise<void>;
};

export type NewCheckRun = {
  readonly head: Revision;
  readonly externalId: string;
  readonly output: CheckRunOutput;
};

export type ExistingCheckRun = { readonly id: number; readonly annotations: number };

export type CheckRunOutput = { readonly title: string; readonly summary: string; readonly text?: string };

export type CheckRunUpdate = {
  readonly output: CheckRunOutput & { readonly annotations?: readonly CheckRunAnnotation[] };
  /** Set in the last update only: it completes the check run. */
  readonly conclusion?: CheckRunConclusion;
  readonly actions?: readonly CheckRunButton[];
};

export type CheckRunConclusion = "success" | "failure" | "cancelled";

/** As the Checks API takes it. */
export type CheckRunAnnotation = {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: "notice" | "warning" | "failure";
  readonly message: string;
  readonly title: string;
};

export type CheckRunButton = { readonly label: string; readonly description: string; readonly identifier: string };
