import { configPath } from "../../config/parse.ts";
import type { RepositoryConfig } from "../../config/schema.ts";
import type { PullRequest } from "../../domain/pull-request.ts";
import type { WaivedFinding } from "../../domain/waiver-record.ts";
import { renderClosed, renderConfigBroken, renderManyCommits, renderNotAllowed } from "../../report/waiver-refusals.ts";
import type { CommandCall, CommandPorts } from "../command.ts";
import { circlesOf, involvementOf, refusalOf } from "./circles.ts";
import type { Refused } from "./refuse.ts";

type Opened =
  | { readonly ok: true; readonly pullRequest: PullRequest; readonly config: RepositoryConfig }
  | { readonly ok: false; readonly refused: Refused };

/** An open pull request as it is now, and the configuration of its base. */
export async function openPullRequest(
  { repository, pullRequest: number }: Pick<CommandCall, "repository" | "pullRequest">,
  ports: Pick<CommandPorts, "pullRequests" | "readBaseConfig">,
): Promise<Opened> {
  const pullRequest = await ports.pullRequests.read(repository, number);
  if (pullRequest.state === "closed") return { ok: false, refused: { why: "closed", text: renderClosed() } };
  const read = await readConfig(repository, pullRequest.base.ref, ports);
  return read.ok ? { ok: true, pullRequest, config: read.config } : read;
}

type ReadConfig = Extract<Opened, { ok: false }> | { readonly ok: true; readonly config: RepositoryConfig };

/** What says who may waive for a branch. One that cannot be read lets nobody: the defaults could let in whom it keeps out. */
export async function readConfig(
  repository: CommandCall["repository"],
  branch: string,
  { readBaseConfig }: Pick<CommandPorts, "readBaseConfig">,
): Promise<ReadConfig> {
  const config = await readBaseConfig(repository, branch);
  if (config !== undefined) return { ok: true, config };
  return { ok: false, refused: { why: "configuration", text: renderConfigBroken(configPath, branch) } };
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
