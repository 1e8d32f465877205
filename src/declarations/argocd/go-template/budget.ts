import { isList, isMap, TemplateProblem, type Value } from "./value.ts";

/** How much may still be done, for all templates that share it. A step is about what a microsecond does. */
export type Budget = { left: number };

/** More than anybody's repository takes, and a few seconds. */
export function createBudget(steps = 5_000_000): Budget {
  return { left: steps };
}

export function spend(budget: Budget, steps: number): void {
  budget.left -= steps;
  if (budget.left < 0) throw new TemplateProblem("It takes more work than any real one does, and is not evaluated");
}

/** The limits of one value. */
const maxWeight = 1024 * 1024;
const maxDepth = 200;

type Weight = { readonly weight: number; readonly depth: number };

const weights = new WeakMap<object, Weight>();

/** What a value weighs, in characters and items: a list that holds one list a thousand times counts it each time. */
export function weigh(value: Value): number {
  const { weight, depth } = weightOf(value);
  if (weight > maxWeight)
    throw new TemplateProblem(`The template makes something of more than ${maxWeight} characters`);
  if (depth > maxDepth) throw new TemplateProblem(`The template makes something that nests deeper than ${maxDepth}`);
  return weight;
}

function weightOf(value: Value): Weight {
  if (typeof value === "string") return { weight: value.length, depth: 0 };
  if (!isList(value) && !isMap(value)) return { weight: 1, depth: 0 };
  const known = weights.get(value);
  if (known !== undefined) return known;
  let weight = 1;
  let depth = 0;
  for (const [key, one] of Object.entries(value)) {
    const inside = weightOf(one);
    weight += inside.weight + key.length;
    depth = Math.max(depth, inside.depth);
  }
  const found = { weight, depth: depth + 1 };
  weights.set(value, found);
  return found;
}
