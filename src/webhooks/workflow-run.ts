import { judgeAwaiting } from "../verdicts/awaited.ts";
import { hostedRepository, type RepositoryPayload, type WebhookPorts } from "./ports.ts";

type WorkflowRunPayload = RepositoryPayload & {
  readonly action: string;
  readonly workflow_run: { readonly head_sha: string };
};

/** A workflow ended: it may have left the plan that a check waits for. */
export async function onWorkflowRun(payload: WorkflowRunPayload, ports: WebhookPorts): Promise<void> {
  const repository = hostedRepository(payload);
  if (payload.action !== "completed" || repository === undefined) return;
  await judgeAwaiting(repository, payload.workflow_run.head_sha, ports);
}
