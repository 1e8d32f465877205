import { existsSync, readFileSync } from "node:fs";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { parse } from "yaml";
import { messageOf } from "../../errors.ts";
import { parseSettings } from "../settings.ts";
import type { Terminal } from "../verb.ts";
import { version } from "../version.ts";
import { absent, missing, ok, type Row } from "./row.ts";

/** Any of these set means that somebody wants to serve. */
const credentials = /^(?:APP_ID|PRIVATE_KEY|PRIVATE_KEY_FILE|PRIVATE_KEY_PATH|WEBHOOK_SECRET|WEBHOOK_SECRET_FILE)$/;

/** Whether GitHub answers, knows the App, and has granted what `app.yml` asks for. */
export async function examineGitHub({ env, directory, signal }: Terminal): Promise<readonly Row[]> {
  if (!Object.entries(env).some(([name, value]) => value && credentials.test(name))) {
    return [absent("github", "no credentials are set: serving needs them (npx fairlead setup), checking does not")];
  }
  const parsed = parseSettings(env, directory);
  if (!parsed.ok) return parsed.problems.map((problem) => missing("settings", problem));
  const { appId, privateKey, apiUrl } = parsed.settings;
  const client = new Octokit({
    authStrategy: createAppAuth,
    auth: { appId, privateKey },
    baseUrl: apiUrl,
    userAgent: `fairlead/${version}`,
    request: { signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]) },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  return appRows(client, apiUrl);
}

async function appRows(client: Octokit, address: string): Promise<readonly Row[]> {
  try {
    const { data: app } = await client.rest.apps.getAuthenticated();
    if (app === null) return [missing("github", `${address} does not know this App`)];
    const installations = await client.paginate(client.rest.apps.listInstallations, { per_page: 100 });
    const active = installations.filter(({ suspended_at: suspended }) => !suspended);
    const where = active.length === 0 ? "installed nowhere yet" : `installed on ${active.length} account(s)`;
    const own: Grant = { holder: "the App", permissions: app.permissions, events: app.events, remedy: inSettings };
    const accepted = active.map(
      ({ account, permissions, events }): Grant => ({
        holder: `its installation on ${account && "login" in account ? account.login : "an enterprise"}`,
        permissions,
        events,
        remedy: "an owner there has to accept them on GitHub",
      }),
    );
    return [ok("github", `${app.slug ?? app.name} at ${address}, ${where}`), ...permissionRows([own, ...accepted])];
  } catch (error) {
    return [missing("github", `${address} refuses or does not answer: ${messageOf(error)}`)];
  }
}

const inSettings = "grant them in its settings on GitHub";

/** What somebody has: the App may ask for more than an installation's owner has accepted. */
type Grant = {
  readonly holder: string;
  readonly permissions: object;
  readonly events: readonly string[];
  readonly remedy: string;
};

function permissionRows(grants: readonly Grant[]): readonly Row[] {
  const asked = askedFor();
  if (asked === undefined)
    return [absent("permissions", "app.yml cannot be read, so there is nothing to compare with")];
  const lacking = grants.flatMap((grant) => {
    const lacks = whatLacks(grant, asked);
    return lacks === "" ? [] : [missing("permissions", `${grant.holder} lacks ${lacks}; ${grant.remedy}`)];
  });
  return lacking.length > 0 ? lacking : [ok("permissions", "all permissions and events of app.yml are granted")];
}

/** GitHub's levels of a permission, least first. */
const levels = ["read", "write", "admin"];

type Asked = { readonly permissions: Readonly<Record<string, string>>; readonly events: readonly string[] };

function whatLacks({ permissions, events }: Grant, asked: Asked): string {
  const granted: Readonly<Record<string, unknown>> = { ...permissions };
  const lacking = Object.entries(asked.permissions)
    .filter(([name, level]) => levels.indexOf(String(granted[name])) < levels.indexOf(level))
    .map(([name, level]) => `${name}: ${level}`);
  const deaf = asked.events.filter((event) => !events.includes(event));
  return [
    ...(lacking.length > 0 ? [`permissions ${lacking.join(", ")}`] : []),
    ...(deaf.length > 0 ? [`events ${deaf.join(", ")}`] : []),
  ].join(" and ");
}

function askedFor(): Asked | undefined {
  const file = new URL("../../../app.yml", import.meta.url);
  if (!existsSync(file)) return undefined;
  const manifest: unknown = parse(readFileSync(file, "utf8"));
  if (typeof manifest !== "object" || manifest === null) return undefined;
  const permissions = "default_permissions" in manifest ? { ...Object(manifest.default_permissions) } : {};
  const events = "default_events" in manifest && Array.isArray(manifest.default_events) ? manifest.default_events : [];
  return { permissions, events: events.map(String) };
}
