import { messageOf } from "../errors.ts";
import type { VerdictPorts } from "./ports.ts";
import type { Verdict } from "./verdict.ts";

/**
 * The link to the whole plan, kept before anything is said, so that no link leads nowhere. A crash in between
 * leaves a row that nobody asks for. A plan that cannot be kept costs its link and never the verdict.
 */
export async function keepPlan(
  { check, report }: Pick<Verdict, "check" | "report">,
  repositoryUrl: string,
  ports: Pick<VerdictPorts, "keepPlan" | "clock" | "log">,
): Promise<string | null> {
  const { owner, name } = check.repository;
  const { pullRequest } = check;
  if (report.applications.length === 0 && report.findings.length === 0) return null;
  try {
    return await ports.keepPlan({
      repository: { owner, name },
      pullRequest,
      repositoryUrl,
      at: ports.clock.now(),
      report,
    });
  } catch (error) {
    ports.log.warn({ check: check.id, error: messageOf(error) }, "the whole plan could not be kept");
    return null;
  }
}
