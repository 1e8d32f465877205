import { randomBytes } from "node:crypto";
import { apiUrl, type Hub, invalid, notFound, Refusal, timestamp } from "../hub.ts";
import { found, installationOn, repositoryNamed } from "../lookup.ts";
import type { App, Delivery, Installation, Permissions } from "../state.ts";
import { appView, installationView } from "../views/accounts.ts";
import { repositoryView } from "../views/repositories.ts";
import { redeliver } from "../webhooks/deliver.ts";
import { byAnyone, byApp, byInstallation, type Caller, type Operation, operation } from "./operation.ts";

export const apps: readonly Operation[] = [
  operation("GET /app", byApp, ({ hub, caller }) => ({ status: 200, body: appAnswer(hub, appOf(caller)) })),

  operation("GET /app/installations", byApp, ({ hub, caller, page }) => ({
    status: 200,
    body: page(installationsOf(hub, appOf(caller))).map((installation) => installationView(hub, installation)),
  })),

  operation("GET /app/installations/{installation_id}", byApp, ({ hub, caller, given }) => ({
    status: 200,
    body: installationView(hub, ownInstallation(hub, appOf(caller), given.installation_id)),
  })),

  operation("POST /app/installations/{installation_id}/access_tokens", byApp, ({ hub, caller, given }) => {
    const installation = ownInstallation(hub, appOf(caller), given.installation_id);
    if (installation.suspendedAt !== null) throw new Refusal(403, "This installation has been suspended");
    const permissions = narrowed(installation, given.permissions);
    const repositoryIds = chosenRepositories(hub, installation, given);
    const token = `ghs_${randomBytes(18).toString("hex")}`;
    const expiresAt = hub.now() + hub.limits.tokenSeconds * 1000;
    hub.state.tokens.set(token, { token, installationId: installation.id, permissions, repositoryIds, expiresAt });
    const repositories = repositoryIds?.map((id) => repositoryView(hub, found(hub.state.repositories, id)));
    return {
      status: 201,
      body: {
        token,
        expires_at: timestamp(expiresAt),
        permissions: { metadata: "read", ...permissions },
        repository_selection: "selected",
        ...(repositories ? { repositories } : {}),
      },
    };
  }),

  operation("GET /repos/{owner}/{repo}/installation", byApp, ({ hub, caller, given }) => {
    const installation = installationOn(hub, appOf(caller), repositoryNamed(hub, given.owner, given.repo));
    if (installation === undefined) throw notFound();
    return { status: 200, body: installationView(hub, installation) };
  }),

  operation("GET /installation/repositories", byInstallation, ({ hub, caller, page }) => {
    const ids = caller.kind === "installation" ? (caller.repositoryIds ?? [...caller.installation.repositoryIds]) : [];
    const repositories = ids.map((id) => repositoryView(hub, found(hub.state.repositories, id)));
    return { status: 200, body: { total_count: ids.length, repositories: page(repositories) } };
  }),

  operation("GET /app/hook/config", byApp, ({ caller }) => ({
    status: 200,
    body: { content_type: "json", insecure_ssl: "0", secret: "********", url: appOf(caller).webhookUrl },
  })),

  operation("GET /app/hook/deliveries", byApp, ({ hub, caller, given, page }) => {
    const all = deliveriesOf(hub, appOf(caller)).toReversed();
    const { cursor } = given;
    const from = cursor === undefined ? 0 : all.findIndex(({ id }) => String(id) === cursor);
    return { status: 200, body: page(from < 0 ? [] : all.slice(from)).map(deliverySummary) };
  }),

  operation("GET /app/hook/deliveries/{delivery_id}", byApp, ({ hub, caller, given }) => {
    const delivery = ownDelivery(hub, appOf(caller), Number(given.delivery_id));
    const { requestHeaders, response } = delivery;
    return {
      status: 200,
      body: {
        ...deliverySummary(delivery),
        url: appOf(caller).webhookUrl,
        request: { headers: requestHeaders, payload: JSON.parse(delivery.payload) },
        response: { headers: response?.headers ?? null, payload: response?.body ?? null },
      },
    };
  }),

  operation("POST /app/hook/deliveries/{delivery_id}/attempts", byApp, ({ hub, caller, given }) => {
    redeliver(hub, ownDelivery(hub, appOf(caller), Number(given.delivery_id)));
    return { status: 202, body: {} };
  }),

  operation("POST /app-manifests/{code}/conversions", byAnyone, ({ hub, given }) => {
    const code = hub.state.manifestCodes.get(given.code);
    if (code === undefined || code.expiresAt <= hub.now()) throw notFound();
    // A code is good for one exchange.
    hub.state.manifestCodes.delete(given.code);
    const app = found(hub.state.apps, code.appId);
    const secrets = { pem: app.privateKey, webhook_secret: app.webhookSecret, client_secret: app.clientSecret };
    return { status: 201, body: { ...appAnswer(hub, app), ...secrets } };
  }),

  operation("GET /rate_limit", byAnyone, ({ hub }) => {
    const limit = hub.limits.requestsPerHour;
    const rate = { limit, used: 0, remaining: limit, reset: Math.ceil(hub.now() / 1000) + 3600 };
    return { status: 200, body: { resources: { core: rate, search: rate, graphql: rate }, rate } };
  }),

  operation("GET /meta", byAnyone, ({ hub }) => ({
    status: 200,
    body: { verifiable_password_authentication: true, domains: { website: [new URL(apiUrl(hub)).host] } },
  })),
];

function appOf(caller: Caller): App {
  if (caller.kind === "app") return caller.app;
  throw new Refusal(401, "A JSON web token could not be decoded");
}

function appAnswer(hub: Hub, app: App) {
  return { ...appView(hub, app), installations_count: installationsOf(hub, app).length };
}

function installationsOf(hub: Hub, app: App): readonly Installation[] {
  return [...hub.state.installations.values()].filter(({ appId }) => appId === app.id);
}

function ownInstallation(hub: Hub, app: App, id: number): Installation {
  const installation = found(hub.state.installations, id);
  if (installation.appId !== app.id) throw notFound();
  return installation;
}

function narrowed(installation: Installation, asked: object | undefined): Permissions {
  if (asked === undefined) return installation.permissions;
  const permissions: { [name: string]: "read" | "write" } = {};
  for (const [name, access] of Object.entries(asked)) {
    const granted = installation.permissions[name];
    const enough = name === "metadata" || granted === "write" || granted === access;
    if (!enough) throw new Refusal(422, "The permissions requested are not granted to this installation.");
    permissions[name] = access === "write" ? "write" : "read";
  }
  return permissions;
}

function chosenRepositories(
  hub: Hub,
  installation: Installation,
  given: { readonly repositories?: string[]; readonly repository_ids?: number[] },
): readonly number[] | null {
  if (given.repositories === undefined && given.repository_ids === undefined) return null;
  const own = [...installation.repositoryIds].map((id) => found(hub.state.repositories, id));
  const chosen = own.filter(({ id, name }) => given.repositories?.includes(name) || given.repository_ids?.includes(id));
  if (chosen.length !== (given.repositories?.length ?? 0) + (given.repository_ids?.length ?? 0)) {
    const message =
      "There is at least one repository that does not exist or is not accessible to the parent installation.";
    throw new Refusal(422, message);
  }
  return chosen.map(({ id }) => id);
}

function deliveriesOf(hub: Hub, app: App): readonly Delivery[] {
  return [...hub.state.deliveries.values()].filter(({ appId, outcome }) => appId === app.id && outcome !== null);
}

function ownDelivery(hub: Hub, app: App, id: number): Delivery {
  const delivery = found(hub.state.deliveries, id);
  if (delivery.appId !== app.id) throw notFound();
  if (delivery.outcome === null) throw invalid("HookDelivery", "id", "is still on its way");
  return delivery;
}

function deliverySummary(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: new Date(delivery.deliveredAt).toISOString(),
    redelivery: delivery.redelivery,
    duration: Math.round(delivery.durationMs) / 1000,
    status: delivery.outcome ?? "pending",
    status_code: delivery.response?.status ?? 0,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
  };
}
