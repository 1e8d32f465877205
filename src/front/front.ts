import { type Context, Hono } from "hono";
import { messageOf } from "../errors.ts";
import { createMetrics } from "./metrics.ts";
import { showPlan } from "./plans.ts";
import type { FrontPorts } from "./ports.ts";
import { receiveDelivery } from "./receive.ts";

/** HTTP: deliveries in; whole plans, health and metrics out. */
export function createFront(ports: FrontPorts): Hono {
  const front = new Hono();
  const metrics = createMetrics();

  async function receive(context: Context): Promise<Response> {
    const begun = ports.clock.now();
    const { status, message } = await receiveDelivery(context.req.raw, ports);
    metrics.delivery(status, (ports.clock.now() - begun) / 1_000);
    return context.text(`${message}\n`, status);
  }

  // Probot's own path as well: an App that was set up for it need not be changed.
  front.post("/", receive);
  front.post("/api/github/webhooks", receive);
  front.get("/plans/:name", (context) => showPlan(context, ports));
  front.get("/healthz", (context) => context.text("alive\n"));
  front.get("/readyz", async (context) => {
    try {
      await ports.ready();
      return context.text("ready\n");
    } catch (error) {
      ports.log.warn({ error: messageOf(error) }, "not ready");
      return context.text("the database does not answer\n", 503);
    }
  });
  front.get("/metrics", async (context) => context.text(metrics.render(await ports.readGauges())));
  // GitHub shows the status in its delivery log, and the sweep asks for the delivery again.
  front.onError((error, context) => {
    ports.log.error({ error: messageOf(error) }, "a request failed");
    return context.text("The delivery could not be stored.\n", 500);
  });
  return front;
}
