import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { DeliveryFault } from "../faults.ts";
import type { Hub } from "../hub.ts";
import { found } from "../lookup.ts";
import type { App, Delivery } from "../state.ts";

/** GitHub gives up on a receiver after ten seconds. */
const patienceMs = 10_000;

/** The last delivery under way to each App, so that they leave in order, and those held back to be overtaken. */
const queues = new WeakMap<Hub, Map<number, { last: Promise<void>; held: Delivery[] }>>();

/** Logs the delivery and sends it after the App's earlier ones, unless a fault says otherwise. */
export function dispatch(hub: Hub, delivery: Delivery): void {
  const fault = hub.faults.takeForDelivery(delivery.event, delivery.action);
  if (fault?.kind === "drop") return;
  hub.state.deliveries.set(delivery.id, delivery);
  if (fault?.kind === "delay") {
    hub.inBackground(sleep(fault.ms).then(() => send(hub, delivery)));
    return;
  }
  const queue = queueOf(hub, delivery.appId);
  if (fault?.kind === "reorder") {
    queue.held.push(delivery);
    return;
  }
  const due = [delivery, ...(fault?.kind === "duplicate" ? [duplicate(hub, delivery)] : []), ...queue.held.splice(0)];
  queue.last = queue.last.then(async () => {
    for (const one of due) await send(hub, one, one === delivery ? fault : undefined);
  });
  hub.inBackground(queue.last);
}

/** Sends a logged delivery again, under the same `X-GitHub-Delivery`. */
export function redeliver(hub: Hub, delivery: Delivery): Delivery {
  const again: Delivery = { ...duplicate(hub, delivery), redelivery: true };
  dispatch(hub, again);
  return again;
}

/** Sends what a `reorder` fault still holds back. */
export function releaseHeld(hub: Hub): void {
  for (const queue of queues.get(hub)?.values() ?? []) {
    for (const delivery of queue.held.splice(0)) hub.inBackground(send(hub, delivery));
  }
}

function duplicate(hub: Hub, delivery: Delivery): Delivery {
  const fresh = { id: hub.newId(), deliveredAt: hub.now(), response: null, outcome: null, durationMs: 0 };
  const copy: Delivery = { ...delivery, ...fresh };
  hub.state.deliveries.set(copy.id, copy);
  return copy;
}

function queueOf(hub: Hub, appId: number) {
  const byApp = queues.get(hub) ?? new Map<number, { last: Promise<void>; held: Delivery[] }>();
  queues.set(hub, byApp);
  const queue = byApp.get(appId) ?? { last: Promise.resolve(), held: [] };
  byApp.set(appId, queue);
  return queue;
}

async function send(hub: Hub, delivery: Delivery, fault?: DeliveryFault): Promise<void> {
  const app = found(hub.state.apps, delivery.appId);
  const started = performance.now();
  delivery.requestHeaders = headersFor(app, delivery);
  try {
    delivery.response = fault?.kind === "fail" ? unavailable(fault.status) : await post(app, delivery);
    const { status } = delivery.response;
    delivery.outcome = status < 300 ? "OK" : `Invalid HTTP Response: ${status}`;
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    delivery.outcome = timedOut ? "timed out" : "failed to connect to host";
  }
  delivery.durationMs = performance.now() - started;
}

async function post(app: App, delivery: Delivery): Promise<NonNullable<Delivery["response"]>> {
  const response = await fetch(app.webhookUrl, {
    method: "POST",
    headers: { ...delivery.requestHeaders },
    body: delivery.payload,
    redirect: "manual",
    signal: AbortSignal.timeout(patienceMs),
  });
  const body = await response.text();
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

function unavailable(status: number): NonNullable<Delivery["response"]> {
  return { status, headers: {}, body: "The receiver never saw this delivery." };
}

function headersFor(app: App, delivery: Delivery): { readonly [name: string]: string } {
  const signature = createHmac("sha256", app.webhookSecret).update(delivery.payload).digest("hex");
  return {
    accept: "*/*",
    "content-type": "application/json",
    "user-agent": "GitHub-Hookshot/local",
    "x-github-event": delivery.event,
    "x-github-delivery": delivery.guid,
    "x-github-hook-id": String(app.id),
    "x-github-hook-installation-target-id": String(app.id),
    "x-github-hook-installation-target-type": "integration",
    "x-hub-signature-256": `sha256=${signature}`,
  };
}
