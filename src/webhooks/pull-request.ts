import { requestCheck } from "../verdicts/request.ts";
import { hostedRepository, type RepositoryPayload, type WebhookPorts } from "./ports.ts";

type PullRequestPayload = RepositoryPayload & {
  readonly action: string;
  readonly number: number;
  readonly changes?: object;
};

const wanted: ReadonlySet<string> = new Set(["opened", "reopened", "synchronize", "ready_for_review", "closed"]);

/** A pull request changed: its head may want a verdict, drafts included. Against another base it wants a new one. */
export async function onPullRequest(payload: PullRequestPayload, ports: WebhookPorts): Promise<void> {
  const repository = hostedRepository(payload);
  const retargeted = payload.action === "edited" && payload.changes !== undefined && "base" in payload.changes;
  if (repository === undefined || !(wanted.has(payload.action) || retargeted)) return;
  await requestCheck(repository, payload.number, false, ports);
}
