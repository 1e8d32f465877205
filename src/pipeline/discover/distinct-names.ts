import type { DiscoveredApplication } from "../../domain/application.ts";
import { compareText } from "../../domain/finding.ts";
import { directoryOf } from "../../renderers/paths.ts";
import type { Declared } from "./declare.ts";

/**
 * Objects of one name in two namespaces, or for two clusters, are two applications: all of them are then
 * called by the first of their longer names that tells them apart, by the directory that does, or by number.
 * The configuration's names are never taken.
 */
export function distinctNames(
  declared: readonly Declared[],
  named: readonly DiscoveredApplication[],
): readonly DiscoveredApplication[] {
  const taken = new Set(named.map(labelOf));
  const inOrder = declared.toSorted((a, b) => compareText(a.key, b.key));
  const names = new Map(inOrder.map((one) => [one, one.name]));
  for (const group of Map.groupBy(inOrder, labelOf).values()) {
    const [first] = group;
    if (group.length === 1 && first !== undefined && !taken.has(labelOf(first))) continue;
    for (const [one, name] of tellApart(group, taken)) names.set(one, name);
  }
  return numbered(inOrder, names, taken).map(({ application, name }) => {
    const { longerNames: _, declaredAt: __, ...plain } = application;
    return { ...plain, name };
  });
}

function labelOf({ name, environment }: Pick<DiscoveredApplication, "name" | "environment">): string {
  return `${name}\n${environment}`;
}

function tellApart(group: readonly Declared[], taken: ReadonlySet<string>): readonly (readonly [Declared, string])[] {
  const longest = Math.max(...group.map(({ longerNames }) => longerNames.length));
  const byLength = Array.from({ length: longest }, (_, at) => (one: Declared) => one.longerNames[at] ?? one.name);
  for (const nameOf of [...byLength, byDirectory(group)]) {
    const names = group.map((one) => [one, nameOf(one)] as const);
    const labels = new Set(names.map(([one, name]) => labelOf({ ...one, name })));
    if (labels.size === group.length && [...labels].every((label) => !taken.has(label))) return names;
  }
  return [];
}

/** `main-apps` and `backup-apps`, of objects in `clusters/main/apps.yaml` and `clusters/backup/apps.yaml`. */
function byDirectory(group: readonly Declared[]): (one: Declared) => string {
  const places = group.map(({ declaredAt }) => directoryOf(declaredAt.path).split("/"));
  const [first = []] = places;
  const differs = first.findIndex((segment, at) => places.some((place) => place[at] !== segment));
  return ({ name, declaredAt }) => {
    const segment = directoryOf(declaredAt.path).split("/")[differs < 0 ? first.length : differs];
    return segment === undefined ? name : `${segment}-${name}`;
  };
}

/** A longer name may be somebody else's own. */
function numbered(
  inOrder: readonly Declared[],
  names: ReadonlyMap<Declared, string>,
  taken: ReadonlySet<string>,
): readonly { readonly application: Declared; readonly name: string }[] {
  const used = new Set(taken);
  return inOrder.map((application) => {
    const wanted = names.get(application) ?? application.name;
    let name = wanted;
    for (let twin = 2; used.has(labelOf({ ...application, name })); twin += 1) name = `${wanted}-${twin}`;
    used.add(labelOf({ ...application, name }));
    return { application, name };
  });
}
