import { type Hub, nodeId, timestamp } from "../hub.ts";
import { found, pullsOf, suiteOf } from "../lookup.ts";
import type { CheckRun, CheckSuite, Repository } from "../state.ts";
import { appView } from "./accounts.ts";
import { pageUrl, repositoryUrl, repositoryView } from "./repositories.ts";

export function checkRunView(hub: Hub, run: CheckRun) {
  const repository = found(hub.state.repositories, run.repositoryId);
  const url = `${repositoryUrl(hub, repository)}/check-runs/${run.id}`;
  const page = `${pageUrl(hub, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId("CR", run.id),
    name: run.name,
    head_sha: run.sha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: timestamp(run.startedAt),
    completed_at: run.completedAt === null ? null : timestamp(run.completedAt),
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suiteId },
    app: appView(hub, found(hub.state.apps, run.appId)),
    pull_requests: pullsAt(hub, repository, run.sha),
  };
}

/** The check run as its webhooks show it: with its suite spelt out. */
export function checkRunPayload(hub: Hub, run: CheckRun) {
  return { ...checkRunView(hub, run), check_suite: checkSuiteFacts(hub, suiteOf(hub, run)) };
}

export function checkSuiteFacts(hub: Hub, suite: CheckSuite) {
  const repository = found(hub.state.repositories, suite.repositoryId);
  const runs = runsOf(hub, suite);
  const open = runs.length === 0 || runs.some((run) => run.status !== "completed");
  return {
    id: suite.id,
    node_id: nodeId("CS", suite.id),
    head_branch: suite.branch,
    head_sha: suite.sha,
    before: null,
    after: suite.sha,
    status: runs.length === 0 ? "queued" : open ? "in_progress" : "completed",
    conclusion: open ? null : suiteConclusion(runs),
    url: `${repositoryUrl(hub, repository)}/check-suites/${suite.id}`,
    app: appView(hub, found(hub.state.apps, suite.appId)),
    pull_requests: pullsAt(hub, repository, suite.sha),
    created_at: timestamp(suite.createdAt),
    updated_at: timestamp(suite.createdAt),
  };
}

export function checkSuiteView(hub: Hub, suite: CheckSuite) {
  const repository = found(hub.state.repositories, suite.repositoryId);
  const url = `${repositoryUrl(hub, repository)}/check-suites/${suite.id}`;
  return {
    ...checkSuiteFacts(hub, suite),
    latest_check_runs_count: runsOf(hub, suite).length,
    check_runs_url: `${url}/check-runs`,
    repository: repositoryView(hub, repository),
  };
}

export function runsOf(hub: Hub, suite: CheckSuite): readonly CheckRun[] {
  return [...hub.state.checkRuns.values()].filter((run) => run.suiteId === suite.id);
}

function suiteConclusion(runs: readonly CheckRun[]): string {
  const bad = ["failure", "timed_out", "cancelled", "action_required"];
  return bad.find((conclusion) => runs.some((run) => run.conclusion === conclusion)) ?? "success";
}

/** Only pull requests from the repository itself: GitHub does not look at forks' branches. */
function pullsAt(hub: Hub, repository: Repository, sha: string) {
  const repo = { id: repository.id, url: repositoryUrl(hub, repository), name: repository.name };
  return pullsOf(hub, repository)
    .filter(({ pull, state }) => state === "open" && pull.headSha === sha && pull.headRepositoryId === repository.id)
    .map(({ number, pull }) => ({
      id: pull.id,
      number,
      url: `${repositoryUrl(hub, repository)}/pulls/${number}`,
      head: { ref: pull.headBranch, sha: pull.headSha, repo },
      base: { ref: pull.baseBranch, sha: pull.baseSha, repo },
    }));
}
