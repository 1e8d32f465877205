import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { keysOf, pointerOf } from "../../domain/json-pointer.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { ExpressionAnswer, ExpressionProgram, Expressions } from "../../ports/expressions.ts";
import type { CustomKinds } from "./custom-resources.ts";
import { isSubstituted } from "./messages.ts";
import type { Problem } from "./problem.ts";
import type { Subject } from "./subject.ts";
import { type RuledSchema, ruledSchemas, type ValidationRule } from "./validation-rules/collect.ts";
import { defaulted } from "./validation-rules/defaulted.ts";
import { definitionRuleProblems } from "./validation-rules/definition-rules.ts";
import { type Instance, instancesOf } from "./validation-rules/instances.ts";

/** Subjects of custom kinds, with what the rules of their schemas say; those without a problem are left out. */
export async function validationRules(
  subjects: readonly Subject[],
  kinds: CustomKinds,
  ports: RulePorts,
): Promise<readonly Told[]> {
  const groups = Map.groupBy(subjects, ({ manifest }) => `${manifest.apiVersion}/${manifest.id.kind}`);
  const told = [...groups].map(async ([kind, own]) => {
    if (kind === "apiextensions.k8s.io/v1/CustomResourceDefinition") return definitionRules(own, ports);
    const openApi = kinds.get(kind)?.openApi ?? null;
    if (openApi === null) return [];
    const objects = own.map(({ manifest, old }) => ({ object: manifest.object, old: oldObject(manifest, old) }));
    const problems = await validationRuleProblems(objects, openApi, ports);
    return own.flatMap((subject, index) => {
      const found = problems[index] ?? [];
      return found.length === 0 ? [] : [{ subject, problems: found }];
    });
  });
  return (await Promise.all(told)).flat();
}

type Told = { readonly subject: Subject; readonly problems: readonly Problem[] };

async function definitionRules(subjects: readonly Subject[], ports: RulePorts): Promise<readonly Told[]> {
  const told = await Promise.all(
    subjects.map(async (subject) => ({
      subject,
      problems: await definitionRuleProblems(subject.manifest.object, ports),
    })),
  );
  return told.filter(({ problems }) => problems.length > 0);
}

/** With one of these the API server asks no rules: hasBlockingErr of pkg/registry/customresource/strategy.go. */
const blocking: ReadonlySet<string> = new Set(
  "type required-field allowed-value schema not-served unknown-kind broken-definition".split(" "),
);

/** Whether the API server gets as far as asking rules. */
export function isRuleable(problems: readonly Problem[]): boolean {
  return problems.every(({ rule }) => !blocking.has(rule));
}

/** Only the API server could say what it was in another version. */
function oldObject({ apiVersion }: Manifest, old: Manifest | null): JsonObject | null {
  return old?.apiVersion === apiVersion ? old.object : null;
}

/** An object of a kind, and what it was before the change. */
type Ruled = { readonly object: JsonObject; readonly old: JsonObject | null };

type RulePorts = {
  readonly expressions: Expressions;
  /** Minor release of Kubernetes. */
  readonly minor: number;
  readonly signal: AbortSignal;
};

/**
 * What the `x-kubernetes-validations` of a custom resource's schema say of objects, which must fit the schema: for each
 * of them its problems. What cannot be evaluated is told once for each rule, of the first object that it is about.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
async function validationRuleProblems(
  objects: readonly Ruled[],
  openApi: JsonObject,
  ports: RulePorts,
): Promise<readonly (readonly Problem[])[]> {
  const problems = objects.map((): Problem[] => []);
  const ruled = ruledSchemas(openApi);
  if (ruled.length === 0) return problems;
  const filled = objects.map(({ object, old }) => ({
    object: admitted(object, openApi),
    old: old === null ? undefined : admitted(old, openApi),
  }));
  for (const one of ruled) {
    const instances = filled.flatMap(({ object, old }, index) =>
      instancesOf(object, old, openApi, one.steps).map((instance) => ({ index, instance })),
    );
    for (const [hadOld, group] of Map.groupBy(instances, ({ instance }) => instance.old !== undefined)) {
      const told = await judge(
        one,
        group.map(({ instance }) => instance),
        hadOld,
        ports,
      );
      for (const [at, found] of told.entries()) problems[group[at]?.index ?? 0]?.push(...found);
    }
  }
  return toldOnce(problems);
}

function admitted(object: JsonObject, openApi: JsonObject): JsonObject {
  const { status: _, ...applied } = object;
  const filled = defaulted(applied, openApi);
  return isJsonObject(filled) ? filled : applied;
}

/** The rules of one schema, asked of all its values. Rules that compare are asked only where there is something to compare. */
async function judge(
  ruled: RuledSchema,
  instances: readonly Instance[],
  hadOld: boolean,
  { expressions, minor, signal }: RulePorts,
): Promise<readonly (readonly Problem[])[]> {
  const problems = instances.map((): Problem[] => []);
  for (const isOptional of [false, true]) {
    const rules = ruled.rules.filter(
      ({ isTransition, optionalOldSelf }) =>
        optionalOldSelf === isOptional && (hadOld || optionalOldSelf || !isTransition),
    );
    if (rules.length === 0) continue;
    const program = programOf(ruled, rules, { minor, isOptional, hadOld });
    const inputs = instances.map(({ value, old }) => ({ self: value, ...(old === undefined ? {} : { oldSelf: old }) }));
    const answers = await expressions.evaluate(program, inputs, signal);
    for (const [at, instance] of instances.entries())
      problems[at]?.push(...problemsOf(rules, instance, answers[at] ?? []));
  }
  return problems;
}

/** Each rule, and behind all of them each message that is made. */
function programOf(
  { schema, isResource }: RuledSchema,
  rules: readonly ValidationRule[],
  { minor, isOptional, hadOld }: { readonly minor: number; readonly isOptional: boolean; readonly hadOld: boolean },
): ExpressionProgram {
  const self = { schema, resource: isResource };
  return {
    variables: [],
    expressions: [...rules.map(({ rule }) => rule), ...rules.map(({ messageExpression }) => messageExpression ?? "''")],
    results: [...rules.map(() => "bool" as const), ...rules.map(() => "string" as const)],
    kubernetes: minor,
    types: { self, ...(hadOld || isOptional ? { oldSelf: { ...self, optional: isOptional } } : {}) },
  };
}

function problemsOf(
  rules: readonly ValidationRule[],
  instance: Instance,
  answers: readonly ExpressionAnswer[],
): readonly Problem[] {
  return rules.flatMap((rule, index): readonly Problem[] => {
    const [answer, message] = [answers[index], answers[rules.length + index]];
    if (answer === undefined || (answer.status === "value" && answer.value === true)) return [];
    const place = pointerOf(instance.path);
    const name = fieldName(instance.path);
    const isRefused = answer.status === "failed" && answer.compile === true;
    if (answer.status === "not-evaluated" || isRefused || holdsSubstitution(instance.value)) {
      const why = answer.status === "value" ? "a value is filled in or decrypted only later" : answer.reason;
      const text = `The rule "${rule.rule}" of the custom resource's definition is not evaluated: ${why}.`;
      const isExhausted = answer.status === "not-evaluated" && answer.exhausted === true;
      // Whoever writes the value could want that.
      return [{ pointer: place, rule: "not-evaluated", message: text, ...(!isExhausted && { severity: "warning" }) }];
    }
    const pointer = rule.fieldPath === null ? place + (answer.pointer ?? "") : place + pointerOfField(rule.fieldPath);
    return [{ pointer, rule: "validation-rule", message: `${name}${messageOf(rule, answer, message)}` }];
  });
}

function messageOf(rule: ValidationRule, answer: ExpressionAnswer, message: ExpressionAnswer | undefined): string {
  if (answer.status === "failed") return `the rule "${rule.rule}" has no value here: ${answer.reason}.`;
  const made = rule.messageExpression !== null && message?.status === "value" ? String(message.value).trim() : "";
  const text = made !== "" && !made.includes("\n") ? made : (rule.message ?? `failed rule: ${rule.rule}`);
  return text.trim();
}

function fieldName(path: Instance["path"]): string {
  if (path.length === 0) return "";
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
  return `${text.replace(/^\./, "")}: `;
}

/** `.spec.a['b.c']` as a pointer. */
function pointerOfField(fieldPath: string): string {
  const parts = [...fieldPath.matchAll(/\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/g)];
  return pointerOf(parts.map(([, bare, quoted]) => bare ?? (quoted ?? "").replaceAll("\\'", "'")));
}

function holdsSubstitution(value: Json): boolean {
  if (isJsonArray(value)) return value.some(holdsSubstitution);
  return isJsonObject(value)
    ? Object.values(value).some(holdsSubstitution)
    : isSubstituted(value) || isEncrypted(value);
}

function isEncrypted(value: Json): boolean {
  return typeof value === "string" && value.startsWith("ENC[AES256_GCM,");
}

/** What is not evaluated is so for every object alike. */
function toldOnce(problems: readonly (readonly Problem[])[]): readonly (readonly Problem[])[] {
  const told = new Set<string>();
  return problems.map((own) =>
    own.filter(({ rule, message, pointer }) => {
      if (rule !== "not-evaluated") return true;
      const key = `${keysOf(pointer)
        .filter((part) => !/^\d+$/.test(part))
        .join("/")} ${message}`;
      if (told.has(key)) return false;
      told.add(key);
      return true;
    }),
  );
}
