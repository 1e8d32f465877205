import { strToU8, zipSync } from "fflate";
import { type Hub, nodeId, timestamp } from "./hub.ts";
import { found, ownerOf } from "./lookup.ts";
import type { Repository, WorkflowRun } from "./state.ts";
import { repositoryUrl, repositoryView } from "./views/repositories.ts";
import { emit } from "./webhooks/emit.ts";

/** What an administrator says of a run. */
export type WorkflowRunOptions = {
  readonly headSha: string;
  readonly path?: string;
  readonly branch?: string;
  readonly event?: string;
  readonly conclusion?: "success" | "failure";
  readonly artifacts?: { readonly [name: string]: { readonly [path: string]: string } };
  /** The run to end, when it was started before. */
  readonly run?: number;
  /** The fork that the head is in. */
  readonly headRepositoryId?: number;
};

/** Starts a run, or ends it: its artifacts are there before its end is delivered, as on GitHub. */
export function runWorkflow(hub: Hub, repository: Repository, options: WorkflowRunOptions): number {
  const run =
    options.run === undefined ? started(hub, repository, options) : found(hub.state.workflowRuns, options.run);
  for (const [name, files] of Object.entries(options.artifacts ?? {})) {
    const id = hub.newId();
    const content = zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));
    hub.state.artifacts.set(id, { id, runId: run.id, name, content, createdAt: hub.now() });
  }
  if (options.conclusion !== undefined) {
    run.status = "completed";
    run.conclusion = options.conclusion;
    const payload = { workflow_run: workflowRunView(hub, repository, run), workflow: null };
    emit(hub, { event: "workflow_run", action: "completed", repository, sender: ownerOf(hub, repository), payload });
  }
  return run.id;
}

function started(hub: Hub, repository: Repository, options: WorkflowRunOptions): WorkflowRun {
  const run: WorkflowRun = {
    id: hub.newId(),
    repositoryId: repository.id,
    headRepositoryId: options.headRepositoryId ?? repository.id,
    sha: options.headSha,
    branch: options.branch ?? "change",
    event: options.event ?? "pull_request",
    path: options.path ?? ".github/workflows/plan.yml",
    createdAt: hub.now(),
    status: "in_progress",
    conclusion: null,
  };
  hub.state.workflowRuns.set(run.id, run);
  return run;
}

/** What is known of a run, as the API and the webhook have it. */
export function workflowRunView(hub: Hub, repository: Repository, run: WorkflowRun): object {
  const url = `${repositoryUrl(hub, repository)}/actions/runs/${run.id}`;
  const head = hub.state.repositories.get(run.headRepositoryId) ?? repository;
  return {
    id: run.id,
    name: run.path.replace(/^.*\/|\.ya?ml$/g, ""),
    node_id: nodeId("V29ya2Zsb3dSdW4", run.id),
    path: run.path,
    head_branch: run.branch,
    head_sha: run.sha,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    run_number: 1,
    run_attempt: 1,
    workflow_id: 1,
    url,
    html_url: `${hub.origin}/${ownerOf(hub, repository).login}/${repository.name}/actions/runs/${run.id}`,
    created_at: timestamp(run.createdAt),
    updated_at: timestamp(run.createdAt),
    run_started_at: timestamp(run.createdAt),
    pull_requests: [],
    repository: repositoryView(hub, repository),
    head_repository: repositoryView(hub, head),
    head_repository_id: run.headRepositoryId,
  };
}
