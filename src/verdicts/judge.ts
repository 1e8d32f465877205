import type { PullRequest } from "../domain/pull-request.ts";
import type { Report } from "../domain/report.ts";
import type { DiffLines } from "../domain/source.ts";
import { SupersededError } from "../errors.ts";
import type { CheckRequest } from "../pipeline/request.ts";
import type { CheckRecord } from "../ports/checks.ts";
import { onHeadLines } from "./head-lines.ts";
import type { VerdictPorts } from "./ports.ts";

/** A report whose findings stand on the head commit's own lines, and the lines GitHub shows. */
type Judged = { readonly report: Report; readonly diffLines: readonly DiffLines[] };

type JudgePorts = Pick<VerdictPorts, "github" | "openRepository" | "judge" | "waivers" | "clock" | "webUrl">;

/**
 * Reads the pull request once more, fetches both revisions and judges them. The base is the branch as it is
 * now: what GitHub names as a pull request's base commit stays behind when the branch moves on, and with it
 * the configuration and the policies that apply.
 */
export async function judgeCheck(
  check: CheckRecord,
  signal: AbortSignal,
  { github, openRepository, judge, waivers, clock, webUrl }: JudgePorts,
): Promise<Judged> {
  const { head } = check;
  const pullRequest =
    check.pullRequest === null ? null : await github.pullRequests.read(check.repository, check.pullRequest);
  if (pullRequest !== null && pullRequest.head.revision !== head) {
    throw new SupersededError("The head moved on.");
  }
  const repository = await openRepository(check.repository);
  const tip = pullRequest && (await repository.resolve(`refs/heads/${pullRequest.base.ref}`));
  const base = tip ?? check.base;
  await repository.fetch([base, head], signal);
  const baseRef = pullRequest?.base.ref ?? check.baseRef;
  const request: CheckRequest = {
    base,
    head,
    environments: [],
    applications: [],
    pullRequest: facts(pullRequest),
    self: { url: `${webUrl}/${check.repository.owner}/${check.repository.name}`, branch: check.baseRef },
    hosted: check.repository,
    waivers: baseRef === null ? [] : await waivers.list(check.repository.id, baseRef),
    now: clock.now(),
  };
  const report = await judge(request, repository, signal, github.artifacts);
  signal.throwIfAborted();
  return { report: await onHeadLines(report, repository, signal), diffLines: await repository.diffLines(base, head) };
}

function facts(pullRequest: PullRequest | null): CheckRequest["pullRequest"] {
  if (pullRequest === null) return null;
  const { number, title, author, draft, fork, labels, base, head } = pullRequest;
  return { number, title, author, draft, fork, labels, base: base.ref, head: head.ref };
}
