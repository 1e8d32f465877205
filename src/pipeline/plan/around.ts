import { resourceKey } from "../../domain/manifest.ts";
import type { ChangedPair, ComparedApplication } from "./compared.ts";
import { copiesIn } from "./copies.ts";
import { podTemplate } from "./pods.ts";
import { type Both, type Relation, relationRisks } from "./relations.ts";
import { createSurroundings } from "./surroundings.ts";

/** What an application's changes stand among, and what is wrong between them and it, by the change that causes it. */
export type AroundChanges = {
  readonly surroundings: Both;
  readonly relations: ReadonlyMap<string, readonly Relation[]>;
};

/**
 * The applications of an environment stand among each other: one may hold the pods of another's Service. Those
 * that render a resource another renders as well are copies, such as overlays of one base: each stands alone.
 */
export function surroundingsOf(
  applications: readonly ComparedApplication[],
): ReadonlyMap<ComparedApplication, AroundChanges> {
  const around = new Map<ComparedApplication, AroundChanges>();
  for (const group of Map.groupBy(applications, ({ application }) => application.environment).values()) {
    const copies = copiesIn(group);
    const together = group.filter((one) => !copies.has(one));
    const shared = aroundAll(together);
    for (const one of together) around.set(one, shared);
    for (const one of copies) around.set(one, aroundAll([one]));
  }
  return around;
}

function aroundAll(group: readonly ComparedApplication[]): AroundChanges {
  const pairs = group.flatMap(({ changed }) => changed);
  const changed = new Set(pairs.map(({ before, after }) => resourceKey((after ?? before).id)));
  const manifests = (side: "base" | "head") => (changed.size === 0 ? [] : group.flatMap((one) => one[side]));
  const surroundings = { before: createSurroundings(manifests("base")), after: createSurroundings(manifests("head")) };
  const relations = pairs.some(isRelated) ? relationRisks(surroundings, (key) => changed.has(key)) : new Map();
  return { surroundings, relations };
}

/** What others select, or what selects others; most other changes need no look around. */
function isRelated({ before, after }: ChangedPair): boolean {
  return [before, after].some(
    (manifest) => manifest !== null && (related.has(manifest.id.kind) || podTemplate(manifest.object) !== undefined),
  );
}

const related: ReadonlySet<string> = new Set([
  "Service",
  "PodDisruptionBudget",
  "HorizontalPodAutoscaler",
  "ScaledObject",
]);
