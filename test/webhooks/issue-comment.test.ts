import { expect, test } from "vitest";
import { onIssueComment } from "../../src/webhooks/issue-comment.ts";
import type { WebhookPorts } from "../../src/webhooks/ports.ts";

type Payload = Parameters<typeof onIssueComment>[0];

const written: Payload = {
  action: "created",
  installation: { id: 1 },
  repository: { id: 2, name: "shop", full_name: "acme/shop", owner: { login: "acme" } },
  sender: { login: "alice" },
  issue: { number: 3, pull_request: {} },
  comment: { id: 4, body: "/plan", created_at: "2026-11-21T10:00:00Z", user: { login: "alice", type: "User" } },
} as Payload;

test("a person's new comment on a pull request is read for commands", async () => {
  expect(await asked(written)).toBe(true);
});

test.each<[string, Payload]>([
  ["an edited comment", { ...written, action: "edited" }],
  ["a deleted comment", { ...written, action: "deleted" }],
  ["a comment on an issue", { ...written, issue: { number: 3 } }],
  ["a bot", { ...written, comment: { ...written.comment, user: { login: "x[bot]", type: "Bot" } } }],
  ["a user that is gone", { ...written, comment: { ...written.comment, user: null } }],
  [
    "our own App in a person's name",
    { ...written, comment: { ...written.comment, performed_via_github_app: { id: 7 } } },
  ],
])("%s gives no command", async (_, payload) => {
  expect(await asked(payload)).toBe(false);
});

/** Whether anything but our own id was asked for. */
async function asked(payload: Payload): Promise<boolean> {
  let touched = false;
  const ports = new Proxy({} as WebhookPorts, {
    get(_, name) {
      if (name === "appId") return 7;
      touched = true;
      throw new Error("asked");
    },
  });
  await onIssueComment(payload, ports).catch(() => {});
  return touched;
}
