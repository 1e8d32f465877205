import { type Manifest, resourceKey } from "../../domain/manifest.ts";

/** Two manifests of one thing; null on the side that has none. */
export type Pair =
  | { readonly before: Manifest; readonly after: Manifest }
  | { readonly before: null; readonly after: Manifest }
  | { readonly before: Manifest; readonly after: null };

/** Several manifests of one side that claim one identity, in the order they were rendered. */
type Duplicate = readonly [Manifest, Manifest, ...Manifest[]];

/**
 * Pairs what is the same thing on both sides: by identity, and a generated ConfigMap or Secret by its name
 * without the hash of its content. Of duplicates the last counts, as it does when they are applied.
 */
export function matchManifests(before: readonly Manifest[], after: readonly Manifest[]): readonly Pair[] {
  const old = byIdentity(before);
  const next = byIdentity(after);
  const pairs: Pair[] = [];
  const come: Manifest[] = [];
  for (const [key, manifest] of next) {
    const earlier = old.get(key);
    if (earlier === undefined) come.push(manifest);
    else pairs.push({ before: earlier, after: manifest });
  }
  const gone = [...old].filter(([key]) => !next.has(key)).map(([, manifest]) => manifest);
  return [...pairs, ...matchGenerated(gone, come)];
}

/** Every identity that more than one manifest claims. */
export function findDuplicates(manifests: readonly Manifest[]): readonly Duplicate[] {
  const groups = Map.groupBy(
    manifests.filter(({ id }) => id.name !== ""),
    ({ id }) => resourceKey(id),
  );
  return [...groups.values()].flatMap(([first, second, ...rest]) =>
    first !== undefined && second !== undefined ? [[first, second, ...rest] as const] : [],
  );
}

/** Objects with `generateName` have no name before they are created: they are told apart by position. */
function byIdentity(manifests: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  let nameless = 0;
  return new Map(
    manifests.map((manifest) => {
      const key = resourceKey(manifest.id);
      return [manifest.id.name === "" ? `${key}#${nameless++}` : key, manifest];
    }),
  );
}

/** A name that stands for exactly one on either side is one thing; anything else is told as it is. */
function matchGenerated(gone: readonly Manifest[], come: readonly Manifest[]): readonly Pair[] {
  const earlier = Map.groupBy(gone, stemKey);
  const later = Map.groupBy(come, stemKey);
  const pairs: Pair[] = [];
  const matched = new Set<Manifest>();
  for (const [stem, [after, ...others]] of later) {
    const [before, ...more] = stem === undefined ? [] : (earlier.get(stem) ?? []);
    if (before === undefined || after === undefined || others.length + more.length > 0) continue;
    pairs.push({ before, after });
    matched.add(before).add(after);
  }
  return [
    ...pairs,
    ...come.filter((after) => !matched.has(after)).map((after) => ({ before: null, after })),
    ...gone.filter((before) => !matched.has(before)).map((before) => ({ before, after: null })),
  ];
}

/** The identity without the hash of its content. */
function stemKey({ id }: Manifest): string | undefined {
  if (id.group !== "" || (id.kind !== "ConfigMap" && id.kind !== "Secret")) return undefined;
  const stem = generatedStem(id.name);
  return stem === undefined ? undefined : resourceKey({ ...id, name: stem });
}

/**
 * A name without the hash that kustomize appends to what its generators make: ten characters of
 * a hexadecimal digest in an alphabet without vowels (sigs.k8s.io/kustomize/api/hasher).
 */
export function generatedStem(name: string): string | undefined {
  return /^(.+)-[2456789bcdfghkmt]{10}$/.exec(name)?.[1];
}
