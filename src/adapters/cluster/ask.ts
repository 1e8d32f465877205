import { readFileSync } from "node:fs";
import { request } from "node:https";
import { TerminalError } from "../../errors.ts";
import { runProgram } from "../run-program.ts";

/** Asks a cluster's API server for a path such as `/openapi/v3`. Rejects with a sentence when there is no answer. */
export type AskCluster = (path: string, signal: AbortSignal) => Promise<string>;

const timeoutMs = 60_000;
const maxBytes = 64 * 1024 * 1024;

/** Through kubectl of the user, with the user's own environment: it knows how to log in. */
export function throughKubectl(options: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  readonly context: string | undefined;
}): AskCluster {
  const { env, directory, context } = options;
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return async (path, signal) => {
    const args = ["get", "--raw", path, ...(context === undefined ? [] : ["--context", context])];
    const run = { path: "kubectl", args, env: given, directory, timeoutMs, maxOutputBytes: maxBytes, signal };
    const ended = await runProgram(run).catch((cause: unknown) => {
      throw new TerminalError("kubectl cannot be run; put it on PATH, or say --server and --token-file.", { cause });
    });
    if (ended.status !== "ended")
      throw new TerminalError(
        `kubectl get --raw ${path} ${ended.status === "timed-out" ? "took too long" : "printed too much"}.`,
      );
    if (ended.code === 0) return ended.stdout.toString();
    throw new TerminalError(`kubectl get --raw ${path} failed: ${lastLine(ended.stderr)}`);
  };
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

/** Straight from its address, with a token out of a file. The token is sent to that address alone, and over TLS. */
export function directly(options: {
  readonly server: URL;
  readonly tokenFile: string;
  readonly caFile: string | undefined;
}): AskCluster {
  const { server, tokenFile, caFile } = options;
  const token = readFileSync(tokenFile, "utf8").trim();
  const ca = caFile === undefined ? {} : { ca: readFileSync(caFile) };
  return (path, signal) =>
    new Promise((resolve, reject) => {
      const url = within(server, path);
      if (url.host !== server.host) {
        reject(new TerminalError(`The cluster sends us to ${url.host}, which is not ${server.host}.`));
        return;
      }
      const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
      const asked = request(url, { ...ca, headers, timeout: timeoutMs, signal }, (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on("data", (chunk: Buffer) => {
          length += chunk.length;
          if (length > maxBytes) asked.destroy(new TerminalError(`${server.host} sends too much at ${path}.`));
          else chunks.push(chunk);
        });
        response.on("error", reject);
        response.on("end", () => {
          if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString());
          else reject(new TerminalError(refusal(server, path, response.statusCode)));
        });
      });
      asked.on("timeout", () => asked.destroy(new TerminalError(`${server.host} took too long to answer ${path}.`)));
      asked.on("error", (error) => reject(unreached(server, error)));
      asked.end();
    });
}

/** An API server may stand below a path of another, as behind Rancher. */
function within(server: URL, path: string): URL {
  return new URL(`${server.pathname.replace(/\/$/, "")}${path}`, server);
}

function refusal({ host }: URL, path: string, status: number | undefined): string {
  const answer = `${host} answered HTTP ${status} to ${path}`;
  if (status === 401) return `${answer}: it does not know the token in --token-file, or the token has expired.`;
  return status === 403 ? `${answer}: the token in --token-file may not read it.` : `${answer}.`;
}

const untrusted = /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)/;

function unreached({ host }: URL, error: Error): Error {
  if (error instanceof TerminalError || error.name === "AbortError") return error;
  const code = "code" in error ? String(error.code) : "";
  const advice = untrusted.test(code) ? "; say who signed its certificate with --ca-file" : "";
  return new TerminalError(`${host} cannot be asked: ${error.message.split(";")[0]}${advice}.`, { cause: error });
}
