import type { Stage } from "./stage.ts";

/** What GitHub shows a reader of a pull request, asked through its API as Ada. */
export type Seen = {
  readonly headSha: string;
  readonly merged: boolean;
  /** Fairlead's newest check run on the head; undefined before there is one. */
  readonly check: CheckSeen | undefined;
  readonly comments: readonly CommentSeen[];
  readonly threads: readonly ThreadSeen[];
};

type CheckSeen = {
  readonly id: number;
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string;
  readonly startedAt: string;
};
type CommentSeen = { readonly id: number; readonly author: string; readonly body: string };
type ThreadSeen = {
  readonly path: string;
  readonly line: number | null;
  readonly resolved: boolean;
  readonly body: string;
};

const threadsQuery = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    reviewThreads(first: 100) { nodes { isResolved path line comments(first: 1) { nodes { body } } } } } } }`;

export async function look(stage: Stage, number: number): Promise<Seen> {
  const pull = await get<{ head: { sha: string }; merged: boolean }>(stage, `/pulls/${number}`);
  const [runs, comments, threads] = await Promise.all([
    get<{ check_runs: RunPayload[] }>(stage, `/commits/${pull.head.sha}/check-runs?check_name=fairlead`),
    get<{ id: number; user: { login: string }; body: string }[]>(stage, `/issues/${number}/comments?per_page=100`),
    readThreads(stage, number),
  ]);
  const newest = runs.check_runs.toSorted((a, b) => b.id - a.id)[0];
  return {
    headSha: pull.head.sha,
    merged: pull.merged,
    check: newest && {
      id: newest.id,
      status: newest.status,
      conclusion: newest.conclusion,
      title: newest.output.title ?? "",
      startedAt: newest.started_at,
    },
    comments: comments.map(({ id, user, body }) => ({ id, author: user.login, body })),
    threads,
  };
}

/** Reactions on a comment, such as `eyes`. */
export async function reactions(stage: Stage, comment: number): Promise<readonly string[]> {
  const found = await get<{ content: string }[]>(stage, `/issues/comments/${comment}/reactions`);
  return found.map(({ content }) => content);
}

type RunPayload = {
  readonly id: number;
  readonly status: string;
  readonly conclusion: string | null;
  readonly started_at: string;
  readonly output: { readonly title: string | null };
};

async function get<T>(stage: Stage, path: string): Promise<T> {
  const { status, body } = await stage.as(stage.ada).request("GET", `/repos/${stage.repository.fullName}${path}`);
  if (status !== 200) throw new Error(`GET ${path} answered ${status}.`);
  return body as T;
}

async function readThreads({ forge, repository, ada }: Stage, number: number): Promise<readonly ThreadSeen[]> {
  const response = await fetch(forge.graphqlUrl, {
    method: "POST",
    headers: { authorization: `bearer ${ada.token}`, "content-type": "application/json" },
    body: JSON.stringify({
      query: threadsQuery,
      variables: { owner: repository.owner, name: repository.name, number },
    }),
  });
  const answer = (await response.json()) as ThreadsAnswer;
  return answer.data.repository.pullRequest.reviewThreads.nodes.map(({ isResolved, path, line, comments }) => ({
    path,
    line,
    resolved: isResolved,
    body: comments.nodes[0]?.body ?? "",
  }));
}

type ThreadsAnswer = {
  readonly data: {
    readonly repository: {
      readonly pullRequest: {
        readonly reviewThreads: {
          readonly nodes: readonly {
            readonly isResolved: boolean;
            readonly path: string;
            readonly line: number | null;
            readonly comments: { readonly nodes: readonly { readonly body: string }[] };
          }[];
        };
      };
    };
  };
};
