import type { HostedRepository } from "../../domain/pull-request.ts";
import type { Reviews } from "../../ports.ts";
import type { GitHubAccess } from "./access.ts";
import { named, refusal } from "./named.ts";
import type { Octokit } from "./octokit.ts";

type Threads = {
  readonly viewer: { readonly login: string };
  readonly repository: {
    readonly pullRequest: { readonly reviewThreads: { readonly nodes: readonly Thread[] } } | null;
  } | null;
};

type Thread = {
  readonly id: string;
  readonly isResolved: boolean;
  readonly comments: {
    readonly nodes: readonly {
      readonly author: { readonly __typename: string; readonly login: string } | null;
    }[];
  };
};

const threadsQuery = `query ($owner: String!, $name: String!, $number: Int!) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(last: 100) {
        nodes {
          id
          isResolved
          comments(first: 1) { nodes { author { __typename login } } }
        }
      }
    }
  }
}`;

/** Reviews over REST; their threads over GraphQL, the only place that has them. */
export function createReviews(access: GitHubAccess): Reviews {
  return {
    post: async (repository, pullRequest, { head, body, event, comments }) => {
      const { rest } = await access.installation(repository.installation);
      try {
        const { data } = await rest.pulls.createReview({
          ...named(repository),
          pull_number: pullRequest,
          commit_id: head,
          event,
          body,
          comments: comments.map(({ path, line, body: text }) => ({ path, line, side: "RIGHT", body: text })),
        });
        return data.id;
      } catch (error) {
        throw refusal(error);
      }
    },
    findOurs: async (repository, pullRequest, head, marker) => {
      const octokit = await access.installation(repository.installation);
      const login = await viewer(octokit);
      const reviews = await octokit.paginate(octokit.rest.pulls.listReviews, {
        ...named(repository),
        pull_number: pullRequest,
        per_page: 100,
      });
      const ours = reviews.filter(({ user, commit_id }) => user?.login === login && commit_id === head);
      return ours.findLast(({ body }) => body.includes(marker))?.id;
    },
    resolveOurs: async (repository, pullRequest) => {
      const octokit = await access.installation(repository.installation);
      const threads = await openThreads(octokit, repository, pullRequest);
      if (threads.length === 0) return 0;
      const parts = threads.map(
        (_, index) => `t${index}: resolveReviewThread(input: {threadId: $t${index}}) { thread { id } }`,
      );
      const names = threads.map((_, index) => `$t${index}: ID!`).join(", ");
      const values = Object.fromEntries(threads.map(({ id }, index) => [`t${index}`, id]));
      await octokit.graphql(`mutation (${names}) {\n${parts.join("\n")}\n}`, values);
      return threads.length;
    },
  };
}

async function openThreads(
  octokit: Octokit,
  { owner, name }: HostedRepository,
  number: number,
): Promise<readonly Thread[]> {
  const answer = await octokit.graphql<Threads>(threadsQuery, { owner, name, number });
  const threads = answer.repository?.pullRequest?.reviewThreads.nodes ?? [];
  return threads.filter(({ isResolved, comments }) => {
    const author = comments.nodes[0]?.author;
    // A person may have our bot's name as GraphQL writes it, without `[bot]`.
    return !isResolved && author?.__typename === "Bot" && bare(author.login) === bare(answer.viewer.login);
  });
}

async function viewer(octokit: Octokit): Promise<string> {
  const answer = await octokit.graphql<Pick<Threads, "viewer">>("query { viewer { login } }");
  return `${bare(answer.viewer.login)}[bot]`;
}

/** GraphQL writes an App's bot as `fairlead`, REST as `fairlead[bot]`. */
function bare(login: string): string {
  return login.replace(/\[bot\]$/, "");
}
