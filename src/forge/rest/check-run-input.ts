import { type Hub, Refusal } from "../hub.ts";
import type { Annotation, CheckAction, CheckRun } from "../state.ts";

/** What both creating and updating a check run may state. */
type RunInput = {
  readonly name?: string;
  readonly status?: string | undefined;
  readonly conclusion?: string | undefined;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly external_id?: string;
  readonly details_url?: string;
  readonly output?: {
    readonly title?: string;
    readonly summary: string;
    readonly text?: string;
    readonly annotations?: readonly Annotation[];
  };
  readonly actions?: readonly CheckAction[];
};

/** Writes what was stated into the run. Annotations are added to those it has, as GitHub adds them. */
export function recordRun(hub: Hub, run: CheckRun, input: RunInput): void {
  refuseImpossible(input);
  if (input.name !== undefined) run.name = input.name;
  if (input.external_id !== undefined) run.externalId = input.external_id;
  if (input.details_url !== undefined) run.detailsUrl = input.details_url;
  if (input.started_at !== undefined) run.startedAt = Date.parse(input.started_at);
  if (input.actions !== undefined) run.actions = input.actions;
  if (input.output !== undefined) {
    run.title = input.output.title ?? run.title;
    run.summary = input.output.summary;
    run.text = input.output.text ?? run.text;
    run.annotations.push(...(input.output.annotations ?? []));
  }
  recordStatus(hub, run, input);
}

function recordStatus(hub: Hub, run: CheckRun, input: RunInput): void {
  if (input.conclusion !== undefined) {
    run.status = "completed";
    run.conclusion = input.conclusion;
    run.completedAt = input.completed_at === undefined ? hub.now() : Date.parse(input.completed_at);
  } else if (input.status === "queued" || input.status === "in_progress") {
    run.status = input.status;
    run.conclusion = null;
    run.completedAt = null;
  }
}

/** What GitHub refuses although its description allows it. */
function refuseImpossible({ status, conclusion, completed_at: completedAt, output, actions }: RunInput): void {
  if (conclusion === undefined && (status === "completed" || completedAt !== undefined)) {
    throw refusal("conclusion", "is required when the status is completed");
  }
  if (conclusion === "stale") throw refusal("conclusion", "can only be set to stale by GitHub");
  if (conclusion !== undefined && status !== undefined && status !== "completed") {
    throw refusal("status", "must be completed when a conclusion is given");
  }
  for (const {
    start_line: start,
    end_line: end,
    start_column: from,
    end_column: to,
    path,
    message,
  } of output?.annotations ?? []) {
    if (start < 1 || end < start) throw refusal("annotations", `${path}: lines ${start} to ${end} are no range`);
    if ((from !== undefined || to !== undefined) && start !== end) {
      throw refusal("annotations", `${path}: columns need start_line and end_line to be the same`);
    }
    if (Buffer.byteLength(message) > 65_536) throw refusal("annotations", `${path}: the message is longer than 64 KB`);
  }
  if ((actions?.length ?? 0) > 3) throw refusal("actions", "may be three at most");
}

function refusal(field: string, message: string): Refusal {
  return new Refusal(422, `Invalid request.\n\n"${field}" ${message}.`);
}
