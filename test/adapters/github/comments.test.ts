import { Octokit } from "@octokit/rest";
import { expect, test } from "vitest";
import type { GitHubAccess } from "../../../src/adapters/github/access.ts";
import { createComments } from "../../../src/adapters/github/comments.ts";

const marker = "<!-- ours -->";
const place = { id: 1, installation: 2, owner: "acme", name: "shop" };

test("our comment is the newest one that our own App wrote, whoever else copies the marker", async () => {
  const comments = commentsOn([
    { id: 1, body: marker, performed_via_github_app: { id: 7 } },
    { id: 2, body: `again ${marker}`, performed_via_github_app: { id: 7 } },
    { id: 3, body: marker, performed_via_github_app: null },
    { id: 4, body: marker, performed_via_github_app: { id: 8 } },
    { id: 5, body: "no marker", performed_via_github_app: { id: 7 } },
  ]);

  expect(await comments.findOurs(place, 3, marker)).toBe(2);
});

test("a marker that only others wrote is nobody's", async () => {
  const comments = commentsOn([{ id: 3, body: marker, performed_via_github_app: null }]);

  expect(await comments.findOurs(place, 3, marker)).toBeUndefined();
});

function commentsOn(listed: readonly object[]) {
  const fetch = async () => Response.json(listed);
  const octokit = new Octokit({ request: { fetch } });
  return createComments({ appId: 7, installation: async () => octokit } as unknown as GitHubAccess);
}
