import { messageOf } from "../errors.ts";
import type { CheckRecord } from "../ports/checks.ts";
import { type EndedOutput, renderBlockedByOther } from "../report/progress.ts";
import type { VerdictPorts } from "./ports.ts";

type SharedPorts = Pick<VerdictPorts, "github" | "checks" | "log">;

/*
 * GitHub keeps check runs by commit: two pull requests from one commit see each other's, and a required check
 * takes the newest. One that passes against a lax branch must not open the way into a strict one, so a commit
 * passes only where every open pull request from it does.
 */

/** What this check run has to say instead of its success; undefined when no other open pull request forbids it. */
export async function blockedByOther(check: CheckRecord, ports: SharedPorts): Promise<EndedOutput | undefined> {
  for (const other of await othersAtHead(check, ports)) {
    if (other.conclusion === "failure" && (await isStillWanted(other, ports)))
      return renderBlockedByOther(other.pullRequest);
  }
  return undefined;
}

/** Takes back what other pull requests from this commit passed with. */
export async function failOthers(check: CheckRecord, ports: SharedPorts): Promise<void> {
  for (const { checkRun, conclusion, repository } of await othersAtHead(check, ports)) {
    if (conclusion === "success" && checkRun !== null)
      await ports.github.checkRuns.update(repository, checkRun, updateOf(renderBlockedByOther(check.pullRequest)));
  }
}

/** Looks once more when the verdict is on record: of two that end at the same time, the second sees the first. */
export async function agreeWithOthers(check: CheckRecord, ports: SharedPorts): Promise<void> {
  try {
    if (check.conclusion === "failure") await failOthers(check, ports);
    if (check.conclusion !== "success" || check.checkRun === null) return;
    const blocked = await blockedByOther(check, ports);
    if (blocked !== undefined) await ports.github.checkRuns.update(check.repository, check.checkRun, updateOf(blocked));
  } catch (error) {
    ports.log.warn({ check: check.id, error: messageOf(error) }, "another pull request's verdict could not be heeded");
  }
}

async function othersAtHead(
  { repository, head, pullRequest }: CheckRecord,
  { checks }: SharedPorts,
): Promise<readonly CheckRecord[]> {
  const newest = await checks.listNewest(repository.id, head);
  return newest.filter((other) => other.pullRequest !== pullRequest && other.state === "concluded");
}

async function isStillWanted(
  { repository, pullRequest, head }: CheckRecord,
  { github }: SharedPorts,
): Promise<boolean> {
  if (pullRequest === null) return true;
  const now = await github.pullRequests.read(repository, pullRequest);
  return now.state === "open" && now.head.revision === head;
}

function updateOf({ title, summary, conclusion, actions }: EndedOutput) {
  return { output: { title, summary }, conclusion, actions };
}
