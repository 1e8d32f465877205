import { fillAll } from "../fill.ts";
import { mergeInto } from "../go-template/functions/merge.ts";
import { printInside } from "../go-template/print.ts";
import { entryOf, toJson, type ValueMap } from "../go-template/value.ts";
import { below, itemsOf, mappingOf, NotEvaluable, type Place, textsIn } from "../place.ts";
import { type Generating, limited } from "./parameters.ts";

type Generate = (generator: Place, generating: Generating) => Promise<readonly ValueMap[]>;

/** Every combination of two generators; the second may use the parameters of the first. */
export async function matrixParameters(
  matrix: Place,
  generating: Generating,
  generate: Generate,
): Promise<readonly ValueMap[]> {
  const [first, second, ...others] = itemsOf(below(matrix, "generators"));
  if (first === undefined || second === undefined || others.length > 0) {
    throw new NotEvaluable("Its matrix has not two generators, and Argo CD takes no other number.", matrix);
  }
  const inside = nested(matrix, generating);
  const combined: ValueMap[] = [];
  for (const one of await generate(first, inside)) {
    for (const other of await generate(interpolated(second, one, generating), inside)) {
      combined.push(combine(one, other, generating, matrix));
    }
    limited(combined, matrix);
  }
  return combined;
}

/** Matrices and merges may lie in one another once. */
function nested(place: Place, generating: Generating): Generating {
  if (generating.depth >= 2)
    throw new NotEvaluable("It nests matrix and merge generators deeper than Argo CD allows.", place);
  return { ...generating, depth: generating.depth + 1 };
}

function interpolated(generator: Place, parameters: ValueMap, { templating }: Generating): Place {
  if (Object.keys(parameters).length === 0) return generator;
  // A generator's own template is not read inside another.
  const kinds = Object.entries(mappingOf(generator) ?? {}).map(([key, value]) => {
    const place = { value, pointer: `${generator.pointer}/${key}` };
    return [key, fillAll(withoutTemplate(place), parameters, templating) ?? null];
  });
  return { value: Object.fromEntries(kinds), pointer: generator.pointer };
}

function withoutTemplate(place: Place): Place {
  const { template: _, ...rest } = mappingOf(place) ?? {};
  return { value: rest, pointer: place.pointer };
}

/** Go's templates merge deep, and what the first says wins; the older ones refuse that two say different things. */
function combine(one: ValueMap, other: ValueMap, { templating }: Generating, at: Place): ValueMap {
  if (templating.go) return mergeInto(other, one, "override");
  const all = new Map<string, string>(Object.entries(one).map(([key, value]) => [key, printInside(value)]));
  for (const [key, value] of Object.entries(other)) {
    const before = all.get(key);
    if (before !== undefined && before !== printInside(value)) {
      throw new NotEvaluable(
        `Both generators of its matrix have the parameter ${key}, and not the same value for it.`,
        at,
      );
    }
    all.set(key, printInside(value));
  }
  return Object.fromEntries(all);
}

/** The parameters of the first generator, each overridden by those of the others that are equal in the merge keys. */
export async function mergeParameters(
  merge: Place,
  generating: Generating,
  generate: Generate,
): Promise<readonly ValueMap[]> {
  const [first, ...others] = itemsOf(below(merge, "generators"));
  if (first === undefined || others.length === 0)
    throw new NotEvaluable("Its merge has fewer than two generators.", merge);
  const keys = [...new Set(textsIn(below(merge, "mergeKeys")))];
  if (keys.length === 0) throw new NotEvaluable("Its merge names no mergeKeys.", merge);
  const inside = nested(merge, generating);
  let merged = await generate(first, inside);
  uniqueBy(keys, merged, merge);
  for (const other of others) {
    const overrides = uniqueBy(keys, await generate(other, inside), merge);
    merged = merged.map((one) => overridden(one, overrides.get(keyOf(keys, one)), generating));
  }
  return merged;
}

function uniqueBy(keys: readonly string[], sets: readonly ValueMap[], at: Place): ReadonlyMap<string, ValueMap> {
  const found = new Map<string, ValueMap>();
  for (const one of sets) {
    const key = keyOf(keys, one);
    if (found.has(key)) {
      throw new NotEvaluable(`Two sets of parameters of its merge have the same ${keys.join(" and ")}: ${key}.`, at);
    }
    found.set(key, one);
  }
  return found;
}

function keyOf(keys: readonly string[], one: ValueMap): string {
  return JSON.stringify(keys.toSorted().map((key) => [key, toJson(entryOf(one, key))]));
}

function overridden(one: ValueMap, by: ValueMap | undefined, { templating }: Generating): ValueMap {
  if (by === undefined) return one;
  if (templating.go) return mergeInto(one, by, "override");
  return Object.fromEntries(
    [...Object.entries(one), ...Object.entries(by)].map(([key, value]) => [key, printInside(value)]),
  );
}
