import type { Check, CheckScope } from "../checks/check.ts";
import { checks } from "../checks/index.ts";
import { configPath } from "../config/parse.ts";
import { lineOfSetting } from "../config/position.ts";
import type { RepositoryConfig } from "../config/schema.ts";
import type { Finding } from "../domain/finding.ts";
import { messageOf } from "../errors.ts";
import type { CheckingPorts } from "./request.ts";

/**
 * Settings with which a check could judge nothing any more once the change is merged, whether it changes them or what
 * they name: an error on their line, because every pull request would be errored by them.
 */
export async function refuseSettings(
  scope: CheckScope,
  { config, proposed }: { config: RepositoryConfig; proposed: { config: RepositoryConfig; text: string } | null },
  ports: CheckingPorts,
): Promise<readonly Finding[]> {
  if (proposed === null) return [];
  const findings = await Promise.all(
    Object.values<Check>(checks).map(async (check) => {
      const name = check.name as keyof RepositoryConfig["checks"];
      if (check.refuse === undefined) return [];
      const settings = { standing: config.checks[name], proposed: proposed.config.checks[name] };
      const reason = await check.refuse(scope, settings, ports).catch((error: unknown) => {
        scope.signal.throwIfAborted();
        return messageOf(error);
      });
      return reason === undefined ? [] : [refusal(reason, lineOfSetting(proposed.text, ["checks", check.name]))];
    }),
  );
  return findings.flat();
}

function refusal(reason: string, line: number): Finding {
  return {
    check: "configuration",
    rule: "unusable",
    severity: "error",
    message: `After the merge nothing could be judged any more: ${reason}`,
    path: configPath,
    line,
    application: null,
    environment: null,
    resource: null,
  };
}
