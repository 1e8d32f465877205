import { spawn } from "node:child_process";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { type Hub, Refusal } from "../hub.ts";
import { atLeast, repositoryNamed, roleOf } from "../lookup.ts";
import { afterPush, type RefChange, zero } from "../pulls.ts";
import { actor, authenticate, covers, passwordIn } from "../rest/authentication.ts";
import type { Caller } from "../rest/operation.ts";
import type { Repository } from "../state.ts";
import { isolated } from "./git.ts";
import { refs } from "./repository.ts";

const route = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Pushes to one repository happen one after another, so that what each changed can be told. */
const pushes = new WeakMap<Repository, Promise<void>>();

/** True for a git client's request, which `serveGit` answers. */
export function isGitRequest(url: string): boolean {
  return route.test(new URL(url, "http://forge").pathname);
}

/** Git smart HTTP by `git http-backend`, with tokens as on GitHub. A push that moved branches tells the Apps. */
export async function serveGit(hub: Hub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://forge");
  const [, owner = "", name = "", service = ""] = route.exec(url.pathname) ?? [];
  const pushing = service === "git-receive-pack" || url.searchParams.get("service") === "git-receive-pack";
  try {
    const { authorization } = request.headers;
    hub.state.gitRequests.push({ path: url.pathname, token: passwordIn(authorization) });
    await misbehave(hub, request, url.pathname);
    const caller = authenticate(hub, authorization);
    const repository = repositoryNamed(hub, owner, name);
    authoriseGit(caller, repository, pushing);
    const exchange = { request, response, repository, service, query: url.search.slice(1) };
    if (service === "git-receive-pack") await receive(hub, exchange, caller);
    else await backend(exchange, caller);
  } catch (error) {
    refuse(response, error);
  }
}

/** Faults on git's own paths; limits are the API's and fall on the API alone. */
async function misbehave(hub: Hub, { method = "GET", socket }: IncomingMessage, path: string): Promise<void> {
  const fault = hub.faults.takeForRequest(method, path);
  if (fault?.kind === "delay") await Promise.race([sleep(fault.ms, undefined, { ref: false }), once(socket, "close")]);
  if (fault?.kind === "drop") socket.destroy();
  if (fault?.kind === "fail") throw new Refusal(fault.status, "Server Error");
}

function authoriseGit(caller: Caller, repository: Repository, pushing: boolean): void {
  const access = accessOf(caller, repository);
  if (access === "write" || (access === "read" && !pushing)) return;
  if (caller.kind === "anonymous") throw new Refusal(401, "Authentication is required");
  if (access === "none") throw new Refusal(404, "Repository not found.");
  throw new Refusal(403, "Permission to this repository denied.");
}

function accessOf(caller: Caller, repository: Repository): "none" | "read" | "write" {
  const open = repository.private ? "none" : "read";
  if (caller.kind === "user") {
    const role = roleOf(caller.account, repository);
    return atLeast(role, "write") ? "write" : role === "none" ? "none" : "read";
  }
  if (caller.kind !== "installation") return open;
  return covers(caller, repository.id) ? (caller.permissions.contents ?? open) : open;
}

type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly repository: Repository;
  readonly service: string;
  readonly query: string;
};

async function receive(hub: Hub, exchange: Exchange, caller: Caller): Promise<void> {
  const { repository } = exchange;
  const turn = (pushes.get(repository) ?? Promise.resolve()).then(async () => {
    const before = await refs(repository.directory);
    await backend(exchange, caller);
    const changes = changesBetween(before, await refs(repository.directory));
    if (changes.length > 0) await afterPush(hub, repository, changes, actor(caller));
  });
  pushes.set(
    repository,
    turn.catch(() => {}),
  );
  hub.inBackground(turn);
  await turn;
}

function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly RefChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((ref) => ({ ref, before: before.get(ref) ?? zero, after: after.get(ref) ?? zero }))
    .filter((change) => change.before !== change.after && !change.ref.startsWith("refs/pull/"));
}

/** Hands the request to git's own CGI program and its answer to the client. */
async function backend({ request, response, repository, service, query }: Exchange, caller: Caller): Promise<void> {
  const child = spawn("git", ["http-backend"], {
    env: {
      ...isolated,
      GIT_PROJECT_ROOT: dirname(repository.directory),
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: `/${repository.id}.git/${service}`,
      REQUEST_METHOD: request.method ?? "GET",
      QUERY_STRING: query,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      REMOTE_ADDR: "127.0.0.1",
      REMOTE_USER: caller.kind === "anonymous" ? "" : caller.kind === "app" ? "" : caller.account.login,
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = new Promise((fulfil) => child.once("close", fulfil));
  const zipped = request.headers["content-encoding"] === "gzip";
  // The client may hang up, and git may end before it has read all; either shows in the answer.
  const sent = (zipped ? pipeline(request, createGunzip(), child.stdin) : pipeline(request, child.stdin)).catch(
    () => {},
  );
  await answerFrom(child.stdout, response);
  await sent;
  await ended;
}

async function answerFrom(output: AsyncIterable<Buffer>, response: ServerResponse): Promise<void> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of output) {
    if (head === undefined) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) continue;
    writeHead(response, head.subarray(0, end).toString());
    response.write(head.subarray(end + 4));
    head = undefined;
  }
  if (head !== undefined) throw new Error("git http-backend gave no answer");
  response.end();
}

function writeHead(response: ServerResponse, text: string): void {
  const headers = new Map(
    text.split("\r\n").map((line) => {
      const [name = "", ...value] = line.split(": ");
      return [name.toLowerCase(), value.join(": ")] as const;
    }),
  );
  const status = Number.parseInt(headers.get("status") ?? "200", 10);
  headers.delete("status");
  response.writeHead(status, Object.fromEntries(headers));
}

function refuse(response: ServerResponse, error: unknown): void {
  const refusal = error instanceof Refusal ? error : new Refusal(500, String(error));
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const challenge = refusal.status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {};
  response.writeHead(refusal.status, { "content-type": "text/plain", ...challenge });
  response.end(`${refusal.message}\n`);
}
