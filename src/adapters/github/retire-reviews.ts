import type { HostedRepository } from "../../domain/pull-request.ts";
import type { Reviews } from "../../ports/github.ts";
import type { Log } from "../../ports/log.ts";
import type { GitHubAccess } from "./access.ts";
import type { Octokit } from "./octokit.ts";

type Told = {
  readonly viewer: { readonly login: string };
  readonly repository: {
    readonly pullRequest: {
      readonly reviewThreads: { readonly nodes: readonly Thread[] };
      readonly reviews: { readonly nodes: readonly Authored[] };
    } | null;
  } | null;
};

type Authored = {
  readonly id: string;
  readonly author: { readonly __typename: string; readonly login: string } | null;
};

type Thread = {
  readonly id: string;
  readonly isResolved: boolean;
  readonly comments: { readonly nodes: readonly (Authored & { readonly isMinimized: boolean })[] };
};

const toldQuery = `query ($owner: String!, $name: String!, $number: Int!) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(last: 100) {
        nodes { id isResolved comments(first: 1) { nodes { id isMinimized author { __typename login } } } }
      }
      reviews(last: 100, states: [CHANGES_REQUESTED]) { nodes { id author { __typename login } } }
    }
  }
}`;

/**
 * Threads and dismissals over GraphQL: it alone knows threads, and takes many mutations in one request. To
 * resolve a thread GitHub wants an App to write contents (https://github.com/orgs/community/discussions/44650);
 * without that the comments are folded away, which writing pull requests allows.
 */
export function createRetirement(log: Log) {
  const toldAbout = new Set<number>();

  async function settle(octokit: Octokit, repository: HostedRepository, threads: readonly Thread[]): Promise<void> {
    try {
      await mutate(octokit, "resolveReviewThread(input: {threadId: $id}) { thread { id } }", ids(threads));
    } catch (error) {
      if (!isForbidden(error)) throw error;
      const comments = threads.flatMap(({ comments: { nodes } }) => nodes);
      const minimise =
        "minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized } }";
      await mutate(octokit, minimise, ids(comments));
      if (toldAbout.has(repository.installation)) return;
      toldAbout.add(repository.installation);
      log.info(
        { installation: repository.installation },
        "review threads are folded away, not resolved: for that GitHub wants the App to write contents",
      );
    }
  }

  return async (
    access: GitHubAccess,
    repository: HostedRepository,
    pullRequest: number,
    withdraw: Parameters<Reviews["retireOurs"]>[2],
  ): Promise<void> => {
    const octokit = await access.installation(repository.installation);
    const { threads, requests } = await toldByUs(octokit, repository, pullRequest);
    if (withdraw !== null && requests.length > 0) {
      const dismiss =
        "dismissPullRequestReview(input: {pullRequestReviewId: $id, message: $message}) { clientMutationId }";
      await mutate(octokit, dismiss, ids(requests), withdraw);
    }
    if (threads.length > 0) await settle(octokit, repository, threads);
  };
}

async function toldByUs(octokit: Octokit, { owner, name }: HostedRepository, number: number) {
  const answer = await octokit.graphql<Told>(toldQuery, { owner, name, number });
  const told = answer.repository?.pullRequest;
  const isOurs = ({ author }: Authored): boolean =>
    // A person may have our bot's name as GraphQL writes it, without `[bot]`.
    author?.__typename === "Bot" && bareLogin(author.login) === bareLogin(answer.viewer.login);
  const threads = (told?.reviewThreads.nodes ?? []).filter(({ isResolved, comments: { nodes } }) => {
    return !isResolved && nodes.some((comment) => isOurs(comment) && !comment.isMinimized);
  });
  return { threads, requests: (told?.reviews.nodes ?? []).filter(isOurs) };
}

/** The same mutation for each id, in one request. */
async function mutate(octokit: Octokit, mutation: string, all: readonly string[], message?: string): Promise<void> {
  const parts = all.map((_, index) => `m${index}: ${mutation.replace("$id", `$id${index}`)}`);
  const names = all.map((_, index) => `$id${index}: ID!`);
  const values = Object.fromEntries(all.map((id, index) => [`id${index}`, id]));
  const said = message === undefined ? {} : { message };
  const declared = [...names, ...(message === undefined ? [] : ["$message: String!"])].join(", ");
  await octokit.graphql(`mutation (${declared}) {\n${parts.join("\n")}\n}`, { ...values, ...said });
}

function ids(nodes: readonly { readonly id: string }[]): readonly string[] {
  return nodes.map(({ id }) => id);
}

/** GraphQL says so in a 200, for each part of the request. */
function isForbidden(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("errors" in error) || !Array.isArray(error.errors)) return false;
  const types: readonly unknown[] = error.errors.map((one: { readonly type?: unknown }) => one.type);
  return types.length > 0 && types.every((type) => type === "FORBIDDEN");
}

/** GraphQL writes an App's bot as `fairlead`, REST as `fairlead[bot]`. */
export function bareLogin(login: string): string {
  return login.replace(/\[bot\]$/, "");
}
