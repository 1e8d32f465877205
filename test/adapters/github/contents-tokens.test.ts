import { Octokit } from "@octokit/rest";
import { expect, test } from "vitest";
import { createContentsTokens } from "../../../src/adapters/github/contents-tokens.ts";
import type { Octokit as AppOctokit } from "../../../src/adapters/github/octokit.ts";

const minute = 60_000;

test("a token is kept while it has ten minutes to live, and then asked for anew", async () => {
  const { tokenOf, at } = tokens();

  expect(await tokenOf(1, 2)).toBe("token 1");
  at(49 * minute);
  expect(await tokenOf(1, 2)).toBe("token 1");
  at(51 * minute);
  expect(await tokenOf(1, 2)).toBe("token 2");
});

test("each repository of each installation has a token of its own, which reads its contents alone", async () => {
  const { tokenOf, asked } = tokens();

  expect([await tokenOf(1, 2), await tokenOf(1, 3), await tokenOf(4, 2)]).toEqual(["token 1", "token 2", "token 3"]);
  expect(asked).toEqual([
    ["/app/installations/1/access_tokens", { repository_ids: [2], permissions: { contents: "read" } }],
    ["/app/installations/1/access_tokens", { repository_ids: [3], permissions: { contents: "read" } }],
    ["/app/installations/4/access_tokens", { repository_ids: [2], permissions: { contents: "read" } }],
  ]);
});

test("a refusal is not kept: the next fetch asks again", async () => {
  const { tokenOf, refuse } = tokens();
  refuse(1);

  await expect(tokenOf(1, 2)).rejects.toThrow("suspended");

  expect(await tokenOf(1, 2)).toBe("token 2");
});

function tokens() {
  let now = 0;
  let refusals = 0;
  const asked: unknown[] = [];
  const fetch = async (url: string, { body }: { readonly body: string }) => {
    asked.push([new URL(url).pathname, JSON.parse(body)]);
    if (asked.length <= refusals) return Response.json({ message: "suspended" }, { status: 403 });
    const expires = new Date(now + 60 * minute).toISOString();
    return Response.json({ token: `token ${asked.length}`, expires_at: expires }, { status: 201 });
  };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const octokit = new Octokit({ request: { fetch }, log }) as unknown as AppOctokit;
  return {
    tokenOf: createContentsTokens(async () => octokit, { now: () => now }),
    asked,
    at: (time: number) => {
      now = time;
    },
    refuse: (times: number) => {
      refusals = times;
    },
  };
}
