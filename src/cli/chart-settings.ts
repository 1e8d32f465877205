import { type AllowedHosts, parseAllowedHosts, parseCredentials } from "../adapters/remote/allowed-hosts.ts";
import { variable } from "./variable.ts";

/**
 * The hosts that charts may come from, by the same variables for the server and for the command line; or
 * everything that is wrong with them.
 */
export function chartSettings(
  env: Readonly<Record<string, string | undefined>>,
  directory: string,
):
  | { readonly ok: true; readonly allowed: AllowedHosts }
  | { readonly ok: false; readonly problems: readonly string[] } {
  const hosts = parseAllowedHosts(env.FAIRLEAD_CHART_HOSTS ?? "");
  const { value, problems: unread } = variable("FAIRLEAD_CHART_CREDENTIALS", env, directory);
  const credentials = value === undefined ? new Map<string, string>() : parseCredentials(value);
  if (typeof hosts !== "string" && typeof credentials !== "string" && unread.length === 0) {
    return { ok: true, allowed: { hosts, credentials, listedIn: "FAIRLEAD_CHART_HOSTS" } };
  }
  const problems = [
    ...(typeof hosts === "string" ? [`FAIRLEAD_CHART_HOSTS is wrong: ${hosts}.`] : []),
    ...(typeof credentials === "string" ? [`FAIRLEAD_CHART_CREDENTIALS is wrong: ${credentials}.`] : []),
    ...unread,
  ];
  return { ok: false, problems };
}
