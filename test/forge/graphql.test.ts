import { buildSchema, parse, validate } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateForgeSchemas, readPackageFile } from "../../scripts/generate-forge-schemas.ts";
import { createSetting, openChange, place, type Setting } from "./setting.ts";

const threads = `query Threads($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: 2, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { id isResolved isOutdated line path comments(first: 10) { nodes { databaseId body author { login } } } }
      }
    }
  }
}`;

type Thread = {
  id: string;
  isResolved: boolean;
  isOutdated: boolean;
  line: number | null;
  comments: { nodes: { body: string; author: { login: string } }[] };
};
type Threads = {
  repository: {
    pullRequest: {
      reviewThreads: { totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: Thread[] };
    };
  };
};

let setting: Setting;
let number: number;

beforeAll(async () => {
  setting = await createSetting();
  ({ number } = await openChange(setting));
  const comments = [5, 6, 7].map((line) => ({ path: "apps/web/config.yaml", line, body: `line ${line}` }));
  await setting.octokit.rest.pulls.createReview({
    ...place,
    pull_number: number,
    event: "COMMENT",
    body: "b",
    comments,
  });
});

afterAll(async () => {
  await setting.stop();
});

async function readThreads(after?: string) {
  const variables = { owner: "acme", name: "shop", number, ...(after === undefined ? {} : { after }) };
  return (await setting.octokit.graphql<Threads>(threads, variables)).repository.pullRequest.reviewThreads;
}

test("review threads are read page by page, with a bot's login as GraphQL has it", async () => {
  const first = await readThreads();
  const second = await readThreads(first.pageInfo.endCursor);

  expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
  expect([...first.nodes, ...second.nodes].map(({ line }) => line)).toEqual([5, 6, 7]);
  expect(second.pageInfo.hasNextPage).toBe(false);
  expect(first.nodes[0]?.comments.nodes).toMatchObject([{ body: "line 5", author: { login: "fairlead" } }]);
});

test("a thread whose line a push changes is outdated; others move along", async () => {
  const { repository, octokit } = setting;
  const text = (await repository.read("apps/web/config.yaml", "change")) ?? "";
  await repository.commit({
    branch: "change",
    author: "mona",
    files: { "apps/web/config.yaml": `# new\n${text.replace('"20"', '"21"')}` },
  });

  const { nodes } = await readThreads();

  expect(nodes.map(({ isOutdated, line }) => [isOutdated, line])).toEqual([
    [false, 6],
    [true, null],
  ]);
  const { data } = await octokit.rest.pulls.listReviewComments({ ...place, pull_number: number });
  expect(data.map(({ line, original_line: original }) => [line ?? null, original])).toEqual([
    [6, 5],
    [null, 6],
    [8, 7],
  ]);
});

test("a thread is resolved, answered, and a comment minimised", async () => {
  const { octokit } = setting;
  const [thread] = (await readThreads()).nodes;
  const variables = { id: thread?.id };
  const { data: comment } = await octokit.rest.issues.createComment({ ...place, issue_number: number, body: "old" });

  await octokit.graphql(
    "mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { isResolved } } }",
    variables,
  );
  await octokit.graphql(
    'mutation($id: ID!) { addPullRequestReviewThreadReply(input: {pullRequestReviewThreadId: $id, body: "fixed"}) { comment { body } } }',
    variables,
  );
  const answer = await octokit.graphql(
    "mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized minimizedReason } } }",
    { id: comment.node_id },
  );

  const [after] = (await readThreads()).nodes;
  expect(after).toMatchObject({ isResolved: true, comments: { nodes: [{ body: "line 5" }, { body: "fixed" }] } });
  expect(answer).toEqual({ minimizeComment: { minimizedComment: { isMinimized: true, minimizedReason: "outdated" } } });
});

const wrong: readonly (readonly [string, string, string])[] = [
  ["a field GitHub has not got", "{ viewer { shoeSize } }", 'Cannot query field "shoeSize" on type "User".'],
  [
    "a list without a size",
    '{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { reviewThreads { totalCount } } } }',
    "You must provide a `first` or `last` value",
  ],
  [
    "a list of more than 100",
    '{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { reviewThreads(first: 101) { totalCount } } } }',
    "exceeds the `first` limit of 100 records",
  ],
  [
    "a node that is not there",
    'mutation { resolveReviewThread(input: {threadId: "PRRT_x"}) { thread { id } } }',
    "Could not resolve to a node with the global id of 'PRRT_x'",
  ],
  [
    "a repository that is not there",
    '{ repository(owner: "acme", name: "none") { id } }',
    "Could not resolve to a Repository with the name 'acme/none'.",
  ],
];

test.each(wrong)("%s is refused in GitHub's words", async (_, query, message) => {
  await expect(setting.octokit.graphql(query)).rejects.toThrow(message);
});

test("an outsider resolves nobody's thread", async () => {
  const [thread] = (await readThreads()).nodes;
  const query = `mutation { resolveReviewThread(input: {threadId: "${thread?.id}"}) { thread { isResolved } } }`;
  const response = await fetch(setting.forge.graphqlUrl, {
    method: "POST",
    headers: { authorization: `bearer ${setting.forge.user("outsider").token}` },
    body: JSON.stringify({ query }),
  });

  expect(await response.json()).toMatchObject({ errors: [{ type: "FORBIDDEN" }] });
});

test("the cut schema accepts nothing that GitHub's own refuses", (context) => {
  const whole = sdlOrSkip(() => context.skip("@octokit/graphql-schema is not installed"));

  expect(validate(buildSchema(whole, { assumeValidSDL: true }), parse(threads))).toEqual([]);
});

test("the cut descriptions are current", async (context) => {
  sdlOrSkip(() => context.skip("GitHub's descriptions are not installed"));
  const { readFile } = await import("node:fs/promises");

  for (const [path, text] of generateForgeSchemas())
    expect(await readFile(path, "utf8"), `${path}: run npm run generate`).toBe(text);
});

function sdlOrSkip(skip: () => void): string {
  try {
    return readPackageFile("@octokit/graphql-schema", "schema.graphql");
  } catch {
    skip();
    return "";
  }
}
