import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../../ports/log.ts";
import type { Octokit } from "./octokit.ts";

/** Three tries, and never longer than a minute of waiting: the sweep repeats what must happen later. */
const mostAttempts = 3;
const longestWaitSeconds = 60;

type Failure = {
  readonly status?: unknown;
  readonly response?: { readonly headers?: { readonly [name: string]: string | number | undefined } };
};

type Planned = { readonly method: string; readonly url: string };

/**
 * Our own policy for limits and hiccups: what GitHub asks us to wait is waited, within bounds; what may be
 * repeated safely is repeated. A write that may have happened is never repeated blindly.
 */
export function paceRequests(octokit: Octokit, log: Log): void {
  octokit.hook.wrap("request", async (request, options) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await request(options);
      } catch (error) {
        const wait = secondsToWait(error as Failure, options, attempt);
        if (wait === undefined) throw error;
        log.warn({ method: options.method, url: options.url, wait }, "a request to GitHub is tried again");
        await delay(wait * 1_000, undefined, { signal: options.request?.signal ?? undefined });
      }
    }
  });
}

/** Undefined when trying again is no use, or not safe. */
export function secondsToWait(failure: Failure, { method }: Planned, attempt: number): number | undefined {
  if (attempt >= mostAttempts) return undefined;
  const headers = failure.response?.headers ?? {};
  const limited = failure.status === 429 || (failure.status === 403 && isLimit(headers));
  if (limited) {
    const wait = Number(headers["retry-after"] ?? resetIn(headers) ?? 2 ** attempt);
    return wait <= longestWaitSeconds ? wait : undefined;
  }
  const repeatable = method === "GET" || method === "HEAD";
  const hiccup = typeof failure.status !== "number" || failure.status >= 500;
  return repeatable && hiccup ? 0.25 * 2 ** attempt : undefined;
}

function isLimit(headers: NonNullable<NonNullable<Failure["response"]>["headers"]>): boolean {
  return headers["retry-after"] !== undefined || String(headers["x-ratelimit-remaining"]) === "0";
}

function resetIn(headers: NonNullable<NonNullable<Failure["response"]>["headers"]>): number | undefined {
  const reset = Number(headers["x-ratelimit-reset"]);
  const date = Date.parse(String(headers.date ?? ""));
  if (!Number.isFinite(reset) || !Number.isFinite(date)) return undefined;
  return Math.max(1, reset - Math.floor(date / 1_000));
}
