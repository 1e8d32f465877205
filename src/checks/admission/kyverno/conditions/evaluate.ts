import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../../domain/json.ts";
import { LeftToKyverno } from "../outcome.ts";
import { substitute, type Variables } from "../variables.ts";
import { holdsCondition } from "./operators.ts";

type ConditionsOutcome = { readonly holds: boolean; readonly messages: readonly string[] };

/**
 * Whether conditions hold: one block of `any` and `all`, a list of such blocks, or a list of conditions that all have
 * to. Variables are replaced in all of them first: one that has no value is an error, whatever the others say.
 */
export function evaluateConditions(conditions: Json | undefined, variables: Variables): ConditionsOutcome {
  const known = substitute(conditions ?? [], variables);
  const blocks = isJsonArray(known) ? known : [known];
  const outcomes = blocks.map(blockOutcome);
  return {
    holds: outcomes.every(({ holds }) => holds),
    messages: outcomes.flatMap(({ messages }) => messages),
  };
}

function blockOutcome(block: Json): ConditionsOutcome {
  if (!isJsonObject(block)) throw new LeftToKyverno("a condition is no mapping");
  if (block.any === undefined && block.all === undefined) return outcomeOf([block], "all");
  const any = isJsonArray(block.any) ? outcomeOf(block.any, "any") : { holds: true, messages: [] };
  const all = isJsonArray(block.all) ? outcomeOf(block.all, "all") : { holds: true, messages: [] };
  return { holds: any.holds && all.holds, messages: [...any.messages, ...all.messages] };
}

function outcomeOf(conditions: readonly Json[], how: "any" | "all"): ConditionsOutcome {
  const messages: string[] = [];
  for (const condition of conditions) {
    if (!isJsonObject(condition)) throw new LeftToKyverno("a condition is no mapping");
    const holds = isEmptyBlock(condition) || one(condition);
    if (holds && typeof condition.message === "string") messages.push(condition.message);
    if (holds && how === "any") return { holds: true, messages };
    if (!holds && how === "all") return { holds: false, messages: [] };
  }
  return { holds: how === "all", messages };
}

function isEmptyBlock(condition: JsonObject): boolean {
  return Object.keys(condition).length === 0;
}

function one({ key, operator, value }: JsonObject): boolean {
  return holdsCondition(key ?? null, String(operator), value ?? null);
}
