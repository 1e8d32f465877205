import type { DeclarationContext, Engine } from "../declarations/engine.ts";
import { engines } from "../declarations/index.ts";
import { createLookUp } from "../declarations/look-up.ts";
import { readObjects } from "../declarations/objects.ts";
import type { DiscoveredApplication, NotEvaluated } from "../domain/application.ts";
import { compareText } from "../domain/finding.ts";
import type { RepositoryIdentity } from "../domain/repository.ts";
import type { Charts, SourceTree } from "../ports.ts";
import { rendererNamed } from "../renderers/index.ts";
import type { DiscoveryConfig } from "./discover/config.ts";
import { declaredApplications, type RenderParent } from "./discover/declared.ts";
import { findSources } from "./discover/found.ts";
import { namedApplications } from "./discover/named.ts";
import { parseGlob } from "./glob.ts";

export type { DiscoveryConfig } from "./discover/config.ts";

export type Discovery = {
  readonly applications: readonly DiscoveredApplication[];
  readonly notEvaluated: readonly NotEvaluated[];
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
  const findOthers = async (declared: readonly DiscoveredApplication[]) =>
    findSources({ tree, seen }, [...named.applications, ...declared], [], config);
  const declared = await declaredApplications(
    { tree, seen },
    async (known) => [...named.applications, ...(await findOthers(known)).applications],
    context,
    config,
    (application) => setting.render(application, tree),
  );
  const own = withoutNamed(declared.applications, named.applications);
  const taken = [...named.applications, ...distinctNames(own, named.applications)];
  const deliveries = await deliveriesOf(seen, context);
  const found = await findSources({ tree, seen }, taken, deliveries.claims, config);
  const applications = [...taken, ...found.applications].map((one) => withDeliveries(one, deliveries));
  const notEvaluated = [
    ...named.notEvaluated,
    ...declared.notEvaluated,
    ...found.notEvaluated,
    ...deliveries.notEvaluated,
  ];
  return { applications: applications.toSorted(byName), notEvaluated };
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

/** The configuration has the last word on a directory. */
function withoutNamed(
  declared: readonly DiscoveredApplication[],
  named: readonly DiscoveredApplication[],
): readonly DiscoveredApplication[] {
  const paths = new Set(named.map(({ path, environment }) => `${path}\n${environment}`));
  return declared.filter(({ path, environment }) => !paths.has(`${path}\n${environment}`));
}

/** Objects of one name in two namespaces, or two files, are two applications; the first by key keeps the name. */
function distinctNames(
  declared: readonly DiscoveredApplication[],
  named: readonly DiscoveredApplication[],
): readonly DiscoveredApplication[] {
  const used = new Set(named.map(({ name, environment }) => `${name}\n${environment}`));
  return declared
    .toSorted((a, b) => compareText(a.key, b.key))
    .map((application) => {
      let name = application.name;
      for (let twin = 2; used.has(`${name}\n${application.environment}`); twin += 1)
        name = `${application.name}-${twin}`;
      used.add(`${name}\n${application.environment}`);
      return name === application.name ? application : { ...application, name };
    });
}

type Deliveries = {
  /** What is read by what an object in this file brings with it. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
  readonly claims: readonly string[];
  readonly notEvaluated: readonly NotEvaluated[];
};

/** What the objects in files bring with them, as far as can be told before they are rendered. */
async function deliveriesOf(seen: SourceTree, context: DeclarationContext): Promise<Deliveries> {
  const delivering = Object.values<Engine>(engines).filter(({ deliver }) => deliver !== undefined);
  const groups = [...new Set(delivering.flatMap((engine) => engine.groups))];
  const objects = groups.length === 0 ? [] : await readObjects(seen, groups);
  const inputs = new Map<string, readonly string[]>();
  const notEvaluated: NotEvaluated[] = [];
  for (const object of objects) {
    for (const engine of delivering.filter((one) => one.groups.includes(object.id.group))) {
      const delivery = await engine.deliver?.(object, objects, context);
      if (delivery === null || delivery === undefined) continue;
      if (delivery.status === "not-rendered") {
        notEvaluated.push({ ...delivery.at, reason: delivery.reason });
        continue;
      }
      const read = (await rendererNamed(delivery.renderer)?.inputs(context.tree, delivery.path, delivery.recipe)) ?? [];
      for (const { path } of object.origins) inputs.set(path, [...(inputs.get(path) ?? []), ...read]);
    }
  }
  return { inputs, claims: [...inputs.values()].flat().filter((path) => !path.endsWith("/")), notEvaluated };
}

function withDeliveries(application: DiscoveredApplication, { inputs }: Deliveries): DiscoveredApplication {
  const brought = application.inputs.flatMap((path) => inputs.get(path) ?? []);
  if (brought.length === 0) return application;
  return { ...application, inputs: [...new Set([...application.inputs, ...brought])].toSorted(compareText) };
}
