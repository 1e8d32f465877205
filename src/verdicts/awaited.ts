import type { HostedRepository } from "../domain/pull-request.ts";
import type { CheckRecord } from "../ports/checks.ts";
import type { VerdictPorts } from "./ports.ts";
import { requestCheck, requestGroupCheck } from "./request.ts";

type AwaitedPorts = Pick<VerdictPorts, "github" | "checks" | "log">;

/** Something came for this head that checks may have waited for: those that did are judged again. */
export async function judgeAwaiting(repository: HostedRepository, head: string, ports: AwaitedPorts): Promise<void> {
  for (const check of await ports.checks.nudge(repository.id, head)) await judgeOnceMore(check, ports);
}

/** The same for one check that has concluded for want of something. */
export async function judgeOnceMore(check: CheckRecord, ports: AwaitedPorts): Promise<void> {
  const { repository, pullRequest, base, baseRef, head } = check;
  if (pullRequest === null) await requestGroupCheck(repository, { base, baseRef, head }, true, ports);
  else await requestCheck(repository, pullRequest, true, ports);
}
