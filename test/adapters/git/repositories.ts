import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseRevision, type Revision } from "../../../src/domain/revision.ts";

/** A folder for one test file; removed by `remove`. */
export function temporaryDirectory(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "fairlead-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export const gitEnv = { PATH: process.env.PATH ?? "", HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };

export function git(directory: string, ...args: string[]): string {
  const who = ["-c", "user.name=Author", "-c", "user.email=author@example.com", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...who, ...args], {
    cwd: directory,
    env: gitEnv,
    encoding: "utf8",
    stdio: "pipe",
  }).trim();
}

export function createRepository(directory: string): string {
  mkdirSync(directory, { recursive: true });
  git(directory, "init", "--quiet", "--initial-branch=main");
  git(directory, "config", "uploadpack.allowFilter", "true");
  git(directory, "config", "uploadpack.allowAnySHA1InWant", "true");
  git(directory, "config", "http.receivepack", "true");
  return directory;
}

/** Writes files (null removes one), commits, and says which commit it became. */
export function commit(directory: string, files: Record<string, string | Buffer | null>, message = "change"): Revision {
  for (const [path, content] of Object.entries(files)) {
    const full = join(directory, path);
    if (content === null) rmSync(full);
    else {
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
    }
  }
  git(directory, "add", "--all");
  git(directory, "commit", "--quiet", "--allow-empty", "-m", message);
  return headOf(directory);
}

export function link(directory: string, path: string, target: string): void {
  symlinkSync(target, join(directory, path));
}

function headOf(directory: string): Revision {
  const revision = parseRevision(git(directory, "rev-parse", "HEAD"));
  if (revision === undefined) throw new Error("no HEAD");
  return revision;
}

/** git over HTTP for the repositories under a folder, with the token in the header, as GitHub takes it. */
export async function serveGit(root: string, options: { token: string }) {
  const requests: { url: string; authorization: string | undefined }[] = [];
  const expected = `Basic ${Buffer.from(`x-access-token:${options.token}`).toString("base64")}`;
  const server = createServer((request, response) => {
    requests.push({ url: request.url ?? "", authorization: request.headers.authorization });
    if (request.headers.authorization !== expected) {
      response.writeHead(401, { "www-authenticate": "Basic" }).end();
      return;
    }
    backend(root, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, close: () => new Promise((resolve) => server.close(resolve)) };
}

function backend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "", "http://localhost");
  const child = spawn("git", ["http-backend"], {
    env: {
      ...gitEnv,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.on("close", () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf("\r\n\r\n");
    const headers = output
      .toString("latin1", 0, end)
      .split("\r\n")
      .map((line) => line.split(": "));
    const status = Number(headers.find(([name]) => name === "Status")?.[1]?.slice(0, 3) ?? 200);
    for (const [name = "", value = ""] of headers) if (name !== "Status") response.setHeader(name, value);
    response.writeHead(status).end(output.subarray(end + 4));
  });
}
