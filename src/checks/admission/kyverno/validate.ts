import { isJsonArray, isJsonObject, type Json, type JsonObject, objectsIn } from "../../../domain/json.ts";
import { messageOf } from "../../../errors.ts";
import { evaluateConditions } from "./conditions/evaluate.ts";
import type { RuleContext } from "./context.ts";
import { anyPatternMessage, denyMessage, patternMessage, wordingOf } from "./messages.ts";
import { pathTo, RuleFault, type RuleOutcome } from "./outcome.ts";
import { matchPattern, pathText } from "./pattern/match.ts";
import type { Subject } from "./subject.ts";
import { substitute } from "./variables.ts";

/** What patterns are held against: the object, or one element of it. */
type Target = { readonly value: Json | undefined; readonly path: readonly string[] | null };

type Validation = { readonly rule: JsonObject; readonly message: string; readonly subject: Subject };

const passed = { status: "passed" } as const;
const skipped = { status: "skipped" } as const;

/**
 * A rule of patterns, conditions or loops, as Kyverno evaluates it of an object that it matches
 * (pkg/engine/handlers/validation/validate_resource.go). Throws `NotEvaluated`.
 */
export function evaluateValidation(rule: JsonObject, subject: Subject, request: RuleContext): RuleOutcome {
  const validate = isJsonObject(rule.validate) ? rule.validate : {};
  const message = typeof validate.message === "string" ? validate.message : "";
  const { context, preconditions } = rule;
  // What is deleted has no fields to hold a pattern against.
  const target = { value: subject.object ?? undefined, path: [] };
  return body({ ...validate, context: context ?? [], preconditions: preconditions ?? [] }, target, request, 0, {
    rule,
    message,
    subject,
  });
}

function body(given: JsonObject, target: Target, outer: RuleContext, depth: number, about: Validation): RuleOutcome {
  const context = outer.declare(objectsIn(given.context));
  const { preconditions, pattern, anyPattern, deny, foreach } = given;
  try {
    if (!evaluateConditions(preconditions, context).holds) return skipped;
    if (isJsonObject(deny)) return denied(deny, target, context, about);
    if (pattern !== undefined && pattern !== null)
      return ofPattern(substitute(pattern, context), target, context, about);
    if (isJsonArray(anyPattern)) return ofAny(substitute(anyPattern, context), target, context, about);
  } catch (error) {
    if (error instanceof RuleFault) return fault(error, about);
    throw error;
  }
  return isJsonArray(foreach) ? ofLoops(foreach.filter(isJsonObject), target, context, depth, about) : skipped;
}

function denied(deny: JsonObject, target: Target, context: RuleContext, { rule, message }: Validation): RuleOutcome {
  const { holds, messages } = evaluateConditions(deny.conditions, context);
  if (!holds) return passed;
  const words = [message, ...messages].filter((one) => one !== "").join("; ");
  const path = target.path === null || target.path.length === 0 ? null : target.path;
  return { status: "failed", message: denyMessage(wordingOf(rule, words, context)), path };
}

function ofPattern(pattern: Json, target: Target, context: RuleContext, { rule, message }: Validation): RuleOutcome {
  if (target.value === undefined) return skipped;
  const outcome = matchPattern(target.value, pattern);
  if (outcome.status !== "failed") return outcome.status === "passed" ? passed : skipped;
  const words = patternMessage(wordingOf(rule, message, context), pathText(outcome.path));
  return { status: "failed", message: words, path: within(target, outcome.path) };
}

function ofAny(patterns: Json, target: Target, context: RuleContext, { rule, message }: Validation): RuleOutcome {
  if (target.value === undefined) return skipped;
  const outcomes = (isJsonArray(patterns) ? patterns : []).map((pattern) => matchPattern(target.value, pattern));
  if (outcomes.length === 0 || outcomes.some(({ status }) => status === "passed")) return passed;
  const failures = outcomes.flatMap((outcome, index) =>
    outcome.status === "failed" ? [{ index, path: outcome.path }] : [],
  );
  const [first] = failures;
  if (first === undefined) return skipped;
  const told = failures.map(({ index, path }) => `rule ${rule.name}[${index}] failed at path ${pathText(path)}`);
  const words = anyPatternMessage(wordingOf(rule, message, context), told);
  return { status: "failed", message: words, path: within(target, first.path) };
}

function ofLoops(
  loops: readonly JsonObject[],
  target: Target,
  context: RuleContext,
  depth: number,
  about: Validation,
): RuleOutcome {
  let applied = 0;
  for (const loop of loops) {
    const elements = elementsOf(loop, context);
    for (const [index, element] of elements.entries()) {
      if (element === null) continue;
      const outcome = ofElement(loop, element, index, target, context, depth, about);
      // As Kyverno does, an error counts only of the last element.
      if (outcome.status === "error" && index < elements.length - 1) continue;
      if (outcome.status === "failed" || outcome.status === "error") return failure(outcome);
      if (outcome.status === "passed") applied += 1;
    }
  }
  return applied === 0 ? skipped : passed;
}

/** A list that is not there has nothing to go through. */
function elementsOf({ list }: JsonObject, context: RuleContext): readonly Json[] {
  try {
    const found = context.query(String(list));
    return isJsonArray(found) ? found : [found];
  } catch (error) {
    if (error instanceof RuleFault) return [];
    throw error;
  }
}

function ofElement(
  loop: JsonObject,
  element: Json,
  index: number,
  target: Target,
  outer: RuleContext,
  depth: number,
  about: Validation,
): RuleOutcome {
  const isScoped = typeof loop.elementScope === "boolean" ? loop.elementScope : isJsonObject(element);
  if (isScoped && !isJsonObject(element))
    return fault(new RuleFault("elementScope is true and the element no mapping"), about);
  const context = outer.with({
    element,
    [`element${depth}`]: element,
    elementIndex: index,
    [`elementIndex${depth}`]: index,
  });
  const path = about.subject.object === null ? null : pathTo(element, about.subject.object);
  const place = { value: isScoped ? element : target.value, path: isScoped ? path : target.path };
  const outcome = body(loop, place, context, depth + 1, about);
  // A condition about an element is about its place, whether patterns would be or not.
  return outcome.status === "failed" && outcome.path === null && path !== null ? { ...outcome, path } : outcome;
}

function failure(outcome: RuleOutcome): RuleOutcome {
  return "message" in outcome ? { ...outcome, message: `validation failure: ${outcome.message}` } : outcome;
}

function fault(error: RuleFault, { rule }: Validation): RuleOutcome {
  return { status: "error", message: `rule ${rule.name} execution error: ${messageOf(error)}`, path: null };
}

function within({ path }: Target, inner: readonly string[]): readonly string[] | null {
  return path === null ? null : [...path, ...inner];
}
