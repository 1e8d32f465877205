import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { parse } from "yaml";
import { messageOf } from "../../errors.ts";
import type { Terminal } from "../verb.ts";
import { version } from "../version.ts";
import { absent, missing, ok, type Row } from "./row.ts";

/** Whether GitHub answers, knows the App, and has granted what `app.yml` asks for. */
export async function examineGitHub(terminal: Terminal): Promise<readonly Row[]> {
  const { env } = terminal;
  const key = privateKey(terminal);
  if (!env.APP_ID && key.status === "unset") {
    return [absent("github", "no credentials are set; run npx fairlead setup to serve, nothing is needed to check")];
  }
  if (!env.APP_ID) return [missing("github", "APP_ID is not set beside the private key")];
  if (key.status !== "set") return [missing("github", key.told)];
  const client = new Octokit({
    authStrategy: createAppAuth,
    auth: { appId: env.APP_ID, privateKey: key.pem },
    baseUrl: apiAddress(env),
    userAgent: `fairlead/${version}`,
    request: { signal: AbortSignal.any([terminal.signal, AbortSignal.timeout(15_000)]) },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  return [...(await appRows(client, apiAddress(env))), secretRow(env)];
}

async function appRows(client: Octokit, address: string): Promise<readonly Row[]> {
  try {
    const { data: app } = await client.rest.apps.getAuthenticated();
    if (app === null) return [missing("github", `${address} does not know this App`)];
    const { data: installations } = await client.rest.apps.listInstallations({ per_page: 100 });
    const where =
      installations.length === 0 ? "installed nowhere yet" : `installed on ${installations.length} account(s)`;
    return [ok("github", `${app.slug ?? app.name} at ${address}, ${where}`), permissionsRow(app)];
  } catch (error) {
    return [missing("github", `${address} refuses or does not answer: ${messageOf(error)}`)];
  }
}

/** GitHub's `read`, `write` and `admin`, least first. */
const levels = ["read", "write", "admin"];

function permissionsRow(app: { readonly permissions: object; readonly events: readonly string[] }): Row {
  const asked = askedFor();
  if (asked === undefined) return absent("permissions", "app.yml cannot be read, so there is nothing to compare with");
  const granted: Readonly<Record<string, unknown>> = { ...app.permissions };
  const lacking = Object.entries(asked.permissions)
    .filter(([name, level]) => levels.indexOf(String(granted[name])) < levels.indexOf(level))
    .map(([name, level]) => `${name}: ${level}`);
  const deaf = asked.events.filter((event) => !app.events.includes(event));
  if (lacking.length + deaf.length === 0) return ok("permissions", "all permissions and events of app.yml are granted");
  const parts = [
    ...(lacking.length > 0 ? [`permissions ${lacking.join(", ")}`] : []),
    ...(deaf.length > 0 ? [`events ${deaf.join(", ")}`] : []),
  ];
  return missing("permissions", `the App lacks ${parts.join(" and ")}; grant them in its settings on GitHub`);
}

function askedFor(): { permissions: Record<string, string>; events: string[] } | undefined {
  const file = new URL("../../../app.yml", import.meta.url);
  if (!existsSync(file)) return undefined;
  const manifest: unknown = parse(readFileSync(file, "utf8"));
  if (typeof manifest !== "object" || manifest === null) return undefined;
  const permissions = "default_permissions" in manifest ? { ...Object(manifest.default_permissions) } : {};
  const events = "default_events" in manifest && Array.isArray(manifest.default_events) ? manifest.default_events : [];
  return { permissions, events: events.map(String) };
}

function secretRow(env: Terminal["env"]): Row {
  if (env.WEBHOOK_SECRET) return ok("webhooks", "WEBHOOK_SECRET is set");
  return missing("webhooks", "WEBHOOK_SECRET is not set: no delivery could be verified");
}

type Key =
  | { readonly status: "unset" | "unreadable"; readonly told: string }
  | { readonly status: "set"; readonly pem: string };

/** As Probot reads it: in PRIVATE_KEY, plainly or in base64, or in the file that PRIVATE_KEY_PATH names. */
function privateKey({ env, directory }: Terminal): Key {
  const inline = env.PRIVATE_KEY;
  if (inline) {
    const pem = inline.includes("-----BEGIN")
      ? inline.replaceAll("\\n", "\n")
      : Buffer.from(inline, "base64").toString();
    return pem.includes("-----BEGIN")
      ? { status: "set", pem }
      : { status: "unreadable", told: "PRIVATE_KEY is no PEM key" };
  }
  if (!env.PRIVATE_KEY_PATH) return { status: "unset", told: "PRIVATE_KEY and PRIVATE_KEY_PATH are not set" };
  try {
    return { status: "set", pem: readFileSync(resolve(directory, env.PRIVATE_KEY_PATH), "utf8") };
  } catch (error) {
    return { status: "unreadable", told: `the file of PRIVATE_KEY_PATH cannot be read: ${messageOf(error)}` };
  }
}

/** github.com, or the server that GHE_HOST names, as Probot understands it. */
function apiAddress({ GHE_HOST, GHE_PROTOCOL }: Terminal["env"]): string {
  return GHE_HOST ? `${GHE_PROTOCOL || "https"}://${GHE_HOST}/api/v3` : "https://api.github.com";
}
