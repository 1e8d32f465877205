import { applicationLabel } from "../../domain/application.ts";
import { type Manifest, resourceKey } from "../../domain/manifest.ts";
import { compareResource, type Difference } from "./compare.ts";
import type { ChangedPair, ComparedApplication } from "./compared.ts";
import { copiesIn, hasPlace } from "./copies.ts";
import { matchManifests, type Pair } from "./match.ts";

/**
 * The same, where what one application loses and another of the same environment gains is one change, told by
 * the one that gains it: nobody deletes what is only handed over.
 */
export function joinMoves(applications: readonly ComparedApplication[]): readonly ComparedApplication[] {
  const groups = Map.groupBy(applications, ({ application }) => application.environment);
  const replaced = new Map<ComparedApplication, ComparedApplication>();
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    for (const [before, after] of withMoves(group)) replaced.set(before, after);
  }
  return applications.map((one) => replaced.get(one) ?? one);
}

type Owned = { readonly owner: ComparedApplication; readonly manifest: Manifest };

function withMoves(group: readonly ComparedApplication[]): ReadonlyMap<ComparedApplication, ComparedApplication> {
  const gone = ownedBy(group, ({ before, after }) => (after === null ? before : null));
  const come = ownedBy(group, ({ before, after }) => (before === null ? after : null));
  if (gone.size === 0 || come.size === 0) return new Map();
  const copies = copiesIn(group);
  const isOne = ([manifest, owner]: readonly [Manifest, ComparedApplication]) =>
    hasPlace(manifest) || !copies.has(owner);
  const moves = matchManifests(
    [...gone].filter(isOne).map(([manifest]) => manifest),
    [...come].filter(isOne).map(([manifest]) => manifest),
  ).filter(isMove);
  if (moves.length === 0) return new Map();
  const handedOver = new Set(moves.map(({ before }) => before));
  const taken = new Map(moves.map((move) => [move.after, move]));
  return new Map(
    group.map((one) => {
      let { ignored } = one;
      const changed = one.changed.flatMap((pair): readonly ChangedPair[] => {
        if (pair.after === null) return handedOver.has(pair.before) ? [] : [pair];
        const move = pair.before === null ? taken.get(pair.after) : undefined;
        if (move === undefined) return [pair];
        const compared = compareResource(move, one.options);
        ignored += compared.ignored;
        const from = gone.get(move.before)?.application ?? one.application;
        return [{ ...move, difference: compared.difference ?? unchanged, movedFrom: applicationLabel(from) }];
      });
      return [one, { ...one, changed, ignored }] as const;
    }),
  );
}

const unchanged: Difference = { action: "update", fields: [] };

type Move = Pair & { readonly before: Manifest; readonly after: Manifest };

function isMove(pair: Pair): pair is Move {
  return pair.before !== null && pair.after !== null;
}

/** Whatever two applications have at once is not handed from one to the other. */
function ownedBy(
  group: readonly ComparedApplication[],
  side: (pair: ChangedPair) => Manifest | null,
): ReadonlyMap<Manifest, ComparedApplication> {
  const found = new Map<string, Owned[]>();
  for (const owner of group) {
    for (const pair of owner.changed) {
      const manifest = side(pair);
      if (manifest === null || manifest.id.name === "") continue;
      const key = resourceKey(manifest.id);
      found.set(key, [...(found.get(key) ?? []), { owner, manifest }]);
    }
  }
  return new Map(
    [...found.values()].flatMap(([only, ...others]) =>
      only === undefined || others.length > 0 ? [] : [[only.manifest, only.owner] as const],
    ),
  );
}
