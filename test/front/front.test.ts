import { Webhooks } from "@octokit/webhooks";
import { expect, test } from "vitest";
import { signatureVerifier } from "../../src/adapters/github/signatures.ts";
import { createFront } from "../../src/front/front.ts";
import type { ReceivedDelivery } from "../../src/front/ports.ts";
import { mostBytes } from "../../src/front/read-body.ts";

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
