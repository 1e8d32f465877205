import { apiUrl, type Hub, nodeId, notFound, timestamp } from "../hub.ts";
import { found, fullName, repositoryNamed } from "../lookup.ts";
import type { CommitStatus, Deployment, DeploymentStatus, Repository } from "../state.ts";
import { userView } from "../views/accounts.ts";
import { repositoryUrl, repositoryView } from "../views/repositories.ts";
import { emit } from "../webhooks/emit.ts";
import { actor } from "./authentication.ts";
import { commitNamed } from "./checks.ts";
import { allow, type Operation, operation } from "./operation.ts";

const reads = allow({ deployments: "read" }, "read");
const writes = allow({ deployments: "write" }, "write");

export const deployments: readonly Operation[] = [
  operation(
    "POST /repos/{owner}/{repo}/statuses/{sha}",
    allow({ statuses: "write" }, "write"),
    async ({ hub, caller, given }) => {
      const repository = repositoryNamed(hub, given.owner, given.repo);
      const status: CommitStatus = {
        id: hub.newId(),
        repositoryId: repository.id,
        sha: await commitNamed(repository, given.sha),
        creatorId: actor(caller).id,
        state: given.state,
        context: given.context ?? "default",
        description: given.description ?? null,
        targetUrl: given.target_url ?? null,
        createdAt: hub.now(),
      };
      hub.state.statuses.set(status.id, status);
      const { login: name, email } = actor(caller);
      const whenAndWho = { name, email, date: timestamp(status.createdAt) };
      const payload = {
        ...statusFacts(hub, repository, status),
        sha: status.sha,
        name: fullName(hub, repository),
        branches: [],
        commit: { sha: status.sha, commit: { author: whenAndWho, committer: whenAndWho } },
      };
      emit(hub, { event: "status", action: null, repository, sender: actor(caller), payload });
      return { status: 201, body: { ...statusFacts(hub, repository, status), creator: userView(hub, actor(caller)) } };
    },
  ),

  operation(
    "GET /repos/{owner}/{repo}/commits/{ref}/status",
    allow({ statuses: "read" }, "read"),
    async ({ hub, given, page }) => {
      const repository = repositoryNamed(hub, given.owner, given.repo);
      const sha = await commitNamed(repository, given.ref);
      const own = [...hub.state.statuses.values()].filter(
        (one) => one.repositoryId === repository.id && one.sha === sha,
      );
      const newest = [...new Map(own.map((status) => [status.context, status])).values()];
      const bad = newest.some(({ state }) => state === "failure" || state === "error");
      const pending = newest.length === 0 || newest.some(({ state }) => state === "pending");
      const url = `${repositoryUrl(hub, repository)}/commits/${sha}`;
      const body = {
        state: bad ? "failure" : pending ? "pending" : "success",
        statuses: page(newest).map((status) => statusFacts(hub, repository, status)),
        sha,
        total_count: newest.length,
        repository: repositoryView(hub, repository),
        commit_url: url,
        url: `${url}/status`,
      };
      return { status: 200, body };
    },
  ),

  operation("GET /repos/{owner}/{repo}/deployments", reads, ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const all = [...hub.state.deployments.values()]
      .filter((one) => one.repositoryId === repository.id)
      .filter((one) => given.environment === undefined || one.environment === given.environment)
      .filter((one) => given.sha === undefined || one.sha === given.sha)
      .filter((one) => given.ref === undefined || one.ref === given.ref)
      .filter((one) => given.task === undefined || one.task === given.task);
    return { status: 200, body: page(all.toReversed()).map((one) => deploymentView(hub, repository, one)) };
  }),

  operation("POST /repos/{owner}/{repo}/deployments", writes, async ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const deployment: Deployment = {
      id: hub.newId(),
      repositoryId: repository.id,
      sha: await commitNamed(repository, given.ref),
      ref: given.ref,
      task: given.task ?? "deploy",
      environment: given.environment ?? "production",
      description: given.description ?? null,
      payload: given.payload ?? {},
      creatorId: actor(caller).id,
      createdAt: hub.now(),
    };
    hub.state.deployments.set(deployment.id, deployment);
    const payload = { deployment: deploymentView(hub, repository, deployment), workflow: null, workflow_run: null };
    emit(hub, { event: "deployment", action: "created", repository, sender: actor(caller), payload });
    return { status: 201, body: deploymentView(hub, repository, deployment) };
  }),

  operation("GET /repos/{owner}/{repo}/deployments/{deployment_id}", reads, ({ hub, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    return { status: 200, body: deploymentView(hub, repository, deploymentIn(hub, repository, given.deployment_id)) };
  }),

  operation("GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses", reads, ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const deployment = deploymentIn(hub, repository, given.deployment_id);
    const all = [...hub.state.deploymentStatuses.values()].filter((one) => one.deploymentId === deployment.id);
    return { status: 200, body: page(all.toReversed()).map((one) => deploymentStatusView(hub, repository, one)) };
  }),

  operation("POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses", writes, ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const deployment = deploymentIn(hub, repository, given.deployment_id);
    const status: DeploymentStatus = {
      id: hub.newId(),
      deploymentId: deployment.id,
      state: given.state,
      description: given.description ?? "",
      environment: given.environment ?? deployment.environment,
      logUrl: given.log_url ?? "",
      environmentUrl: given.environment_url ?? "",
      creatorId: actor(caller).id,
      createdAt: hub.now(),
    };
    hub.state.deploymentStatuses.set(status.id, status);
    const payload = {
      deployment: deploymentView(hub, repository, deployment),
      deployment_status: deploymentStatusView(hub, repository, status),
    };
    emit(hub, { event: "deployment_status", action: "created", repository, sender: actor(caller), payload });
    return { status: 201, body: deploymentStatusView(hub, repository, status) };
  }),
];

function statusFacts(hub: Hub, repository: Repository, status: CommitStatus) {
  const creator = userView(hub, found(hub.state.accounts, status.creatorId));
  return {
    id: status.id,
    node_id: nodeId("SC", status.id),
    url: `${repositoryUrl(hub, repository)}/statuses/${status.sha}`,
    avatar_url: creator.avatar_url,
    state: status.state,
    context: status.context,
    description: status.description,
    target_url: status.targetUrl,
    created_at: timestamp(status.createdAt),
    updated_at: timestamp(status.createdAt),
  };
}

function deploymentIn(hub: Hub, repository: Repository, id: number): Deployment {
  const deployment = found(hub.state.deployments, id);
  if (deployment.repositoryId !== repository.id) throw notFound();
  return deployment;
}

function deploymentView(hub: Hub, repository: Repository, deployment: Deployment) {
  const url = `${repositoryUrl(hub, repository)}/deployments/${deployment.id}`;
  return {
    id: deployment.id,
    node_id: nodeId("DE", deployment.id),
    url,
    statuses_url: `${url}/statuses`,
    repository_url: `${apiUrl(hub)}/repos/${fullName(hub, repository)}`,
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    environment: deployment.environment,
    original_environment: deployment.environment,
    description: deployment.description,
    creator: userView(hub, found(hub.state.accounts, deployment.creatorId)),
    created_at: timestamp(deployment.createdAt),
    updated_at: timestamp(deployment.createdAt),
  };
}

function deploymentStatusView(hub: Hub, repository: Repository, status: DeploymentStatus) {
  const deploymentUrl = `${repositoryUrl(hub, repository)}/deployments/${status.deploymentId}`;
  return {
    id: status.id,
    node_id: nodeId("DES", status.id),
    url: `${deploymentUrl}/statuses/${status.id}`,
    deployment_url: deploymentUrl,
    repository_url: repositoryUrl(hub, repository),
    state: status.state,
    description: status.description,
    environment: status.environment,
    ...(status.logUrl === "" ? {} : { log_url: status.logUrl, target_url: status.logUrl }),
    ...(status.environmentUrl === "" ? {} : { environment_url: status.environmentUrl }),
    creator: userView(hub, found(hub.state.accounts, status.creatorId)),
    created_at: timestamp(status.createdAt),
    updated_at: timestamp(status.createdAt),
  };
}
