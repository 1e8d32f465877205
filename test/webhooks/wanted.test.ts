import { expect, test } from "vitest";
import { onCheckRun } from "../../src/webhooks/check-run.ts";
import { onInstallation } from "../../src/webhooks/installation.ts";
import { onMergeGroup } from "../../src/webhooks/merge-group.ts";
import type { WebhookPorts } from "../../src/webhooks/ports.ts";

const place = {
  installation: { id: 1 },
  repository: { id: 2, name: "shop", owner: { login: "acme" } },
  sender: { login: "alice" },
};

test.each([
  ["deleted", ["abandon 1"]],
  ["suspend", ["abandon 1"]],
  ["unsuspend", []],
  ["created", []],
])("an installation that is %s: %j", async (action, expected) => {
  expect(await asked((ports) => onInstallation({ action, installation: { id: 1 } }, ports))).toEqual(expected);
});

test.each([
  ["checks_requested", 1],
  ["destroyed", 0],
])("a merge group that is %s asks for %i checks", async (action, count) => {
  const merge_group = { head_sha: "a".repeat(40), base_sha: "b".repeat(40), base_ref: "refs/heads/main" };

  expect(await asked((ports) => onMergeGroup({ ...place, action, merge_group }, ports))).toHaveLength(count);
});

test.each([
  ["rerequested", 7, undefined, ["read the check"]],
  ["requested_action", 7, "rerun", ["read the check"]],
  ["requested_action", 7, "another", []],
  ["created", 7, undefined, []],
  ["rerequested", 8, undefined, []],
  ["rerequested", null, undefined, []],
])("%s of a check run of App %s with button %s: %j", async (action, app, identifier, expected) => {
  const payload = {
    ...place,
    action,
    check_run: { external_id: "the check", app: { id: app } },
    requested_action: { ...(identifier && { identifier }) },
  };

  expect(await asked((ports) => onCheckRun(payload, ports))).toEqual(expected);
});

/** What was asked of the stored checks. */
async function asked(handle: (ports: WebhookPorts) => Promise<void>): Promise<readonly string[]> {
  const said: string[] = [];
  const checks = {
    abandon: async (installation: number) => void said.push(`abandon ${installation}`),
    request: async () => void said.push("request"),
    read: async (id: string) => void said.push(`read ${id}`),
  };
  await handle({ appId: 7, checks } as unknown as WebhookPorts);
  return said;
}
