import { configPath } from "../../config/parse.ts";
import type { RepositoryConfig } from "../../config/schema.ts";
import type { PullRequest } from "../../domain/pull-request.ts";
import type { WaivedFinding } from "../../domain/waiver-record.ts";
import { renderClosed, renderConfigBroken, renderManyCommits, renderNotAllowed } from "../../report/waiver-refusals.ts";
import type { CommandCall, CommandPorts } from "../command.ts";
import type { Refused } from "./refuse.ts";
import { circlesOf, involvementOf, refusalOf } from "./standing.ts";

type Opened =
  | { readonly ok: true; readonly pullRequest: PullRequest; readonly config: RepositoryConfig }
  | { readonly ok: false; readonly refused: Refused };

/** An open pull request as it is now, and the configuration of its base. */
export async function openPullRequest(
  call: Pick<CommandCall, "repository" | "pullRequest">,
  ports: Pick<CommandPorts, "pullRequests" | "readBaseConfig">,
): Promise<Opened> {
  const opened = await readPullRequest(call, ports);
  if (opened.ok && opened.pullRequest.state === "closed")
    return { ok: false, refused: { why: "closed", text: renderClosed() } };
  return opened;
}

/** The pull request as it is now, open or not, and the configuration of its base, which says who may waive. */
export async function readPullRequest(
  { repository, pullRequest: number }: Pick<CommandCall, "repository" | "pullRequest">,
  { pullRequests, readBaseConfig }: Pick<CommandPorts, "pullRequests" | "readBaseConfig">,
): Promise<Opened> {
  const pullRequest = await pullRequests.read(repository, number);
  const parsed = await readBaseConfig(repository, pullRequest.base);
  // The defaults could let in whom the file keeps out.
  if (!parsed.ok)
    return { ok: false, refused: { why: "configuration", text: renderConfigBroken(configPath, pullRequest.base.ref) } };
  return { ok: true, pullRequest, config: parsed.config };
}

type Standing =
  | { readonly status: "may" }
  /** Has a hand in the pull request: somebody else has to agree. */
  | { readonly status: "asks" }
  | { readonly status: "refused"; readonly refused: Refused };

/** Whether the caller may waive these findings of this pull request, alone or not. */
export async function standingOf(
  call: Pick<CommandCall, "repository" | "author">,
  about: {
    readonly pullRequest: PullRequest;
    readonly findings: readonly WaivedFinding[];
    readonly config: RepositoryConfig;
  },
  ports: Pick<CommandPorts, "people" | "pullRequests">,
): Promise<Standing> {
  const involvement = await involvementOf(call, about.pullRequest, ports);
  if (involvement === "involved") return { status: "asks" };
  const refusal = await refusalOf(call, circlesOf(about.findings, about.config), ports.people);
  if (refusal !== undefined) {
    const text = renderNotAllowed({ author: call.author, ...refusal });
    return { status: "refused", refused: { why: "not-permitted", text } };
  }
  if (involvement === "unknown")
    return { status: "refused", refused: { why: "unknown-writers", text: renderManyCommits() } };
  return { status: "may" };
}
