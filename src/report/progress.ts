import { type Revision, shortRevision } from "../domain/revision.ts";
import { type CheckRunAction, rerunAction } from "./check-run.ts";
import { code, prose } from "./escape.ts";

/*
 * What a check run says when there is no report: before one, or because there will be none.
 */

type ProgressOutput = { readonly title: string; readonly summary: string };

/** A check run that ended without a verdict of its own. */
export type EndedOutput = ProgressOutput & {
  readonly conclusion: "success" | "failure" | "cancelled";
  readonly actions: readonly CheckRunAction[];
};

/** Shown from the first second, and after every stage. */
export function renderProgress(base: Revision, head: Revision, stage?: string): ProgressOutput {
  return {
    title: stage === undefined ? "Being checked" : `Being checked: ${stage}`,
    summary: `What merging ${code(shortRevision(head))} into ${code(shortRevision(base))} would do is being rendered, judged and planned. The verdict will stand here.\n`,
  };
}

/** A newer push took over. Cancelled does not satisfy a required check, and the new head has its own. */
export function renderSuperseded(by: Revision): EndedOutput {
  return {
    conclusion: "cancelled",
    title: `Superseded by ${shortRevision(by)}`,
    summary: `A newer push took its place: the verdict is with ${code(shortRevision(by))}.\n`,
    actions: [],
  };
}

/** Ours, not the author's; it must still end, and must not pass. */
export function renderCrashed(reason: string): EndedOutput {
  return {
    conclusion: "failure",
    title: "Could not be finished",
    summary: `The check could not be finished: ${prose(reason, 2_000)}\n\nThis is no verdict on the change. Press **Re-run**, or write \`/plan\` in a comment, to try again.\n`,
    actions: [rerunAction],
  };
}

/** GitHub shows a commit's check run on every pull request from it; null stands for the merge queue. */
export function renderBlockedByOther(pullRequest: number | null): EndedOutput {
  const other = pullRequest === null ? "The merge queue's group" : `Pull request #${pullRequest}`;
  return {
    conclusion: "failure",
    title: `${other} has the same commit and does not pass`,
    summary: `This pull request passes by itself, and its plan stands in its comment. But GitHub keeps one verdict for a commit, so it would let ${pullRequest === null ? "that" : `#${pullRequest}`} be merged as well.\n\nMend or close the other one, or push a commit of your own; then press **Re-run**, or write \`/plan\` in a comment.\n`,
    actions: [rerunAction],
  };
}

/** Nothing had to be judged, for a reason worth a sentence; a required check must still be green. */
export function renderSkipped(reason: string): EndedOutput {
  return {
    conclusion: "success",
    title: "Nothing to judge",
    summary: `${prose(reason, 2_000)}\n`,
    actions: [],
  };
}
