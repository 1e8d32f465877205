import { afterEach, expect, test } from "vitest";
import { createHcpPlans } from "../../../src/adapters/terraform/from-hcp.ts";
import type { HcpRepository } from "../../../src/config/operator.ts";
import { type Host, openHost } from "../charts/registry.ts";
import { head, planJson, wanted } from "./wanted.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A run as the runs API answers it with its configuration version and what that was taken from. */
function runs(commit: string, status: string): string {
  return JSON.stringify({
    data: [
      {
        id: "run-1",
        type: "runs",
        attributes: { status },
        relationships: { "configuration-version": { data: { id: "cv-1", type: "configuration-versions" } } },
      },
    ],
    included: [
      {
        id: "cv-1",
        type: "configuration-versions",
        relationships: { "ingress-attributes": { data: { id: "ia-1", type: "ingress-attributes" } } },
      },
      { id: "ia-1", type: "ingress-attributes", attributes: { "commit-sha": commit } },
    ],
  });
}

type Given = { readonly commit?: string; readonly status?: string; readonly plan?: ReturnType<Host["answer"]> };

async function open({ commit = head, status = "planned_and_finished", plan }: Given = {}) {
  const storage = await openHost(() => ({ body: JSON.stringify(planJson) }));
  const api = await openHost((path, authorization) => {
    if (authorization !== "Bearer s3cret-token") return { status: 401 };
    if (path === "/api/v2/organizations/acme/workspaces/network") return { body: '{"data": {"id": "ws-1"}}' };
    if (path.startsWith("/api/v2/workspaces/ws-1/runs?")) return { body: runs(commit, status) };
    if (path !== "/api/v2/runs/run-1/plan/json-output") return undefined;
    return plan ?? { status: 307, headers: { location: `http://${storage.host}/plan` } };
  });
  closing.push(storage.close, api.close);
  const repository: HcpRepository = {
    repository: "acme/infra",
    host: api.host,
    tokenFrom: "HCP_TOKEN",
    workspaces: [{ root: "live/prod", environment: "prod", workspace: "acme/network" }],
  };
  const plans = createHcpPlans({ repositories: [repository], env: { HCP_TOKEN: "s3cret-token" }, scheme: "http" });
  return { api, storage, plans };
}

test("the plan of the run that HCP made from this commit is read, and our token stays with its host", async () => {
  const { plans, api, storage } = await open();

  expect(await plans.find(wanted())).toEqual({
    status: "found",
    plan: planJson,
    from: "HCP Terraform's run run-1",
    link: `https://${api.host}/app/acme/workspaces/network/runs/run-1`,
  });
  expect(storage.asked).toEqual([{ path: "/plan", authorization: undefined }]);
});

test("a run of another commit is none of ours, whatever the search finds", async () => {
  const { plans } = await open({ commit: "0".repeat(40) });

  expect(await plans.find(wanted())).toMatchObject({ status: "awaited" });
});

test.each([
  [{ plan: { status: 204 }, status: "planning" }, "awaited", "is still planning"],
  [{ status: "errored" }, "refused", "was errored"],
  [{ plan: { status: 404 } }, "refused", "cannot be read (HTTP 404)"],
  [{ plan: { body: "{}" } }, "refused", "cannot be read"],
  [{ plan: { status: 307, headers: { location: "file:///etc/passwd" } } }, "refused", "no address"],
] satisfies [Given, string, string][])("%j is %s", async (given, status, words) => {
  const { plans } = await open(given);

  expect(await plans.find(wanted())).toMatchObject({ status, reason: expect.stringContaining(words) });
});

test("a root module without a workspace, and a missing token, are told without asking", async () => {
  const { plans, api } = await open();
  const tokenless = createHcpPlans({
    repositories: [
      {
        repository: "acme/infra",
        host: api.host,
        tokenFrom: "GONE",
        workspaces: [{ root: "live/prod", workspace: "ws-1" }],
      },
    ],
    env: {},
  });

  expect(await plans.find(wanted({ root: "live/dev" }))).toMatchObject({ status: "refused" });
  expect(await tokenless.find(wanted())).toMatchObject({ reason: expect.stringContaining("GONE is not set") });
  expect(api.asked).toEqual([]);
});
