import { apiUrl, type Hub, nodeId, timestamp } from "../hub.ts";
import { found } from "../lookup.ts";
import type { Account, App, Installation } from "../state.ts";

export function userView(hub: Hub, account: Account) {
  const path = account.type === "Bot" ? `apps/${account.login.replace("[bot]", "")}` : account.login;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId("U", account.id),
    type: account.type,
    site_admin: false,
    url: `${apiUrl(hub)}/users/${encodeURIComponent(account.login)}`,
    html_url: `${hub.origin}/${path}`,
    avatar_url: `${hub.origin}/avatars/${account.id}`,
    gravatar_id: "",
  };
}

export function appView(hub: Hub, app: App) {
  return {
    id: app.id,
    node_id: nodeId("A", app.id),
    slug: app.slug,
    client_id: app.clientId,
    name: app.name,
    description: null,
    owner: userView(hub, found(hub.state.accounts, app.ownerId)),
    external_url: app.externalUrl,
    html_url: `${hub.origin}/apps/${app.slug}`,
    permissions: app.permissions,
    events: app.events,
    created_at: timestamp(app.createdAt),
    updated_at: timestamp(app.createdAt),
  };
}

export function installationView(hub: Hub, installation: Installation) {
  const app = found(hub.state.apps, installation.appId);
  const account = found(hub.state.accounts, installation.accountId);
  return {
    id: installation.id,
    account: userView(hub, account),
    app_id: app.id,
    app_slug: app.slug,
    client_id: app.clientId,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: app.events,
    repository_selection: "selected",
    access_tokens_url: `${apiUrl(hub)}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${apiUrl(hub)}/installation/repositories`,
    html_url: `${hub.origin}/settings/installations/${installation.id}`,
    single_file_name: null,
    created_at: timestamp(installation.createdAt),
    updated_at: timestamp(installation.createdAt),
    suspended_at: installation.suspendedAt === null ? null : timestamp(installation.suspendedAt),
    suspended_by: null,
  };
}
