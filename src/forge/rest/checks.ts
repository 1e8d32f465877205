import { resolve } from "../git/repository.ts";
import { type Hub, notFound, Refusal } from "../hub.ts";
import { found, repositoryNamed, suiteOf } from "../lookup.ts";
import type { CheckRun, CheckSuite, Repository } from "../state.ts";
import { checkRunPayload, checkRunView, checkSuiteFacts, checkSuiteView, runsOf } from "../views/checks.ts";
import { repositoryUrl } from "../views/repositories.ts";
import { emit } from "../webhooks/emit.ts";
import { actor } from "./authentication.ts";
import { recordRun } from "./check-run-input.ts";
import { allow, type Caller, type Operation, operation } from "./operation.ts";

const readChecks = allow({ checks: "read" }, "read");
const writeChecks = allow({ checks: "write" }, null);

export const checks: readonly Operation[] = [
  operation("POST /repos/{owner}/{repo}/check-runs", writeChecks, async ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const sha = await resolve(repository.directory, given.head_sha);
    if (sha !== given.head_sha) throw new Refusal(422, `No commit found for SHA: ${given.head_sha}`);
    const suite = suiteFor(hub, repository, appIdOf(caller), sha);
    const run: CheckRun = {
      id: hub.newId(),
      suiteId: suite.id,
      repositoryId: repository.id,
      appId: suite.appId,
      sha,
      annotations: [],
      name: given.name,
      status: "queued",
      conclusion: null,
      startedAt: hub.now(),
      completedAt: null,
      externalId: "",
      detailsUrl: null,
      title: null,
      summary: null,
      text: null,
      actions: [],
    };
    recordRun(hub, run, given);
    hub.state.checkRuns.set(run.id, run);
    announce(hub, repository, run, caller, "created");
    if (run.status === "completed") announce(hub, repository, run, caller, "completed");
    return { status: 201, body: checkRunView(hub, run) };
  }),

  operation("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", writeChecks, ({ hub, caller, given }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const run = runIn(hub, repository, given.check_run_id);
    if (run.appId !== appIdOf(caller))
      throw new Refusal(
        403,
        `Invalid app_id \`${appIdOf(caller)}\` - check run can only be modified by the GitHub App that created it.`,
      );
    const before = run.status;
    recordRun(hub, run, given);
    if (before !== "completed" && run.status === "completed") announce(hub, repository, run, caller, "completed");
    return { status: 200, body: checkRunView(hub, run) };
  }),

  operation("GET /repos/{owner}/{repo}/check-runs/{check_run_id}", readChecks, ({ hub, given }) => ({
    status: 200,
    body: checkRunView(hub, runIn(hub, repositoryNamed(hub, given.owner, given.repo), given.check_run_id)),
  })),

  operation("GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations", readChecks, ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const run = runIn(hub, repository, given.check_run_id);
    const body = page(run.annotations).map((annotation) => ({
      start_column: null,
      end_column: null,
      title: null,
      raw_details: null,
      ...annotation,
      blob_href: `${repositoryUrl(hub, repository)}/contents/${annotation.path}?ref=${run.sha}`,
    }));
    return { status: 200, body };
  }),

  operation(
    "POST /repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest",
    allow({ checks: "write" }, "write"),
    ({ hub, caller, given }) => {
      const repository = repositoryNamed(hub, given.owner, given.repo);
      const run = runIn(hub, repository, given.check_run_id);
      const payload = { check_run: checkRunPayload(hub, run) };
      emit(hub, {
        event: "check_run",
        action: "rerequested",
        repository,
        sender: actor(caller),
        payload,
        onlyAppId: run.appId,
      });
      return { status: 201, body: {} };
    },
  ),

  operation("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", readChecks, async ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const sha = await commitNamed(repository, given.ref);
    const all = [...hub.state.checkRuns.values()]
      .filter((run) => run.repositoryId === repository.id && run.sha === sha)
      .filter((run) => given.check_name === undefined || run.name === given.check_name)
      .filter((run) => given.status === undefined || run.status === given.status)
      .filter((run) => given.app_id === undefined || run.appId === Number(given.app_id));
    const runs = (given.filter === "all" ? all : newest(all)).toReversed();
    return {
      status: 200,
      body: { total_count: runs.length, check_runs: page(runs).map((run) => checkRunView(hub, run)) },
    };
  }),

  operation("GET /repos/{owner}/{repo}/commits/{ref}/check-suites", readChecks, async ({ hub, given, page }) => {
    const repository = repositoryNamed(hub, given.owner, given.repo);
    const sha = await commitNamed(repository, given.ref);
    const suites = [...hub.state.checkSuites.values()]
      .filter((suite) => suite.repositoryId === repository.id && suite.sha === sha)
      .filter((suite) => given.app_id === undefined || suite.appId === Number(given.app_id));
    const views = page(suites).map((suite) => checkSuiteView(hub, suite));
    return { status: 200, body: { total_count: suites.length, check_suites: views } };
  }),
];

/** A commit by branch, tag or SHA; 422 in GitHub's words when there is none. */
export async function commitNamed(repository: Repository, ref: string): Promise<string> {
  const names = /^[0-9a-f]{7,40}$/.test(ref)
    ? [ref]
    : [`refs/heads/${ref.replace(/^heads\//, "")}`, `refs/tags/${ref.replace(/^tags\//, "")}`, ref];
  for (const name of names) {
    const sha = await resolve(repository.directory, name);
    if (sha !== undefined) return sha;
  }
  throw new Refusal(422, `No commit found for SHA: ${ref}`);
}

function appIdOf(caller: Caller): number {
  if (caller.kind === "installation") return caller.app.id;
  throw new Refusal(403, "You must authenticate via a GitHub App.");
}

function runIn(hub: Hub, repository: Repository, id: number): CheckRun {
  const run = found(hub.state.checkRuns, id);
  if (run.repositoryId !== repository.id) throw notFound();
  return run;
}

function suiteFor(hub: Hub, repository: Repository, appId: number, sha: string): CheckSuite {
  const known = [...hub.state.checkSuites.values()].find(
    (suite) => suite.repositoryId === repository.id && suite.appId === appId && suite.sha === sha,
  );
  const suite = known ?? {
    id: hub.newId(),
    repositoryId: repository.id,
    appId,
    sha,
    branch: null,
    createdAt: hub.now(),
  };
  hub.state.checkSuites.set(suite.id, suite);
  return suite;
}

/** GitHub lists the newest run of a name per App, unless all are asked for. */
function newest(runs: readonly CheckRun[]): readonly CheckRun[] {
  return [...new Map(runs.map((run) => [`${run.appId} ${run.name}`, run])).values()];
}

function announce(hub: Hub, repository: Repository, run: CheckRun, caller: Caller, action: string): void {
  const sender = actor(caller);
  emit(hub, { event: "check_run", action, repository, sender, payload: { check_run: checkRunPayload(hub, run) } });
  const suite = suiteOf(hub, run);
  const done = runsOf(hub, suite).every(({ status }) => status === "completed");
  if (action !== "completed" || !done) return;
  const payload = { check_suite: checkSuiteFacts(hub, suite) };
  emit(hub, { event: "check_suite", action: "completed", repository, sender, payload });
}
