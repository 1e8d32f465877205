import { randomUUID } from "node:crypto";
import { type Hub, nodeId } from "../hub.ts";
import { found, ownerOf } from "../lookup.ts";
import { type WebhookName, webhookNames } from "../openapi/names.ts";
import type { Account, Installation, Repository } from "../state.ts";
import { userView } from "../views/accounts.ts";
import { repositoryView } from "../views/repositories.ts";
import { dispatch } from "./deliver.ts";

type Notice = {
  readonly event: string;
  readonly action: string | null;
  readonly sender: Account;
  readonly payload: object;
  readonly repository?: Repository;
  /** Only this App hears of it, as with `rerequested`. */
  readonly onlyAppId?: number;
  /** An event about the installation itself. */
  readonly installation?: Installation;
};

/** Hands an event to every App that is installed there and subscribed, after holding it to GitHub's own schema. */
export function emit(hub: Hub, notice: Notice): void {
  for (const installation of listeners(hub, notice)) {
    const payload = payloadFor(hub, notice, installation);
    const problems = hub.schemas.checkDelivery(webhookName(notice), payload);
    if (problems.length > 0) {
      throw new Error(`The forge's ${webhookName(notice)} delivery is not what GitHub sends: ${problems.join("; ")}`);
    }
    dispatch(hub, {
      id: hub.newId(),
      guid: randomUUID(),
      appId: installation.appId,
      installationId: installation.id,
      repositoryId: notice.repository?.id ?? null,
      event: notice.event,
      action: notice.action,
      payload: JSON.stringify(payload),
      redelivery: false,
      deliveredAt: hub.now(),
      requestHeaders: {},
      response: null,
      outcome: null,
      durationMs: 0,
    });
  }
}

function listeners(hub: Hub, notice: Notice): readonly Installation[] {
  if (notice.installation) return [notice.installation];
  return [...hub.state.installations.values()].filter(({ appId, repositoryIds, suspendedAt, permissions }) => {
    if (suspendedAt !== null) return false;
    if (notice.repository && !repositoryIds.has(notice.repository.id)) return false;
    if (notice.onlyAppId !== undefined) return notice.onlyAppId === appId;
    // Apps that may write checks hear of them without subscribing.
    const implied = notice.event === "check_run" && permissions.checks === "write";
    return implied || found(hub.state.apps, appId).events.includes(notice.event);
  });
}

function payloadFor(hub: Hub, notice: Notice, installation: Installation): unknown {
  const { repository, action, sender } = notice;
  const owner = repository ? ownerOf(hub, repository) : undefined;
  return hub.schemas.completeDelivery(webhookName(notice), {
    ...(action === null ? {} : { action }),
    ...(repository ? { repository: repositoryView(hub, repository) } : {}),
    ...(owner?.type === "Organization" ? { organization: userView(hub, owner) } : {}),
    installation: { id: installation.id, node_id: nodeId("MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9u", installation.id) },
    sender: userView(hub, sender),
    ...notice.payload,
  });
}

function webhookName({ event, action }: Notice): WebhookName {
  const name = [event, ...(action === null ? [] : [action])].join("-").replaceAll("_", "-");
  const known = webhookNames.find((one) => one === name);
  if (known === undefined) throw new Error(`local GitHub has no webhook ${name}`);
  return known;
}
