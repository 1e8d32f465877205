import { isJsonObject, type JsonObject, objectsIn } from "../../../domain/json.ts";
import type { AdmissionRule } from "../engine.ts";
import { evaluateConditions } from "./conditions/evaluate.ts";
import type { RuleContext } from "./context.ts";
import { anyOrAll, type Matched, textsOf } from "./match.ts";
import { LeftToKyverno, RuleFault } from "./outcome.ts";
import type { Policy } from "./policy.ts";
import type { NamespaceLabels, Subject } from "./subject.ts";
import { matchesWildcard } from "./wildcard.ts";

const evaluated = new Set(["match", "exceptions", "conditions", "background"]);

/** What some objects are excused from; Kyverno's PolicyException. */
export function exceptionsIn(rules: readonly AdmissionRule[]): readonly JsonObject[] {
  return rules
    .filter(({ manifest: { id } }) => id.group === "kyverno.io" && id.kind === "PolicyException")
    .map(({ manifest }) => manifest.object);
}

/** Whether an exception takes an object out of a rule; rules made for what makes Pods are named as such, too. */
export function isExcepted(
  exceptions: readonly JsonObject[],
  policy: Policy,
  rule: JsonObject,
  subject: Subject,
  context: RuleContext,
  labelsOf: NamespaceLabels,
): Matched {
  let open: Matched = false;
  for (const { spec } of exceptions) {
    if (!isJsonObject(spec) || !names(spec, policy, String(rule.name))) continue;
    const matched = isJsonObject(spec.match) ? (anyOrAll(spec.match, subject, labelsOf) ?? false) : false;
    if (matched === false || !conditionsHold(spec, context)) continue;
    const stranger = Object.keys(spec).find((key) => !evaluated.has(key));
    if (stranger !== undefined) throw new LeftToKyverno(`\`${stranger}\` of its PolicyException is not evaluated here`);
    if (matched === true) return true;
    open = matched;
  }
  return open;
}

function names({ exceptions }: JsonObject, { object, namespace }: Policy, rule: string): boolean {
  const name = isJsonObject(object.metadata) ? String(object.metadata.name) : "";
  const key = namespace === null ? name : `${namespace}/${name}`;
  return objectsIn(exceptions).some(
    ({ policyName, ruleNames }) => policyName === key && textsOf(ruleNames).some((one) => matchesWildcard(one, rule)),
  );
}

/** With an error in its conditions, an exception excuses nothing. */
function conditionsHold({ conditions }: JsonObject, context: RuleContext): boolean {
  if (conditions === undefined) return true;
  try {
    return evaluateConditions(conditions, context).holds;
  } catch (error) {
    if (error instanceof RuleFault) return false;
    throw error;
  }
}
