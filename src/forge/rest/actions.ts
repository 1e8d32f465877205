import { type Hub, notFound, timestamp } from "../hub.ts";
import { repositoryNamed } from "../lookup.ts";
import type { Artifact, Repository, WorkflowRun } from "../state.ts";
import { repositoryUrl } from "../views/repositories.ts";
import { workflowRunView } from "../workflows.ts";
import { allow, type Operation, operation } from "./operation.ts";

const reads = allow({ actions: "read" }, "read");

export const actions: readonly Operation[] = [
  operation("GET /repos/{owner}/{repo}/actions/artifacts", reads, ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const all = [...hub.state.artifacts.values()]
      .filter(({ name }) => given.name === undefined || given.name === name)
      .flatMap((artifact) => artifactView(hub, repository, artifact) ?? [])
      .toReversed();
    return { status: 200, body: { total_count: all.length, artifacts: page(all) } };
  }),

  operation("GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}", reads, ({ hub, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const artifact = hub.state.artifacts.get(given.artifact_id);
    if (artifact === undefined || artifactView(hub, repository, artifact) === undefined) throw notFound();
    // GitHub answers an address of its blob storage, which is good for a minute and wants no token.
    return { status: 302, location: `${hub.origin}/blobs/artifacts/${artifact.id}` };
  }),

  operation("GET /repos/{owner}/{repo}/actions/runs", reads, ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const runs = [...hub.state.workflowRuns.values()]
      .filter((run) => run.repositoryId === repository.id)
      .filter((run) => given.head_sha === undefined || given.head_sha === run.sha)
      .toReversed();
    const body = {
      total_count: runs.length,
      workflow_runs: page(runs).map((run) => workflowRunView(hub, repository, run)),
    };
    return { status: 200, body };
  }),

  operation("GET /repos/{owner}/{repo}/actions/runs/{run_id}", reads, ({ hub, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const run = hub.state.workflowRuns.get(given.run_id);
    if (run === undefined || run.repositoryId !== repository.id) throw notFound();
    return { status: 200, body: workflowRunView(hub, repository, run) };
  }),
];

function artifactView(hub: Hub, repository: Repository, artifact: Artifact): object | undefined {
  const run: WorkflowRun | undefined = hub.state.workflowRuns.get(artifact.runId);
  if (run?.repositoryId !== repository.id) return undefined;
  const url = `${repositoryUrl(hub, repository)}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    name: artifact.name,
    size_in_bytes: artifact.content.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: false,
    created_at: timestamp(artifact.createdAt),
    expires_at: timestamp(artifact.createdAt + 90 * 24 * 60 * 60_000),
    updated_at: timestamp(artifact.createdAt),
    workflow_run: {
      id: run.id,
      repository_id: run.repositoryId,
      head_repository_id: run.headRepositoryId,
      head_branch: run.branch,
      head_sha: run.sha,
    },
  };
}
