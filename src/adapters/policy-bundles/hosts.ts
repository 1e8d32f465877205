import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { OperatorPolicies } from "../../config/operator.ts";
import { messageOf } from "../../errors.ts";
import type { AllowedHosts } from "../remote/allowed-hosts.ts";
import { RefusedError } from "../remote/download.ts";

type PolicyHost = OperatorPolicies["hosts"][number];

export type Surroundings = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What relative paths of the operator's file are relative to. */
  readonly directory: string;
};

/** The host of an address. Throws `RefusedError` unless the operator allows it. */
export function requireHost(url: string, hosts: readonly PolicyHost[]): PolicyHost {
  const { host } = new URL(httpsOf(url));
  const found = hosts.find((one) => one.host === host);
  if (found !== undefined) return found;
  throw new RefusedError(`${host} is not allowed here; the operator may add it to policies.hosts.`);
}

/** The address as it is asked over HTTP. */
export function httpAddress(url: string, { plain }: PolicyHost): string {
  const address = httpsOf(url);
  return plain ? address.replace(/^https:/, "http:") : address;
}

function httpsOf(url: string): string {
  return url.replace(/^(?:git\+https|oci):/, "https:");
}

/** The token for a host as it is now, so that one that is replaced is used at once; undefined for a public one. */
export function tokenFor({ host, tokenFrom, tokenFile }: PolicyHost, { env, directory }: Surroundings) {
  if (tokenFrom !== undefined) {
    const token = env[tokenFrom];
    if (token) return token;
    throw new RefusedError(`the token for ${host} is not there: ${tokenFrom} is not set.`);
  }
  if (tokenFile === undefined) return undefined;
  try {
    return readFileSync(resolve(directory, tokenFile), "utf8").trim();
  } catch (error) {
    throw new RefusedError(`the token for ${host} cannot be read: ${messageOf(error)}`);
  }
}

/**
 * All hosts, with what the one that is asked gets to see: a redirect may lead to another host, and no token does.
 * Registries know no token without a user, and archives are asked for with it alone.
 */
export function allowedFor(
  asked: PolicyHost,
  hosts: readonly PolicyHost[],
  surroundings: Surroundings,
  scheme: "archive" | "registry",
): AllowedHosts {
  const token = tokenFor(asked, surroundings);
  const username = asked.username ?? (scheme === "registry" ? "x-access-token" : undefined);
  const value = username === undefined ? `Bearer ${token}` : `Basic ${btoa(`${username}:${token}`)}`;
  return {
    hosts: hosts.map(({ host, plain }) => ({ host, plain })),
    credentials: new Map(token === undefined ? [] : [[asked.host, value]]),
    listedIn: "policies.hosts",
  };
}
