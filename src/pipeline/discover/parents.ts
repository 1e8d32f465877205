import { filesMentioning } from "../../declarations/objects.ts";
import type { DiscoveredApplication } from "../../domain/application.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { SourceTree } from "../../ports/git.ts";
import { registry } from "./declare.ts";

/** Applications whose render may change or make objects that declare others. */
export async function parentsAmong(
  applications: readonly DiscoveredApplication[],
  standing: readonly Manifest[],
  tree: SourceTree,
): Promise<readonly DiscoveredApplication[]> {
  const declaring = new Set(standing.filter(isDeclaring).flatMap(({ origins }) => origins.map(({ path }) => path)));
  const groups = [...new Set(registry.flatMap((engine) => engine.declaring.map(({ group }) => group)))];
  const parents: DiscoveredApplication[] = [];
  for (const application of applications) {
    if (application.parts.every(({ renderer }) => renderer === "plain")) continue;
    const holds =
      application.inputs.some((path) => declaring.has(path)) || (await hasTemplates(application, tree, groups));
    if (holds) parents.push(application);
  }
  return parents;
}

/**
 * Those whose own object no other of them may render: the rest wait, because their parent may patch them.
 * Where each waits for another, as in a circle, none waits.
 */
export function topmost(
  parents: readonly DiscoveredApplication[],
  declaredAt: ReadonlyMap<string, string>,
): readonly DiscoveredApplication[] {
  const reads = parents.map(({ inputs }) => new Set(inputs));
  const pathOf = ({ key }: DiscoveredApplication) => declaredAt.get(key);
  const isHeldBy = (one: DiscoveredApplication, other: number) => {
    const path = pathOf(one);
    return path !== undefined && reads[other]?.has(path) === true;
  };
  const free = parents.filter((one, index) =>
    parents.every((other, at) => at === index || !isHeldBy(one, at) || isHeldBy(other, index) || other.key === one.key),
  );
  return free.length > 0 ? free : parents;
}

function isDeclaring({ id }: Manifest): boolean {
  return registry.some(({ declaring }) => declaring.some(({ group, kind }) => group === id.group && kind === id.kind));
}

async function hasTemplates(
  { parts }: DiscoveredApplication,
  tree: SourceTree,
  groups: readonly string[],
): Promise<boolean> {
  const templates = parts
    .filter(({ renderer }) => renderer === "helm")
    .flatMap(({ inputs }) => inputs.filter((path) => path.includes("/templates/") || path.startsWith("templates/")))
    .flatMap((path) => tree.entries.get(path) ?? []);
  return templates.length > 0 && (await filesMentioning(tree, templates, groups)).length > 0;
}
