import type { HcpRepository } from "../../config/operator.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { messageOf } from "../../errors.ts";
import type { FoundTerraformPlan } from "../../ports/terraform-plans.ts";
import { readBounded } from "../bounded-body.ts";
import { type HostedWanted, refused } from "./hosted-wanted.ts";
import { readPlanJson } from "./read-plan-json.ts";

/** Plans that HCP Terraform, or Terraform Enterprise, made for the commit. */
export type HcpPlans = { find(wanted: HostedWanted, signal?: AbortSignal): Promise<FoundTerraformPlan> };

type HcpOptions = {
  readonly repositories: readonly HcpRepository[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch?: typeof globalThis.fetch;
  /** For a server that speaks no TLS; `https` unless told. */
  readonly scheme?: "https" | "http";
};

/** States after which no plan will come (https://developer.hashicorp.com/terraform/cloud-docs/api-docs/run#run-states). */
const ended = new Set(["errored", "canceled", "force_canceled", "discarded"]);
const maxPlanBytes = 128 * 1024 * 1024;

/** Asks for the newest run of the workspace that HCP itself says was made from this commit. */
export function createHcpPlans({
  repositories,
  env,
  fetch = globalThis.fetch,
  scheme = "https",
}: HcpOptions): HcpPlans {
  return {
    async find(wanted, signal) {
      const place = placeOf(repositories, wanted);
      if (place === undefined) {
        return refused(`The operator has named no HCP Terraform workspace for ${wanted.root} (${wanted.environment}).`);
      }
      const token = env[place.tokenFrom];
      if (!token) return refused(`The token for ${place.host} is not there: ${place.tokenFrom} is not set.`);
      const ask = asker({ origin: `${scheme}://${place.host}`, token, fetch, signal });
      try {
        return await findRun(wanted, place, ask);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof HcpRefusal) return refused(error.message);
        throw new Error(`${place.host} could not be asked for a plan: ${messageOf(error)}`, { cause: error });
      }
    },
  };
}

class HcpRefusal extends Error {
  override readonly name = "HcpRefusal";
}

type Place = { readonly host: string; readonly tokenFrom: string; readonly workspace: string };
type Ask = (path: string) => Promise<Response>;

function placeOf(
  repositories: readonly HcpRepository[],
  { repository: { owner, name }, root, environment }: HostedWanted,
): Place | undefined {
  const own = repositories.filter((one) => one.repository.toLowerCase() === `${owner}/${name}`.toLowerCase());
  for (const { host, tokenFrom, workspaces } of own) {
    const found = workspaces.find(
      (one) => one.root === root && (one.environment === undefined || one.environment === environment),
    );
    if (found !== undefined) return { host, tokenFrom, workspace: found.workspace };
  }
  return undefined;
}

function asker(given: {
  readonly origin: string;
  readonly token: string;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal | undefined;
}): Ask {
  const { origin, token, fetch, signal } = given;
  const headers = { authorization: `Bearer ${token}`, accept: "application/vnd.api+json" };
  return async (path) => {
    const timeout = AbortSignal.timeout(30_000);
    const both = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    const response = await fetch(`${origin}${path}`, { headers, redirect: "manual", signal: both });
    const location = response.headers.get("location");
    if (response.status !== 307 || location === null) return response;
    // A plan's JSON is behind an address that is good for a minute and needs no token; ours stays with its own host.
    const target = new URL(location, origin);
    if (target.protocol !== new URL(origin).protocol)
      throw new HcpRefusal(`${target.host} is no address to read a plan from.`);
    return fetch(target, { redirect: "error", signal: both });
  };
}

async function findRun(wanted: HostedWanted, { host, workspace }: Place, ask: Ask): Promise<FoundTerraformPlan> {
  const id = workspace.startsWith("ws-") ? workspace : await workspaceId(workspace, ask);
  const query = `search%5Bcommit%5D=${wanted.head}&include=configuration_version.ingress_attributes&page%5Bsize%5D=20`;
  const runs = await json(await ask(`/api/v2/workspaces/${id}/runs?${query}`), `the runs of ${workspace}`);
  const run = listOf(runs.data).find((one) => isFromCommit(one, runs, wanted.head));
  if (run === undefined) {
    return { status: "awaited", reason: `HCP Terraform has no run of ${workspace} for this commit yet.` };
  }
  const status = textAt(run, "attributes", "status") ?? "";
  const runId = textAt(run, "id") ?? "";
  if (ended.has(status)) return refused(`The run ${runId} of ${workspace} was ${status}.`);
  const answer = await ask(`/api/v2/runs/${encodeURIComponent(runId)}/plan/json-output`);
  if (answer.status === 204)
    return { status: "awaited", reason: `The run ${runId} of ${workspace} is still ${status}.` };
  const plan = answer.status === 200 ? readPlanJson(await boundedText(answer)) : undefined;
  if (plan === undefined) {
    return refused(
      `The plan of ${runId} cannot be read (HTTP ${answer.status}); the token must be a user's or a team's with admin access to ${workspace}.`,
    );
  }
  const link = `https://${host}/app/${workspace.replace("/", "/workspaces/")}/runs/${runId}`;
  return { status: "found", plan, from: `HCP Terraform's run ${runId}`, ...(workspace.includes("/") ? { link } : {}) };
}

async function workspaceId(workspace: string, ask: Ask): Promise<string> {
  const [organization = "", name = ""] = workspace.split("/").map(encodeURIComponent);
  const found = await json(await ask(`/api/v2/organizations/${organization}/workspaces/${name}`), workspace);
  return textAt(found, "data", "id") ?? "";
}

/** The search finds abbreviations and messages too; what counts is what HCP took the configuration from. */
function isFromCommit(run: Json, { included = [] }: JsonObject, head: string): boolean {
  const version = resource(
    included,
    "configuration-versions",
    textAt(run, "relationships", "configuration-version", "data", "id"),
  );
  const ingress = resource(
    included,
    "ingress-attributes",
    textAt(version, "relationships", "ingress-attributes", "data", "id"),
  );
  return textAt(ingress, "attributes", "commit-sha") === head;
}

function resource(included: Json, type: string, id: string | undefined): Json {
  return listOf(included).find((one) => textAt(one, "type") === type && textAt(one, "id") === id) ?? null;
}

async function json(response: Response, what: string): Promise<JsonObject> {
  if (response.status === 401 || response.status === 404) {
    throw new HcpRefusal(
      `HCP Terraform does not show us ${what} (HTTP ${response.status}); check its name and the token.`,
    );
  }
  if (response.status !== 200) throw new Error(`HTTP ${response.status} for ${what}`);
  const value: unknown = JSON.parse(await boundedText(response));
  if (!isJsonObject(value as Json)) throw new Error(`no JSON object for ${what}`);
  return value as JsonObject;
}

async function boundedText(response: Response): Promise<string> {
  const body = await readBounded(response, maxPlanBytes);
  if (body === undefined) throw new HcpRefusal(`The plan is larger than ${maxPlanBytes / 1024 / 1024} MiB.`);
  return body.toString("utf8");
}

function listOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isJsonArray(value) ? value : [];
}

function textAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  let at: Json | undefined = value;
  for (const key of path) at = at !== undefined && isJsonObject(at) ? at[key] : undefined;
  return typeof at === "string" ? at : undefined;
}
