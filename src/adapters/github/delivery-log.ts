import type { DeliveryLog, FailedDelivery } from "../../ports/github.ts";
import type { GitHubAccess } from "./access.ts";
import type { Octokit } from "./octokit.ts";

/** Enough for a few minutes of a busy App; older failures have been swept before. */
const mostPages = 10;

type Logged = {
  readonly id: number;
  readonly guid: string;
  readonly delivered_at: string;
  readonly status_code: number;
};

/** What GitHub could not hand over: it never tries again by itself. */
export function createDeliveryLog(access: GitHubAccess): DeliveryLog {
  return {
    listFailed: async (since) => failed(await newest(await access.app(), since)),
    redeliver: async ({ id }) => {
      const { rest } = await access.app();
      await rest.apps.redeliverWebhookDelivery({ delivery_id: id });
    },
  };
}

async function newest(app: Octokit, since: number): Promise<readonly Logged[]> {
  const all: Logged[] = [];
  let pages = 0;
  for await (const { data } of app.paginate.iterator(app.rest.apps.listWebhookDeliveries, { per_page: 100 })) {
    all.push(...data.filter(({ delivered_at }) => Date.parse(delivered_at) >= since));
    pages += 1;
    if (pages === mostPages || data.some(({ delivered_at }) => Date.parse(delivered_at) < since)) break;
  }
  return all;
}

/** A redelivery keeps the guid: one attempt that arrived makes up for all that did not. */
function failed(deliveries: readonly Logged[]): readonly FailedDelivery[] {
  const arrived = new Set(deliveries.filter(({ status_code }) => isSuccess(status_code)).map(({ guid }) => guid));
  const missing = new Map<string, FailedDelivery>();
  for (const { id, guid, status_code } of deliveries) {
    if (!isSuccess(status_code) && !arrived.has(guid)) missing.set(guid, { id, guid });
  }
  return [...missing.values()];
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
