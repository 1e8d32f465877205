import { createHash } from "node:crypto";
import { Webhooks } from "@octokit/webhooks";
import { expect, test } from "vitest";
import { signatureVerifier } from "../../src/adapters/github/signatures.ts";
import { createFront } from "../../src/front/front.ts";
import type { ReceivedDelivery } from "../../src/front/ports.ts";
import { mostBytes } from "../../src/front/read-body.ts";
import type { StoredPlan } from "../../src/ports/stored-plans.ts";
import { change, planned, report } from "../report/builders.ts";

const secret = "the current secret";

test("a signed delivery is stored once and answered, at either path", async () => {
  const { send, stored } = front();

  expect((await send({})).status).toBe(202);
  expect(await (await send({ path: "/api/github/webhooks" })).text()).toBe("stored before\n");

  expect(stored).toEqual([{ id: "guid-1", event: "push", payload: { ref: "main" } }]);
});

test("the secret before is accepted while it is being replaced", async () => {
  expect((await front().send({ secret: "the previous secret" })).status).toBe(202);
});

test.each([
  ["an unsigned delivery", { signature: null }, 401],
  ["a wrong signature", { secret: "a guess" }, 401],
  ["an old kind of signature", { signature: "sha1=0000" }, 401],
  ["a form", { type: "application/x-www-form-urlencoded" }, 415],
  ["no JSON", { body: "{" }, 400],
  ["a JSON list", { body: "[]" }, 400],
  ["no delivery id", { id: "" }, 400],
  ["an id that is no id", { id: "a'; drop table" }, 400],
])("%s is refused and nothing is stored", async (_, given, status) => {
  const { send, stored } = front();

  expect((await send(given)).status).toBe(status);
  expect(stored).toEqual([]);
});

test("a body beyond the limit is refused while it is still coming in", async () => {
  const { app } = front();
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1 << 20;
      controller.enqueue(new Uint8Array(1 << 20));
    },
  });
  const request = new Request("http://front/", {
    method: "POST",
    headers: { "x-hub-signature-256": "sha256=00" },
    body: endless,
    duplex: "half",
  });

  expect((await app.fetch(request)).status).toBe(413);
  expect(sent).toBeLessThan(mostBytes + (8 << 20));
});

test("a delivery that cannot be stored is not acknowledged", async () => {
  const { send } = front({ store: () => Promise.reject(new Error("database away")) });

  expect((await send({})).status).toBe(500);
});

test("readiness follows the database, and metrics count answers without naming anybody", async () => {
  const { app, send } = front({ ready: () => Promise.reject(new Error("away")) });
  await send({});
  await send({ signature: null });

  expect((await app.request("/healthz")).status).toBe(200);
  expect((await app.request("/readyz")).status).toBe(503);
  const metrics = await (await app.request("/metrics")).text();
  expect(metrics).toContain('fairlead_deliveries_total{status="202"} 1');
  expect(metrics).toContain('fairlead_deliveries_total{status="401"} 1');
  expect(metrics).toContain('fairlead_open_checks{state="running"} 2');
});

test("a plan is shown to whoever has its address, as a page, as JSON and as text, and kept by nobody on the way", async () => {
  const { app } = front({ openPlan: async (token) => (token === openToken ? storedPlan : undefined) });
  const [page, json, text] = await Promise.all(
    ["", ".json", ".txt"].map((ending) => app.request(`/plans/${openToken}${ending}?application=web`)),
  );

  expect(await page?.text()).toContain("Deployment shop/web");
  expect(await json?.json()).toMatchObject({ version: 1, applications: [{ name: "web" }] });
  expect(await text?.text()).toContain("+ spec.replicas: 3");
  for (const answer of [page, json, text]) {
    expect(answer?.status).toBe(200);
    expect(Object.fromEntries(answer?.headers ?? [])).toMatchObject({
      "cache-control": "private, no-store",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex, nofollow, noarchive",
      "x-content-type-options": "nosniff",
    });
  }
  expect(page?.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect([page, json, text].map((answer) => answer?.headers.get("content-type")?.split(";")[0])).toEqual([
    "text/html",
    "application/json",
    "text/plain",
  ]);
});

test("a page's own stylesheet is the one that its policy names", async () => {
  const { app } = front({ openPlan: async () => storedPlan });
  const page = await app.request(`/plans/${openToken}`);
  const [, style = ""] = /<style>(.*?)<\/style>/s.exec(await page.text()) ?? [];

  expect(page.headers.get("content-security-policy")).toContain(createHash("sha256").update(style).digest("base64"));
});

test.each(["1b".repeat(32), "short", "x".repeat(64), `${"2c".repeat(32)}.html`, "%3Cscript%3E"])(
  "/plans/%s is no plan",
  async (name) => {
    const { app } = front();

    const answer = await app.request(`/plans/${name}`);

    expect([404, answer.headers.get("referrer-policy")]).toEqual([answer.status, "no-referrer"]);
    expect(await answer.text()).not.toContain("script");
  },
);

test("a plan that cannot be read is an error that does not log the address", async () => {
  const logged: string[] = [];
  const note = (fields: object, message: string) => logged.push(JSON.stringify([fields, message]));
  const { app } = front({
    openPlan: () => Promise.reject(new Error("database away")),
    log: { info: note, warn: note, error: note },
  });

  expect((await app.request(`/plans/${openToken}`)).status).toBe(500);
  expect(logged.join("")).toContain("database away");
  expect(logged.join("")).not.toContain(openToken);
});

const openToken = "0a".repeat(32);

const storedPlan: StoredPlan = {
  repository: { owner: "acme", name: "shop" },
  pullRequest: 7,
  repositoryUrl: "https://github.com/acme/shop",
  at: 0,
  report: report({ applications: [planned({}, [change()])] }),
};

type Given = {
  readonly secret?: string;
  readonly signature?: string | null;
  readonly body?: string;
  readonly id?: string;
  readonly type?: string;
  readonly path?: string;
};

function front(overrides: Partial<Parameters<typeof createFront>[0]> = {}) {
  const stored: ReceivedDelivery[] = [];
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const app = createFront({
    verify: signatureVerifier([secret, "the previous secret"]),
    store: async (delivery) => {
      if (stored.some(({ id }) => id === delivery.id)) return false;
      stored.push(delivery);
      return true;
    },
    ready: async () => {},
    readGauges: async () => [
      { name: "fairlead_open_checks", summary: "Open.", labels: { state: "running" }, value: 2 },
    ],
    openPlan: async () => undefined,
    clock: { now: () => 0 },
    log: quiet,
    ...overrides,
  });
  async function send(given: Given): Promise<Response> {
    const body = given.body ?? '{"ref":"main"}';
    const signature =
      given.signature === undefined
        ? await new Webhooks({ secret: given.secret ?? secret }).sign(body)
        : given.signature;
    return app.request(given.path ?? "/", {
      method: "POST",
      body,
      headers: {
        "content-type": given.type ?? "application/json",
        "x-github-delivery": given.id ?? "guid-1",
        "x-github-event": "push",
        ...(signature === null ? {} : { "x-hub-signature-256": signature }),
      },
    });
  }
  return { app, send, stored };
}
