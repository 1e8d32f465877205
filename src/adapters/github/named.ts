import type { HostedRepository } from "../../domain/pull-request.ts";
import { messageOf, TerminalError } from "../../errors.ts";

/** How REST names a repository. */
export function named({ owner, name }: HostedRepository): { readonly owner: string; readonly repo: string } {
  return { owner, repo: name };
}

/** The status of what Octokit threw; undefined when GitHub did not answer at all. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("status" in error)) return undefined;
  return typeof error.status === "number" ? error.status : undefined;
}

/** GitHub understood the request and will say no again: trying again cannot help. */
export function refusal(error: unknown): unknown {
  const status = statusOf(error);
  if (status === undefined || status < 400 || status >= 500 || status === 429) return error;
  return new TerminalError(`GitHub refuses: ${messageOf(error)}`, { cause: error });
}
