import { isAncestor, mergeTree, resolve } from "./git/repository.ts";
import type { Hub } from "./hub.ts";
import { found } from "./lookup.ts";
import type { PullRequest, RequiredCheck, Ruleset } from "./state.ts";

type RequirementState = "missing" | "pending" | "failed" | "passed";
type Requirement = RequiredCheck & { readonly state: RequirementState };

/** What the rules of the base branch ask of this head, and how each stands. */
export function requirements(hub: Hub, issue: PullRequest): readonly Requirement[] {
  return rulesetsFor(hub, issue).flatMap(({ requiredChecks }) =>
    requiredChecks.map((check) => ({ ...check, state: requirementState(hub, issue, check) })),
  );
}

/** Whether it may merge, in GitHub's words: clean, dirty, draft, blocked, behind, unknown. */
export async function readiness(hub: Hub, issue: PullRequest) {
  if (issue.state !== "open") return { mergeable: null, state: "unknown" } as const;
  const { directory } = found(hub.state.repositories, issue.repositoryId);
  const base = await resolve(directory, `refs/heads/${issue.pull.baseBranch}`);
  if (base === undefined) return { mergeable: null, state: "unknown" } as const;
  const { status } = await mergeTree(directory, base, issue.pull.headSha);
  if (status === "conflicts") return { mergeable: false, state: "dirty" } as const;
  if (issue.pull.draft) return { mergeable: true, state: "draft" } as const;
  const [violation] = await violations(hub, issue, base);
  return { mergeable: true, state: violation === undefined ? "clean" : "blocked" } as const;
}

/** What stands against the merge, as sentences; empty when nothing does. */
export async function violations(hub: Hub, issue: PullRequest, base: string): Promise<readonly string[]> {
  const words = {
    missing: "is expected",
    pending: "is in progress",
    failed: "is failing",
    passed: "",
  } as const satisfies Record<RequirementState, string>;
  const { directory } = found(hub.state.repositories, issue.repositoryId);
  const checks = requirements(hub, issue)
    .filter(({ state }) => state !== "passed")
    .map(({ context, state }) => `Required status check "${context}" ${words[state]}.`);
  const rulesets = rulesetsFor(hub, issue);
  const wanted = Math.max(0, ...rulesets.map(({ requiredApprovals }) => requiredApprovals));
  const approvals = approvers(hub, issue).size;
  const missing =
    approvals < wanted ? [`At least ${wanted} approving review is required by reviewers with write access.`] : [];
  const behind =
    rulesets.some(({ strict }) => strict) && !(await isAncestor(directory, base, issue.pull.headSha))
      ? ["The head branch is not up to date with the base branch."]
      : [];
  return [...checks, ...missing, ...behind];
}

function rulesetsFor(hub: Hub, issue: PullRequest): readonly Ruleset[] {
  const { rulesets } = found(hub.state.repositories, issue.repositoryId);
  return rulesets.filter(({ branch }) => branch === issue.pull.baseBranch);
}

/** Only the pinned App's check run satisfies a pinned requirement; statuses and other Apps count for the rest. */
function requirementState(hub: Hub, issue: PullRequest, { context, appId }: RequiredCheck): RequirementState {
  const { headSha } = issue.pull;
  const run = [...hub.state.checkRuns.values()]
    .filter((one) => one.repositoryId === issue.repositoryId && one.sha === headSha && one.name === context)
    .findLast((one) => appId === undefined || one.appId === appId);
  const status = [...hub.state.statuses.values()]
    .filter((one) => one.repositoryId === issue.repositoryId && one.sha === headSha && one.context === context)
    .findLast(() => appId === undefined);
  const states = [
    ...(run ? [run.status !== "completed" ? "pending" : runPasses(run.conclusion) ? "passed" : "failed"] : []),
    ...(status ? [status.state === "success" ? "passed" : status.state === "pending" ? "pending" : "failed"] : []),
  ] as const;
  return (["failed", "pending", "passed"] as const).find((state) => states.includes(state)) ?? "missing";
}

/** GitHub counts these three as passing. */
function runPasses(conclusion: string | null): boolean {
  return conclusion === "success" || conclusion === "neutral" || conclusion === "skipped";
}

/** Whoever's last word on this pull request is an approval. */
function approvers(hub: Hub, issue: PullRequest): ReadonlySet<number> {
  const last = new Map<number, string>();
  for (const review of hub.state.reviews.values()) {
    const speaks = review.state === "APPROVED" || review.state === "CHANGES_REQUESTED" || review.state === "DISMISSED";
    if (review.issueId === issue.id && speaks) last.set(review.authorId, review.state);
  }
  return new Set([...last].filter(([, state]) => state === "APPROVED").map(([id]) => id));
}
