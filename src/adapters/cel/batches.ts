import type { Json, JsonObject } from "../../domain/json.ts";
import type { ExpressionProgram } from "../../ports/expressions.ts";
import type { Batch, PackedInput } from "./task.ts";

/** A program, and what it is asked about. */
export type Pair = { readonly program: ExpressionProgram; readonly input: JsonObject };

/** About as much JSON as a batch holds, and the most inputs: so much that no batch takes long. */
const size = { characters: 1 << 20, inputs: 1000 };

/** The pairs in order, in parts that are made when they are asked for. */
export function* partsOf(
  pairs: readonly Pair[],
): Generator<{ readonly from: number; readonly pairs: readonly Pair[] }> {
  let from = 0;
  let characters = 0;
  const seen = new Set<Json>();
  for (const [index, { input }] of pairs.entries()) {
    for (const value of Object.values(input)) {
      if (seen.has(value)) continue;
      seen.add(value);
      characters += roughSize(value);
    }
    if (characters < size.characters && index + 1 - from < size.inputs) continue;
    yield { from, pairs: pairs.slice(from, index + 1) };
    from = index + 1;
    characters = 0;
    seen.clear();
  }
  if (from < pairs.length) yield { from, pairs: pairs.slice(from) };
}

/** About how long the JSON of a value is. */
function roughSize(value: Json): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return 5;
  let total = 2;
  for (const inner of Object.values(value)) total += 10 + roughSize(inner);
  return total;
}

/** A part as it is sent. */
export function packed(pairs: readonly Pair[]): Batch {
  const programs = new Map<ExpressionProgram, number>();
  const values = new Map<Json, number>();
  const inputs = pairs.map(({ program, input }): PackedInput => {
    const fields = Object.entries(input).map(([name, value]) => [name, indexIn(values, value)] as const);
    return [indexIn(programs, program), Object.fromEntries(fields)];
  });
  return {
    programs: [...programs.keys()].map((program) => JSON.stringify(program)),
    values: [...values.keys()].map((value) => JSON.stringify(value)),
    inputs: JSON.stringify(inputs),
  };
}

function indexIn<T>(all: Map<T, number>, one: T): number {
  const index = all.get(one) ?? all.size;
  all.set(one, index);
  return index;
}
