import { Octokit } from "@octokit/rest";
import { expect, test } from "vitest";
import type { GitHubAccess } from "../../../src/adapters/github/access.ts";
import { createPeople } from "../../../src/adapters/github/people.ts";
import { createPullRequests } from "../../../src/adapters/github/pull-requests.ts";

const place = { id: 1, installation: 2, owner: "acme", name: "shop" };
const team = { organization: "acme", slug: "sre" };

test.each<[number, object, string]>([
  [200, { state: "active", role: "member" }, "member"],
  [200, { state: "active", role: "maintainer" }, "member"],
  [200, { state: "pending", role: "member" }, "none"],
  [404, { message: "Not Found" }, "none"],
  [403, { message: "Resource not accessible by integration" }, "unknown"],
])("GitHub's %i %j is %s", async (status, body, expected) => {
  expect(await createPeople(answering(status, () => body)).membership(place, team, "mona")).toBe(expected);
});

test("a GitHub that fails is no answer", async () => {
  await expect(createPeople(answering(502, () => ({}))).membership(place, team, "mona")).rejects.toThrow();
});

test("writers are authors and committers that have an account", async () => {
  const commits = [
    { author: { login: "mona" }, committer: { login: "web-flow" } },
    { author: null, committer: {} },
    { author: { login: "octo" }, committer: { login: "octo" } },
  ];

  const writers = await createPullRequests(answering(200, () => commits)).writers(place, 7);

  expect(writers).toEqual(new Set(["mona", "web-flow", "octo"]));
});

test("of more commits than GitHub lists nobody knows who wrote them", async () => {
  const listed = (count: number) =>
    answering(200, (url) => {
      const page = Number(url.searchParams.get("page") ?? 1);
      const left = Math.min(100, Math.max(0, count - (page - 1) * 100));
      return Array.from({ length: left }, () => ({ author: { login: "mona" }, committer: null }));
    });

  expect(await createPullRequests(listed(249)).writers(place, 7)).toEqual(new Set(["mona"]));
  expect(await createPullRequests(listed(250)).writers(place, 7)).toBeNull();
});

/** Answers every request alike, with the link to a next page while a page is full. */
function answering(status: number, body: (url: URL) => object): GitHubAccess {
  const fetch = async (address: string) => {
    const url = new URL(address);
    const answer = body(url);
    const next = new URL(url);
    next.searchParams.set("page", String(Number(url.searchParams.get("page") ?? 1) + 1));
    const isFull = Array.isArray(answer) && answer.length === 100;
    return Response.json(answer, { status, headers: isFull ? { link: `<${next.href}>; rel="next"` } : {} });
  };
  const octokit = new Octokit({ request: { fetch }, log: { debug() {}, info() {}, warn() {}, error() {} } });
  return { appId: 7, installation: async () => octokit } as unknown as GitHubAccess;
}
