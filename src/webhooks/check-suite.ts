import { judgeAgain } from "./check-run.ts";
import type { RepositoryPayload, WebhookPorts } from "./ports.ts";

type CheckSuitePayload = RepositoryPayload & {
  readonly action: string;
  readonly check_suite: { readonly head_sha: string; readonly app?: { readonly id: number | null } | null };
};

/** "Re-run all": GitHub names the commit only, and knows no pull request for a fork's, so our records say which. */
export async function onCheckSuite(payload: CheckSuitePayload, ports: WebhookPorts): Promise<void> {
  const { action, check_suite, repository } = payload;
  if (action !== "rerequested" || check_suite.app?.id !== ports.appId || repository === undefined) return;
  for (const check of await ports.checks.listNewest(repository.id, check_suite.head_sha)) {
    await judgeAgain(payload, check, ports);
  }
}
