import type { Probot } from "probot";
import { onCheckRun } from "./webhooks/check-run.ts";
import { onCheckSuite } from "./webhooks/check-suite.ts";
import { onInstallation } from "./webhooks/installation.ts";
import { onIssueComment } from "./webhooks/issue-comment.ts";
import { onMergeGroup } from "./webhooks/merge-group.ts";
import type { WebhookPorts } from "./webhooks/ports.ts";
import { onPullRequest } from "./webhooks/pull-request.ts";
import { onStatus } from "./webhooks/status.ts";
import { onWorkflowRun } from "./webhooks/workflow-run.ts";

/** Everything we listen to. */
export function app(ports: WebhookPorts): (probot: Probot) => void {
  return (probot) => {
    probot.on("pull_request", ({ payload }) => onPullRequest(payload, ports));
    probot.on("issue_comment", ({ payload }) => onIssueComment(payload, ports));
    probot.on("check_run", ({ payload }) => onCheckRun(payload, ports));
    probot.on("check_suite", ({ payload }) => onCheckSuite(payload, ports));
    probot.on("merge_group", ({ payload }) => onMergeGroup(payload, ports));
    probot.on("workflow_run", ({ payload }) => onWorkflowRun(payload, ports));
    probot.on("status", ({ payload }) => onStatus(payload, ports));
    probot.on("installation", ({ payload }) => onInstallation(payload, ports));
  };
}
