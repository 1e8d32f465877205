import type { Comments } from "../../ports/github.ts";
import type { GitHubAccess } from "./access.ts";
import { named, refusal, statusOf } from "./named.ts";

/** Comments on the pull request itself; GitHub calls them issue comments. */
export function createComments(access: GitHubAccess): Comments {
  return {
    create: async (repository, pullRequest, body) => {
      const { rest } = await access.installation(repository.installation);
      try {
        const { data } = await rest.issues.createComment({ ...named(repository), issue_number: pullRequest, body });
        return data.id;
      } catch (error) {
        throw refusal(error);
      }
    },
    edit: async (repository, id, body) => {
      const { rest } = await access.installation(repository.installation);
      try {
        await rest.issues.updateComment({ ...named(repository), comment_id: id, body });
        return true;
      } catch (error) {
        if (statusOf(error) === 404) return false;
        throw refusal(error);
      }
    },
    findOurs: async (repository, pullRequest, marker) => {
      const octokit = await access.installation(repository.installation);
      const comments = await octokit.paginate(octokit.rest.issues.listComments, {
        ...named(repository),
        issue_number: pullRequest,
        per_page: 100,
      });
      // By the App that wrote it, not by its text alone: anybody can write a marker.
      const ours = comments.filter((comment) => comment.performed_via_github_app?.id === access.appId);
      return ours.findLast(({ body }) => body?.includes(marker))?.id;
    },
    read: async (repository, id) => {
      const { rest } = await access.installation(repository.installation);
      try {
        const { data } = await rest.issues.getComment({ ...named(repository), comment_id: id });
        return data.body ?? "";
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
    },
    react: async (repository, id, content) => {
      const { rest } = await access.installation(repository.installation);
      await rest.reactions.createForIssueComment({ ...named(repository), comment_id: id, content });
    },
  };
}
