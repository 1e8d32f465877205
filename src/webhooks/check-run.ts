import { commands } from "../commands/index.ts";
import { atLeast } from "../commands/permission.ts";
import { pullRequestLabel } from "../domain/pull-request.ts";
import type { CheckRecord } from "../ports/checks.ts";
import { requestCheck, requestGroupCheck } from "../verdicts/request.ts";
import { hostedRepository, type RepositoryPayload, type WebhookPorts } from "./ports.ts";

type CheckRunPayload = RepositoryPayload & {
  readonly action: string;
  readonly check_run: { readonly external_id: string | null; readonly app?: { readonly id: number | null } | null };
  readonly requested_action?: { readonly identifier?: string } | undefined;
};

/** "Re-run" of our check run, as GitHub's own link or as our button: the same as `/plan`, for the same people. */
export async function onCheckRun(payload: CheckRunPayload, ports: WebhookPorts): Promise<void> {
  const { action, check_run, requested_action } = payload;
  const rerun = action === "rerequested" || (action === "requested_action" && requested_action?.identifier === "rerun");
  if (!rerun || check_run.app?.id !== ports.appId) return;
  const check = await ports.checks.read(check_run.external_id ?? "");
  if (check !== undefined) await judgeAgain(payload, check, ports);
}

/** Asks the same permission as the command does; there is nowhere to say no, so it is logged. */
export async function judgeAgain(
  payload: RepositoryPayload,
  { pullRequest, base, baseRef, head }: Pick<CheckRecord, "pullRequest" | "base" | "baseRef" | "head">,
  ports: WebhookPorts,
): Promise<void> {
  const repository = hostedRepository(payload);
  const author = payload.sender?.login;
  if (repository === undefined || author === undefined) return;
  const has = await ports.people.permission(repository, author);
  const allowed = atLeast(has, commands.get("plan")?.permission ?? "admin");
  await ports.audit.append({
    at: ports.clock.now(),
    repository: `${repository.owner}/${repository.name}`,
    actor: author,
    action: "command",
    subject: pullRequest === null ? head : pullRequestLabel(repository, pullRequest),
    details: { command: "plan", allowed, done: allowed, button: true },
  });
  if (!allowed) {
    ports.log.warn({ author, has }, "a re-run was asked for without the permission");
    return;
  }
  if (pullRequest === null) await requestGroupCheck(repository, { base, baseRef, head }, true, ports);
  else await requestCheck(repository, pullRequest, true, ports);
}
