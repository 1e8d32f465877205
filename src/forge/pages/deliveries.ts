import { html } from "hono/html";
import type { Hub } from "../hub.ts";
import { found } from "../lookup.ts";
import type { Delivery } from "../state.ts";
import { type Fragment, when } from "./layout.ts";

export function deliveryList(hub: Hub): Fragment {
  const rows = [...hub.state.deliveries.values()].toReversed().map((delivery) => {
    const name = delivery.action === null ? delivery.event : `${delivery.event}.${delivery.action}`;
    const app = found(hub.state.apps, delivery.appId).slug;
    return html`<tr><td class="${tone(delivery)}">${delivery.outcome ?? "pending"}</td><td><a href="/deliveries/${delivery.id}">${name}</a>${delivery.redelivery ? html` <span class="tag">redelivery</span>` : ""}</td><td>${app}</td><td><code>${delivery.guid}</code></td><td>${when(delivery.deliveredAt)}</td><td>${Math.round(delivery.durationMs)} ms</td></tr>`;
  });
  return html`<h1 class="title">Webhook deliveries</h1><table class="list"><tr><th>Result</th><th>Event</th><th>App</th><th>Delivery</th><th>Sent</th><th>Took</th></tr>${rows}</table>`;
}

export function deliveryPage(delivery: Delivery): Fragment {
  const lines = (headers: { readonly [name: string]: string }) =>
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join("\n");
  const { response } = delivery;
  return html`<h1 class="title">${delivery.event}${delivery.action === null ? "" : `.${delivery.action}`}</h1>
<p class="${tone(delivery)}">${delivery.outcome ?? "pending"}</p>
<form method="post"><button>Redeliver</button></form>
<h2>Request</h2><pre class="plain">${lines(delivery.requestHeaders)}</pre><pre class="plain">${JSON.stringify(JSON.parse(delivery.payload), null, 2)}</pre>
<h2>Response</h2><pre class="plain">${response === null ? "None." : `${response.status}\n${lines(response.headers)}\n\n${response.body}`}</pre>`;
}

function tone({ outcome }: Delivery): string {
  return outcome === null ? "warn" : outcome === "OK" ? "good" : "bad";
}
