import type { DeclarationContext } from "../declarations/engine.ts";
import { createLookUp } from "../declarations/look-up.ts";
import { readObjects, templatesMention } from "../declarations/objects.ts";
import type { DiscoveredApplication, NotEvaluated } from "../domain/application.ts";
import { compareText } from "../domain/finding.ts";
import { parseGlob } from "../domain/glob.ts";
import type { Manifest } from "../domain/manifest.ts";
import type { RepositoryIdentity } from "../domain/repository.ts";
import type { Charts } from "../ports/charts.ts";
import type { SourceTree } from "../ports/git.ts";
import type { DiscoveryConfig } from "./discover/config.ts";
import { registry } from "./discover/declare.ts";
import { declaredApplications, type RenderParent } from "./discover/declared.ts";
import { deliveriesOf, withDeliveries } from "./discover/deliveries.ts";
import { distinctNames } from "./discover/distinct-names.ts";
import { forEnvironment } from "./discover/for-environment.ts";
import { findSources } from "./discover/found.ts";
import { withLoadRestrictor } from "./discover/load-restrictor.ts";
import { namedApplications } from "./discover/named.ts";
import { reconcile, withoutTwins } from "./discover/reconcile.ts";

export type { DiscoveryConfig } from "./discover/config.ts";

export type Discovery = {
  readonly applications: readonly DiscoveredApplication[];
  readonly notEvaluated: readonly NotEvaluated[];
  /** Those of them that every check of an application which delivers them says by itself. */
  readonly notDelivered: readonly NotEvaluated[];
};

/** What discovery needs beside the tree and the configuration. */
export type DiscoverySetting = {
  readonly self: RepositoryIdentity | null;
  readonly charts: Pick<Charts, "refusal">;
  /** Renders what may declare other applications. */
  readonly render: (application: DiscoveredApplication, tree: SourceTree) => ReturnType<RenderParent>;
};

/** By what a tree holds, so that it is kept as long as that is; then by the configuration. */
const discovered = new WeakMap<SourceTree["entries"], Map<string, Promise<Discovery>>>();

/**
 * Everything of a tree that can be rendered: what the configuration names, what engines' objects declare,
 * then what renderers find. A tree that was looked through is not looked through again.
 */
export async function discover(
  tree: SourceTree,
  config: DiscoveryConfig,
  setting: DiscoverySetting,
): Promise<Discovery> {
  const key = JSON.stringify([config.discovery, config.applications, config.environments, setting.self]);
  const known = discovered.get(tree.entries) ?? new Map<string, Promise<Discovery>>();
  discovered.set(tree.entries, known);
  const shared = known.get(key);
  if (shared !== undefined) {
    // Another's attempt may be cancelled with what it was for; then ours is made.
    const answer = await shared.catch(() => undefined);
    if (answer !== undefined) return answer;
  }
  const discovery = known.get(key) ?? lookThrough(tree, config, setting);
  known.set(key, discovery);
  // What could not be read this time may be read the next.
  discovery.catch(() => known.delete(key));
  return discovery;
}

async function lookThrough(tree: SourceTree, config: DiscoveryConfig, setting: DiscoverySetting): Promise<Discovery> {
  const seen = visible(tree, config.discovery.exclude);
  const context: DeclarationContext = { tree, self: setting.self, charts: setting.charts, lookUp: createLookUp(seen) };
  const named = await namedApplications(tree, config);
  const standing = await readStanding(seen);
  const findOthers = async (declared: readonly DiscoveredApplication[]) =>
    findSources({ tree, seen }, [...named.applications, ...declared], [], config);
  const declared =
    standing === null
      ? { applications: [], notEvaluated: [], claims: [] }
      : await declaredApplications({
          ...{ tree, seen, standing, context, config },
          others: async (known) => [
            ...withoutTwins(named.applications, known, config),
            ...(await findOthers(known)).applications,
          ],
          render: (application) =>
            setting.render(withLoadRestrictor(forEnvironment(application, config), config), tree),
        });
  const reconciled = reconcile(named.applications, declared.applications, config);
  const taken = [...reconciled.named, ...distinctNames(reconciled.declared, reconciled.named)];
  const deliveries = await deliveriesOf(standing ?? [], context);
  const claims = [...declared.claims, ...deliveries.claims];
  const found = await findSources({ tree, seen }, taken, claims, config);
  const applications = [...taken, ...found.applications].map((one) =>
    withLoadRestrictor(forEnvironment(withDeliveries(one, deliveries), config), config),
  );
  const notEvaluated = [
    ...named.notEvaluated,
    ...declared.notEvaluated,
    ...found.notEvaluated,
    ...deliveries.notEvaluated,
  ];
  return {
    applications: applications.toSorted(byName),
    notEvaluated: inOrder(notEvaluated),
    notDelivered: inOrder(deliveries.notEvaluated),
  };
}

/** Engines' objects in the tree's files; null where nothing in it, templates included, is any engine's. */
async function readStanding(seen: SourceTree): Promise<readonly Manifest[] | null> {
  const groups = [...new Set(registry.flatMap((engine) => engine.groups))];
  if (groups.length === 0) return null;
  const standing = await readObjects(seen, groups);
  return standing.length > 0 || hasOwnFiles(seen) || (await templatesMention(seen, groups)) ? standing : null;
}

/** Whether there is a file that an engine reads by its name. */
function hasOwnFiles({ entries }: Pick<SourceTree, "entries">): boolean {
  const files = registry.flatMap((engine) => engine.files ?? []);
  for (const path of entries.keys()) {
    if (files.some((file) => path.endsWith(file) && (path === file || path.endsWith(`/${file}`)))) return true;
  }
  return false;
}

function inOrder(notEvaluated: readonly NotEvaluated[]): readonly NotEvaluated[] {
  const alike = Map.groupBy(notEvaluated, ({ path, line, reason }) => JSON.stringify([path, line, reason]));
  const once = [...alike.values()].flatMap((group) => group.find(({ application }) => application) ?? group[0] ?? []);
  return once.toSorted((a, b) => compareText(a.path, b.path) || a.line - b.line);
}

function byName(a: DiscoveredApplication, b: DiscoveredApplication): number {
  return compareText(a.name, b.name) || compareText(a.environment, b.environment) || compareText(a.path, b.path);
}

/** The tree without what the configuration excludes. */
function visible(tree: SourceTree, exclude: readonly string[]): SourceTree {
  const globs = exclude.map(parseGlob);
  const left = [...tree.entries].filter(([path]) => !globs.some((matches) => matches(path)));
  return left.length === tree.entries.size ? tree : { ...tree, entries: new Map(left) };
}
