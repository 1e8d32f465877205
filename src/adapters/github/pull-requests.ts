import type { HostedRepository, PullRequest } from "../../domain/pull-request.ts";
import { parseRevision, type Revision } from "../../domain/revision.ts";
import { InvariantError, TerminalError } from "../../errors.ts";
import type { PullRequests } from "../../ports/github.ts";
import type { GitHubAccess } from "./access.ts";
import { named, statusOf } from "./named.ts";

type Answer = {
  readonly number: number;
  readonly title: string;
  readonly user: { readonly login: string } | null;
  readonly state: string;
  readonly draft?: boolean;
  readonly labels: readonly { readonly name?: string }[];
  readonly base: Side;
  readonly head: Side;
};

/** https://docs.github.com/en/rest/pulls/pulls#list-commits-on-a-pull-request */
const mostListedCommits = 250;

type Side = { readonly ref: string; readonly sha: string; readonly repo: { readonly id: number } | null };

/** Pull requests over REST, read anew every time: what a webhook said may be old. */
export function createPullRequests(access: GitHubAccess): PullRequests {
  return {
    read: async (repository, number) => {
      const { rest } = await access.installation(repository.installation);
      try {
        const { data } = await rest.pulls.get({ ...named(repository), pull_number: number });
        return pullRequest(repository, data);
      } catch (error) {
        if (statusOf(error) !== 404) throw error;
        throw new TerminalError(`There is no pull request ${repository.owner}/${repository.name}#${number}.`, {
          cause: error,
        });
      }
    },
    listOpen: async (repository) => {
      const octokit = await access.installation(repository.installation);
      const answers = await octokit.paginate(octokit.rest.pulls.list, {
        ...named(repository),
        state: "open",
        per_page: 100,
      });
      return answers.map((answer) => pullRequest(repository, answer));
    },
    writers: async (repository, number) => {
      const octokit = await access.installation(repository.installation);
      const commits = await octokit.paginate(octokit.rest.pulls.listCommits, {
        ...named(repository),
        pull_number: number,
        per_page: 100,
      });
      if (commits.length >= mostListedCommits) return null;
      return new Set(commits.flatMap(({ author, committer }) => [author, committer].flatMap(loginOf)));
    },
  };
}

function pullRequest(repository: HostedRepository, answer: Answer): PullRequest {
  return {
    number: answer.number,
    title: answer.title,
    author: answer.user?.login ?? "ghost",
    state: answer.state === "open" ? "open" : "closed",
    draft: answer.draft === true,
    fork: answer.head.repo?.id !== repository.id,
    labels: answer.labels.flatMap(({ name }) => name ?? []),
    base: { ref: answer.base.ref, revision: revision(answer.base.sha) },
    head: { ref: answer.head.ref, revision: revision(answer.head.sha) },
  };
}

/** Null, or an empty object, where no account has the address of the commit. */
function loginOf(account: object | null): readonly string[] {
  return account !== null && "login" in account && typeof account.login === "string" ? [account.login] : [];
}

function revision(sha: string): Revision {
  const parsed = parseRevision(sha);
  if (parsed === undefined) throw new InvariantError(`GitHub answers full commit SHAs, not ${JSON.stringify(sha)}.`);
  return parsed;
}
