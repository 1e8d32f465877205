import { createHash, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { RequestFault } from "../faults.ts";
import { apiUrl, type Hub, Refusal } from "../hub.ts";
import type { ApiRequest } from "../state.ts";
import { authenticate, authorise } from "./authentication.ts";
import type { Caller } from "./operation.ts";
import { operations } from "./operations.ts";
import { createRateLimits, type RateLimit } from "./rate-limit.ts";
import { createRouter, type Match } from "./router.ts";

/** The connection is to be closed without an answer. */
export class Dropped extends Error {
  override readonly name = "Dropped";
}

/** Answers one REST request (its URL below the API's base) as GitHub would; every answer is held to GitHub's schema. */
export type RestServer = (request: Request) => Promise<Response>;

export function createRestServer(hub: Hub): RestServer {
  const route = createRouter(operations);
  const limits = createRateLimits(hub);

  return async (request) => {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/api\/v3/, "");
    const match = route(request.method, path);
    const entry: ApiRequest = {
      method: request.method,
      path: `${path}${url.search}`,
      operation: match?.operation.name ?? null,
      caller: "anonymous",
      at: hub.now(),
      status: 0,
    };
    hub.state.requests.push(entry);
    const response = await answer({ hub, request, url, path, match, limits, entry });
    Object.assign(entry, { status: response.status });
    return response;
  };
}

type Exchange = {
  readonly hub: Hub;
  readonly request: Request;
  readonly url: URL;
  readonly path: string;
  readonly match: Match | undefined;
  readonly limits: (caller: Caller) => RateLimit;
  readonly entry: ApiRequest;
};

async function answer(exchange: Exchange): Promise<Response> {
  const { hub, request, path, match, limits } = exchange;
  const fault = hub.faults.takeForRequest(request.method, path);
  const headers = new Headers({ "x-github-request-id": randomUUID(), "x-github-media-type": "github.v3; format=json" });
  try {
    await before(hub, fault);
    const caller = authenticate(hub, request.headers.get("authorization") ?? undefined);
    Object.assign(exchange.entry, { caller: callerName(caller) });
    const limit = limits(caller);
    for (const [name, value] of Object.entries(limit.headers())) headers.set(name, value);
    if (match === undefined) throw new Refusal(404, `local GitHub has no ${request.method} ${path}`);
    limit.spend();
    for (const [name, value] of Object.entries(limit.headers())) headers.set(name, value);
    const response = await perform(exchange, match, caller, headers);
    if (fault?.kind === "drop") throw new Dropped();
    if (fault?.kind === "fail") throw new Refusal(fault.status, "Server Error");
    return response;
  } catch (error) {
    if (error instanceof Dropped) throw error;
    return refused(exchange, error, headers);
  }
}

async function before(hub: Hub, fault: RequestFault | undefined): Promise<void> {
  if (fault?.kind === "delay") await sleep(fault.ms);
  if (fault?.kind === "drop" && fault.when === "before") throw new Dropped();
  if (fault?.kind === "fail" && fault.when !== "after") throw new Refusal(fault.status, "Server Error");
  if (fault?.kind === "secondary-limit") {
    const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    throw new Refusal(403, message, { headers: { "retry-after": String(fault.retryAfterSeconds) } });
  }
  if (fault?.kind === "primary-limit") {
    const reset = Math.ceil(hub.now() / 1000) + fault.resetSeconds;
    throw new Refusal(403, "API rate limit exceeded for this installation.", {
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset), "x-ratelimit-resource": "core" },
    });
  }
}

async function perform(
  { hub, request, url }: Exchange,
  match: Match,
  caller: Caller,
  headers: Headers,
): Promise<Response> {
  const { operation, path } = match;
  authorise(hub, caller, operation.needs, path);
  const query: { [name: string]: unknown } = Object.fromEntries(url.searchParams);
  const body = await readBody(request);
  const problems = hub.schemas.checkRequest(operation.name, query, body);
  if (problems.length > 0) throw new Refusal(422, `Invalid request.\n\n${problems.join("\n")}`);

  const given = { ...query, ...(typeof body === "object" ? body : {}), ...typedPath(path) };
  const page = (list: readonly unknown[]) => pageOf(list, url, query, headers);
  const answered = await operation.run({ hub, caller, given, page } as Parameters<typeof operation.run>[0]);

  if (answered.location !== undefined) {
    headers.set("location", answered.location);
    return respond(request, answered.status, undefined, headers);
  }
  const complete = hub.schemas.completeResponse(operation.name, answered.status, answered.body);
  const wrong = hub.schemas.checkResponse(operation.name, answered.status, complete);
  if (wrong.length > 0) throw new Error(`The forge's answer to ${operation.name} is not GitHub's: ${wrong.join("; ")}`);
  return respond(request, answered.status, complete, headers);
}

function respond(request: Request, status: number, body: unknown, headers: Headers): Response {
  if (body === undefined) return new Response(null, { status, headers });
  const text = JSON.stringify(body);
  const etag = `W/"${createHash("sha256").update(text).digest("hex")}"`;
  headers.set("etag", etag);
  if (request.method === "GET" && status === 200 && request.headers.get("if-none-match") === etag) {
    return new Response(null, { status: 304, headers });
  }
  headers.set("content-type", "application/json; charset=utf-8");
  return new Response(text, { status, headers });
}

function refused({ hub, request, match }: Exchange, error: unknown, headers: Headers): Response {
  const documentation = match ? hub.schemas.docs(match.operation.name) : `${apiUrl(hub)}/unknown`;
  const refusal =
    error instanceof Refusal
      ? error
      : new Refusal(500, error instanceof Error ? (error.stack ?? error.message) : String(error));
  for (const [name, value] of Object.entries(refusal.headers)) headers.set(name, value);
  const { message, status, errors } = refusal;
  const body = { message, ...(errors ? { errors } : {}), documentation_url: documentation, status: String(status) };
  return respond(request, status, body, headers);
}

async function readBody(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "Problems parsing JSON");
  }
}

/** GitHub's numbers in paths end in these. */
function typedPath(path: { readonly [name: string]: string }): { readonly [name: string]: string | number } {
  return Object.fromEntries(
    Object.entries(path).map(([name, value]) => {
      if (!/_(id|number)$/.test(name)) return [name, value];
      if (!/^\d+$/.test(value)) throw new Refusal(404, "Not Found");
      return [name, Number(value)];
    }),
  );
}

function pageOf<T>(
  list: readonly T[],
  url: URL,
  query: { readonly [name: string]: unknown },
  headers: Headers,
): readonly T[] {
  const size = Math.min(Math.max(Number(query.per_page ?? 30), 1), 100);
  const page = Math.max(Number(query.page ?? 1), 1);
  const last = Math.max(Math.ceil(list.length / size), 1);
  const link = (number: number, rel: string) => {
    const target = new URL(url);
    target.searchParams.set("page", String(number));
    return `<${target.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, "prev"), link(1, "first")] : []),
    ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
  ];
  if (links.length > 0) headers.set("link", links.join(", "));
  return list.slice((page - 1) * size, page * size);
}

function callerName(caller: Caller): string {
  if (caller.kind === "app") return `app:${caller.app.slug}`;
  if (caller.kind === "installation") return `installation:${caller.installation.id}`;
  return caller.kind === "user" ? `user:${caller.account.login}` : "anonymous";
}
