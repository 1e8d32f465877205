import { isJsonArray, isJsonObject, type JsonObject } from "../../../domain/json.ts";
import { pointerOf } from "../../../domain/json-pointer.ts";
import type { ExpressionProgram, Expressions } from "../../../ports/expressions.ts";
import type { Problem } from "../problem.ts";
import { type RuledSchema, ruledSchemas, type Step } from "./collect.ts";

/** Rules of a CustomResourceDefinition that the API server would not take, each on its own line. */
export async function definitionRuleProblems(
  definition: JsonObject,
  {
    expressions,
    minor,
    signal,
  }: { readonly expressions: Expressions; readonly minor: number; readonly signal: AbortSignal },
): Promise<readonly Problem[]> {
  const { spec } = definition;
  const versions = isJsonObject(spec) && isJsonArray(spec.versions) ? spec.versions : [];
  const placed = versions.flatMap((version, index) => {
    const schema = isJsonObject(version) && isJsonObject(version.schema) ? version.schema.openAPIV3Schema : undefined;
    if (!isJsonObject(schema)) return [];
    const root = ["spec", "versions", index, "schema", "openAPIV3Schema"];
    return ruledSchemas(schema).map((ruled) => ({ ruled, path: [...root, ...ruled.steps.flatMap(partsOfStep)] }));
  });
  const asked = placed.flatMap(({ ruled, path }) =>
    ruled.rules.map(({ rule, optionalOldSelf }, index) => ({
      rule,
      program: programOf(ruled, rule, { minor, optionalOldSelf }),
      pointer: pointerOf([...path, "x-kubernetes-validations", index, "rule"]),
    })),
  );
  if (asked.length === 0) return [];
  const programs = asked.map(({ program }) => program);
  const answers = await expressions.evaluate(
    programs,
    programs.map(() => ({})),
    signal,
  );
  return asked.flatMap(({ rule, pointer }, at): readonly Problem[] => {
    const [answer] = answers[at] ?? [];
    if (answer?.status !== "failed" || answer.compile !== true) return [];
    return [{ pointer, rule: "validation-rule", message: `The rule "${rule}" does not compile: ${answer.reason}.` }];
  });
}

function partsOfStep(step: Step): readonly string[] {
  if (typeof step === "object") return ["properties", step.field];
  return [step === "each item" ? "items" : "additionalProperties"];
}

/** Without values: only whether the rule can be one. */
function programOf(
  { schema, isResource }: RuledSchema,
  rule: string,
  { minor, optionalOldSelf }: { readonly minor: number; readonly optionalOldSelf: boolean },
): ExpressionProgram {
  const self = { schema, resource: isResource };
  const types = { self, oldSelf: { ...self, optional: optionalOldSelf } };
  return { variables: [], expressions: [rule], results: ["bool"], kubernetes: minor, types };
}
