import { generateKeyPairSync, randomBytes } from "node:crypto";
import { type Hub, Refusal } from "./hub.ts";
import { found } from "./lookup.ts";
import type { App, Permissions } from "./state.ts";
import { createUser } from "./users.ts";

export type AppOptions = {
  readonly slug?: string;
  readonly name?: string;
  readonly owner?: string;
  readonly permissions?: Permissions;
  readonly events?: readonly string[];
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
  readonly externalUrl?: string;
};

export type RegisteredApp = {
  readonly appId: number;
  readonly slug: string;
  /** PEM, as GitHub hands it out. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** The App's name as an author: `slug[bot]`. */
  readonly botLogin: string;
  /** From now on deliveries go there. */
  listenAt(webhookUrl: string): void;
  /** Changes the secret that deliveries are signed with. */
  rotateSecret(webhookSecret: string): void;
};

/** What Fairlead's own `app.yml` asks for; other Apps say what they need. */
export const defaults = {
  permissions: {
    actions: "read",
    checks: "write",
    contents: "write",
    issues: "write",
    members: "read",
    merge_queues: "read",
    metadata: "read",
    pull_requests: "write",
    statuses: "read",
  },
  events: ["check_run", "check_suite", "issue_comment", "merge_group", "pull_request", "status", "workflow_run"],
} as const;

export function registerApp(hub: Hub, options: AppOptions): RegisteredApp {
  const slug = options.slug ?? "fairlead";
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const app: App = {
    id: hub.newId(),
    slug,
    name: options.name ?? slug,
    ownerId: createUser(hub, options.owner ?? "app-owner", "User", {}).id,
    botId: createUser(hub, `${slug}[bot]`, "Bot", {}).id,
    clientId: `Iv1.${randomBytes(8).toString("hex")}`,
    clientSecret: randomBytes(20).toString("hex"),
    privateKey,
    publicKey,
    permissions: options.permissions ?? defaults.permissions,
    events: options.events ?? defaults.events,
    externalUrl: options.externalUrl ?? "https://fairlead.example",
    createdAt: hub.now(),
    webhookSecret: options.webhookSecret ?? randomBytes(20).toString("hex"),
    webhookUrl: options.webhookUrl ?? "http://127.0.0.1:9/",
  };
  hub.state.apps.set(app.id, app);
  return registered(app, found(hub.state.accounts, app.botId).login);
}

/** Registers the App a manifest describes; the code is exchanged once, within the hour, for its credentials. */
export function manifestApp(hub: Hub, text: string): { readonly code: string; readonly redirectUrl: string } {
  const manifest = parseManifest(text);
  const app = registerApp(hub, {
    slug: manifest.name.toLowerCase().replace(/[^a-z0-9]+/g, "-"),
    name: manifest.name,
    permissions: manifest.permissions,
    events: manifest.events,
    webhookUrl: manifest.webhookUrl,
    externalUrl: manifest.url,
  });
  const code = randomBytes(20).toString("hex");
  hub.state.manifestCodes.set(code, { code, appId: app.appId, expiresAt: hub.now() + 3_600_000 });
  return { code, redirectUrl: manifest.redirectUrl };
}

/** GitHub asks for a name, a homepage and where to return; the rest may be left out. */
function parseManifest(text: string) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(422, "The manifest is not JSON.");
  }
  const fields: { readonly [name: string]: unknown } = typeof value === "object" && value !== null ? { ...value } : {};
  const {
    name,
    url,
    redirect_url: redirectUrl,
    hook_attributes: hook,
    default_permissions: permissions,
    default_events: events,
  } = fields;
  if (typeof url !== "string") throw new Refusal(422, "The manifest lacks url.");
  if (typeof redirectUrl !== "string") throw new Refusal(422, "The manifest lacks redirect_url.");
  const webhookUrl =
    typeof hook === "object" && hook !== null && "url" in hook ? String(hook.url) : "http://127.0.0.1:9/";
  return {
    name: typeof name === "string" ? name : "fairlead",
    url,
    redirectUrl,
    webhookUrl,
    permissions: parsePermissions(permissions),
    events: Array.isArray(events) ? events.map(String) : [],
  };
}

function parsePermissions(value: unknown): Permissions {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.map(([name, access]) => {
      if (access !== "read" && access !== "write")
        throw new Refusal(422, `The manifest's permission ${name} is neither read nor write.`);
      return [name, access];
    }),
  );
}

function registered(app: App, botLogin: string): RegisteredApp {
  return {
    appId: app.id,
    slug: app.slug,
    privateKey: app.privateKey,
    webhookSecret: app.webhookSecret,
    botLogin,
    listenAt(webhookUrl) {
      app.webhookUrl = webhookUrl;
    },
    rotateSecret(webhookSecret) {
      app.webhookSecret = webhookSecret;
    },
  };
}
