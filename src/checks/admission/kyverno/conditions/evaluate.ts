import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../../domain/json.ts";
import { LeftToKyverno } from "../outcome.ts";
import { substitute, type Variables } from "../variables.ts";
import { holdsCondition } from "./operators.ts";

type ConditionsOutcome = { readonly holds: boolean; readonly messages: readonly string[] };

/**
 * Whether conditions hold: one block of `any` and `all`, a list of such blocks, or a list of conditions that all have
 * to. They are asked in their order, each with its variables, until it is decided: what a later one would run into
 * counts for nothing (pkg/engine/variables/evaluate.go).
 */
export function evaluateConditions(conditions: Json | undefined, variables: Variables): ConditionsOutcome {
  const given = conditions ?? [];
  const messages: string[] = [];
  for (const block of isJsonArray(given) ? given : [given]) {
    const outcome = blockOutcome(block, variables);
    if (!outcome.holds) return outcome;
    messages.push(...outcome.messages);
  }
  return { holds: true, messages };
}

function blockOutcome(block: Json, variables: Variables): ConditionsOutcome {
  if (!isJsonObject(block)) throw new LeftToKyverno("a condition is no mapping");
  if (block.any === undefined && block.all === undefined) return outcomeOf([block], "all", variables);
  // Those of `all` are asked even where none of `any` holds.
  const any = isJsonArray(block.any) ? outcomeOf(block.any, "any", variables) : { holds: true, messages: [] };
  const all = isJsonArray(block.all) ? outcomeOf(block.all, "all", variables) : { holds: true, messages: [] };
  return { holds: any.holds && all.holds, messages: [...any.messages, ...all.messages] };
}

function outcomeOf(conditions: readonly Json[], how: "any" | "all", variables: Variables): ConditionsOutcome {
  const messages: string[] = [];
  for (const condition of conditions) {
    if (!isJsonObject(condition)) throw new LeftToKyverno("a condition is no mapping");
    const holds = isEmptyBlock(condition) || one(condition, variables);
    if (holds && typeof condition.message === "string") messages.push(condition.message);
    if (holds && how === "any") return { holds: true, messages };
    if (!holds && how === "all") return { holds: false, messages: [] };
  }
  return { holds: how === "all", messages };
}

function isEmptyBlock(condition: JsonObject): boolean {
  return Object.keys(condition).length === 0;
}

function one({ key, operator, value }: JsonObject, variables: Variables): boolean {
  const given = substitute(key ?? null, variables);
  return holdsCondition(given, String(operator), substitute(value ?? null, variables));
}
