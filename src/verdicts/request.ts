import type { HostedRepository } from "../domain/pull-request.ts";
import { pullRequestLabel } from "../domain/pull-request.ts";
import type { Revision } from "../domain/revision.ts";
import type { CheckSubject } from "../ports/checks.ts";
import type { VerdictPorts } from "./ports.ts";

type RequestPorts = Pick<VerdictPorts, "github" | "checks" | "log">;

type RequestedCheck = { readonly head: Revision; readonly check: string | undefined };

/**
 * Somebody hinted that a pull request may want a verdict. What it is now is asked of GitHub: hints come
 * late, twice, and in any order. `again` judges a head anew that has its verdict. Answers the head, and the
 * check that was requested if one was; undefined when the pull request is closed.
 */
export async function requestCheck(
  repository: HostedRepository,
  number: number,
  again: boolean,
  { github, checks, log }: RequestPorts,
): Promise<RequestedCheck | undefined> {
  const pullRequest = await github.pullRequests.read(repository, number);
  if (pullRequest.state === "closed") {
    await checks.supersedeAll(repository.id, number, "closed");
    return undefined;
  }
  const head = pullRequest.head.revision;
  const { revision: base, ref: baseRef } = pullRequest.base;
  const subject = { repository, pullRequest: number, base, baseRef, head };
  const id = await checks.request(subject, again);
  if (id !== undefined)
    log.info({ pullRequest: pullRequestLabel(repository, number), head, check: id }, "check requested");
  return { head, check: id };
}

/** A merge queue built a commit and asks for its verdict; the commit never changes, so nothing is asked again. */
export async function requestGroupCheck(
  repository: HostedRepository,
  revisions: Pick<CheckSubject, "base" | "baseRef" | "head">,
  again: boolean,
  { checks }: Pick<VerdictPorts, "checks">,
): Promise<void> {
  await checks.request({ repository, pullRequest: null, ...revisions }, again);
}
