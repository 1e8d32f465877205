import type { Reviews } from "../../ports/github.ts";
import type { Log } from "../../ports/log.ts";
import type { GitHubAccess } from "./access.ts";
import { named, refusal } from "./named.ts";
import type { Octokit } from "./octokit.ts";
import { bareLogin, createRetirement } from "./retire-reviews.ts";

/** Reviews over REST; their threads over GraphQL, the only place that has them. */
export function createReviews(access: GitHubAccess, log: Log): Reviews {
  const retire = createRetirement(log);
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
    retireOurs: (repository, pullRequest, withdraw) => retire(access, repository, pullRequest, withdraw),
  };
}

async function viewer(octokit: Octokit): Promise<string> {
  const answer = await octokit.graphql<{ readonly viewer: { readonly login: string } }>("query { viewer { login } }");
  return `${bareLogin(answer.viewer.login)}[bot]`;
}
