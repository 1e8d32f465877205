import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { Hub } from "./hub.ts";
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

/** What Fairlead asks for, as its own `app.yml` states it; other Apps say what they need. */
const defaults = {
  permissions: {
    metadata: "read",
    checks: "write",
    contents: "read",
    issues: "write",
    members: "read",
    pull_requests: "write",
    statuses: "read",
  },
  events: ["check_run", "check_suite", "issue_comment", "merge_group", "pull_request", "pull_request_review", "push"],
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
