import { createPublicKey, verify } from "node:crypto";
import { type Hub, notFound, Refusal } from "../hub.ts";
import { atLeast, found, repositoryNamed, roleOf } from "../lookup.ts";
import type { Access, Account, Repository, Role } from "../state.ts";
import type { Caller, Needs } from "./operation.ts";

/** Who sent this `Authorization` header: an App by JWT, an installation or a person by token. 401 for anything else. */
export function authenticate(hub: Hub, header: string | undefined): Caller {
  if (header === undefined || header === "") return { kind: "anonymous" };
  const [, scheme = "", credential = ""] = /^(\S+) +(.+)$/.exec(header) ?? [];
  if (/^basic$/i.test(scheme)) return callerByToken(hub, passwordIn(header));
  if (!/^(bearer|token)$/i.test(scheme)) throw badCredentials();
  return credential.split(".").length === 3 ? callerByJwt(hub, credential) : callerByToken(hub, credential);
}

/** What stands behind the colon of a basic `Authorization` header; "" where there is none. */
export function passwordIn(header = ""): string {
  const [, credential = ""] = /^basic +(.+)$/i.exec(header) ?? [];
  const [, password = ""] = Buffer.from(credential, "base64").toString().split(/:(.*)/s);
  return password;
}

function callerByToken(hub: Hub, token: string): Caller {
  const grant = hub.state.tokens.get(token);
  if (grant) {
    const installation = hub.state.installations.get(grant.installationId);
    if (installation === undefined || grant.expiresAt <= hub.now()) throw badCredentials();
    if (installation.suspendedAt !== null) throw new Refusal(403, "This installation has been suspended");
    const app = found(hub.state.apps, installation.appId);
    const account = found(hub.state.accounts, app.botId);
    const { permissions, repositoryIds } = grant;
    return { kind: "installation", app, installation, account, permissions, repositoryIds };
  }
  for (const account of hub.state.accounts.values()) {
    if (token !== "" && account.token === token) return { kind: "user", account };
  }
  throw badCredentials();
}

/** GitHub accepts RS256 alone, and no token that lives longer than ten minutes. */
function callerByJwt(hub: Hub, jwt: string): Caller {
  const [head = "", body = "", signature = ""] = jwt.split(".");
  const header = decoded(head);
  const claims = decoded(body);
  const app = [...hub.state.apps.values()].find(
    ({ id, clientId }) => String(claims.iss) === String(id) || claims.iss === clientId,
  );
  if (app === undefined || header.alg !== "RS256") throw new Refusal(401, "A JSON web token could not be decoded");
  const signed = Buffer.from(`${head}.${body}`);
  if (!verify("RSA-SHA256", signed, createPublicKey(app.publicKey), Buffer.from(signature, "base64url"))) {
    throw new Refusal(401, "A JSON web token could not be decoded");
  }
  const now = hub.now() / 1000;
  const { iat, exp } = claims;
  if (typeof exp !== "number" || exp <= now) {
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  // A minute of grace: the two clocks are rarely the same.
  if (exp > now + 660) throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  if (typeof iat !== "number" || iat > now + 60) {
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
  return { kind: "app", app };
}

function decoded(part: string): { readonly [claim: string]: unknown } {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    throw new Refusal(401, "A JSON web token could not be decoded");
  }
}

function badCredentials(): Refusal {
  return new Refusal(401, "Bad credentials");
}

/** Refuses as GitHub does when the caller may not do this: 401 and 403 with its words, 404 for what must not be known. */
export function authorise(hub: Hub, caller: Caller, needs: Needs, path: { readonly [name: string]: string }): void {
  if (needs.caller === "app" && caller.kind !== "app") throw new Refusal(401, "A JSON web token could not be decoded");
  if (needs.caller === "installation" && caller.kind !== "installation") throw inaccessible();
  if (needs.caller !== "repository") return;
  if (caller.kind === "app") throw new Refusal(401, "Requires authentication");
  if (path.owner === undefined || path.repo === undefined) {
    if (caller.kind === "installation" && !grants(caller.permissions, needs.permissions)) throw inaccessible();
    return;
  }
  authoriseOn(caller, needs, repositoryNamed(hub, path.owner, path.repo));
}

function authoriseOn(caller: Caller, needs: Extract<Needs, { caller: "repository" }>, repository: Repository): void {
  const reads = Object.values(needs.permissions).every((access) => access === "read");
  if (caller.kind === "installation") {
    const visible = covers(caller, repository.id);
    if (!visible && repository.private) throw notFound();
    if (!visible && !reads) throw inaccessible();
    if (visible && !grants(caller.permissions, needs.permissions)) throw inaccessible();
    return;
  }
  const role: Role = caller.kind === "user" ? roleOf(caller.account, repository) : repository.private ? "none" : "read";
  if (role === "none") throw notFound();
  if (needs.role === null) throw new Refusal(403, "You must authenticate via a GitHub App.");
  if (caller.kind !== "user" && !reads) throw new Refusal(401, "Requires authentication");
  if (!atLeast(role, needs.role)) throw new Refusal(403, "Must have push access to the repository");
}

/** Whether an installation's token reaches the repository: it may be narrower than the installation. */
export function covers(caller: Extract<Caller, { kind: "installation" }>, repositoryId: number): boolean {
  return caller.installation.repositoryIds.has(repositoryId) && (caller.repositoryIds?.includes(repositoryId) ?? true);
}

function grants(granted: { readonly [name: string]: Access }, wanted: { readonly [name: string]: Access }): boolean {
  return Object.entries(wanted).some(([name, access]) => {
    if (name === "metadata") return true;
    return granted[name] === "write" || (access === "read" && granted[name] === "read");
  });
}

function inaccessible(): Refusal {
  return new Refusal(403, "Resource not accessible by integration");
}

/** The account that acts: a person, or the App's bot. */
export function actor(caller: Caller): Account {
  if (caller.kind === "user" || caller.kind === "installation") return caller.account;
  throw new Refusal(401, "Requires authentication");
}
