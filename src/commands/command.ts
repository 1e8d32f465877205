import type { HostedRepository } from "../domain/pull-request.ts";
import type { Revision } from "../domain/revision.ts";
import type { Permission } from "../ports.ts";

/** One comment command. One file per command; registered in `index.ts`. */
export type Command = {
  /** How it is written, beginning with its name. */
  readonly usage: string;
  /** One line for `/help`. */
  readonly summary: string;
  /** What it takes on the repository, asked of GitHub at the moment it runs. */
  readonly permission: Permission;
  readonly options: readonly Option[];
  /** Whether it may come without any word beside its options. */
  readonly mostWords: number;
  /** Does its work and answers; posts nothing itself. */
  run(call: CommandCall, ports: CommandPorts): Promise<Reply>;
};

/** What there is to answer. */
export type Reply = {
  /** Markdown; "" when the check's verdict, or silence, says it all. */
  readonly text: string;
  /** Whether it was done as asked. */
  readonly done: boolean;
  /** A check that was set going: what comes of it belongs into the reply, before the text; `meanwhile` until then. */
  readonly awaits?: { readonly check: string; readonly meanwhile: string };
};

/** `list` may be repeated and holds comma lists; `text` holds one value; `flag` none. */
export type Option = { readonly long: string; readonly short?: string; readonly takes: "list" | "text" | "flag" };

export type CommandCall = {
  readonly repository: HostedRepository;
  readonly pullRequest: number;
  readonly author: string;
  readonly words: readonly string[];
  /** By long name; a flag that was given holds "". */
  readonly options: ReadonlyMap<string, readonly string[]>;
};

/** What commands may set going. */
export type CommandPorts = {
  /** Judges the pull request's head once more; undefined when the pull request is closed. */
  requestAgain(
    repository: HostedRepository,
    pullRequest: number,
  ): Promise<{ readonly check: string; readonly head: Revision } | undefined>;
};
