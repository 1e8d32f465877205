import type { Check, CheckScope } from "../checks/check.ts";
import { checks } from "../checks/index.ts";
import type { RepositoryConfig } from "../config/schema.ts";
import { messageOf } from "../errors.ts";
import type { CheckingPorts } from "./request.ts";
import { tellNoSecret, type Words } from "./tell-no-secret.ts";

type Judgement = Words;

/**
 * Asks every check. One that throws has not judged, which is an error of the report and never "no findings";
 * the others are asked all the same, so that an author sees everything at once.
 */
export async function judge(scope: CheckScope, config: RepositoryConfig, ports: CheckingPorts): Promise<Judgement> {
  const answers = await Promise.all(
    Object.values<Check>(checks).map(async (check): Promise<Judgement> => {
      try {
        const settings = config.checks[check.name as keyof RepositoryConfig["checks"]];
        const result = await check.check(scope, settings, ports);
        if (result.status === "errored") return notJudged(check, result.reason);
        const { findings, preview = [], notes = [] } = result;
        return { findings, errors: [], preview, notes };
      } catch (error) {
        scope.signal.throwIfAborted();
        return notJudged(check, messageOf(error));
      }
    }),
  );
  const words = {
    findings: answers.flatMap(({ findings }) => findings),
    errors: answers.flatMap(({ errors }) => errors),
    preview: answers.flatMap(({ preview }) => preview),
    notes: answers.flatMap(({ notes }) => notes),
  };
  return tellNoSecret(words, scope);
}

function notJudged({ name }: Check, reason: string): Judgement {
  return { findings: [], errors: [`The ${name} check could not judge: ${reason}`], preview: [], notes: [] };
}
