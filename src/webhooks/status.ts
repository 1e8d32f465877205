import { judgeAwaiting } from "../verdicts/awaited.ts";
import { hostedRepository, type RepositoryPayload, type WebhookPorts } from "./ports.ts";

type StatusPayload = RepositoryPayload & { readonly sha: string; readonly state: string };

/** HCP Terraform says by a commit status that a run has ended; a check may wait for its plan. */
export async function onStatus(payload: StatusPayload, ports: WebhookPorts): Promise<void> {
  const repository = hostedRepository(payload);
  if (payload.state === "pending" || repository === undefined) return;
  await judgeAwaiting(repository, payload.sha, ports);
}
