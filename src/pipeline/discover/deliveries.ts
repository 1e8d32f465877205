import type { DeclarationContext, Delivery, Engine } from "../../declarations/engine.ts";
import { engines } from "../../declarations/index.ts";
import type { DiscoveredApplication, NotEvaluated } from "../../domain/application.ts";
import { compareText } from "../../domain/finding.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { Recipe } from "../../domain/recipe.ts";
import type { SourceTree } from "../../ports/git.ts";
import { rendererNamed } from "../../renderers/index.ts";

type Deliveries = {
  /** What is read by what an object in this file brings with it. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
  readonly claims: readonly string[];
  readonly notEvaluated: readonly NotEvaluated[];
};

/** What the objects in files bring with them, as far as can be told before they are rendered. */
export async function deliveriesOf(objects: readonly Manifest[], context: DeclarationContext): Promise<Deliveries> {
  const inputs = new Map<string, readonly string[]>();
  const claims: string[] = [];
  const notEvaluated: NotEvaluated[] = [];
  for (const object of objects) {
    for (const engine of Object.values<Engine>(engines).filter(({ groups }) => groups.includes(object.id.group))) {
      const delivery = await engine.deliver?.(object, objects, context);
      if (delivery === null || delivery === undefined) continue;
      const isRendered = delivery.status === "delivered";
      if (!isRendered) notEvaluated.push({ ...delivery.at, reason: delivery.reason });
      const read = isRendered ? await inputsOfDelivery(delivery, context.tree) : (delivery.reads ?? []);
      if (isRendered) claims.push(...(await filesOfDelivery(delivery, context.tree)));
      if (read.length === 0) continue;
      for (const { path } of object.origins) inputs.set(path, [...(inputs.get(path) ?? []), ...read]);
    }
  }
  const declaring = new Set(objects.flatMap(({ origins }) => origins.map(({ path }) => path)));
  return { inputs, claims: claims.filter((path) => !declaring.has(path)), notEvaluated };
}

/**
 * The chart and its values files: what nobody else is to take for manifests. Not objects that give values, such as a
 * ConfigMap, or the release itself: those are manifests.
 */
async function filesOfDelivery(
  { renderer, path, recipe }: Delivery & { readonly status: "delivered" },
  tree: SourceTree,
): Promise<readonly string[]> {
  const read = (await rendererNamed(renderer)?.inputs(tree, path, recipe)) ?? [];
  return read.filter((input) => !input.endsWith("/"));
}

/** Everything that a delivery is made from, but the object itself. */
export async function inputsOfDelivery(
  { renderer, path, recipe, reads = [] }: Delivery & { readonly status: "delivered" },
  tree: SourceTree,
): Promise<readonly string[]> {
  const read = (await rendererNamed(renderer)?.inputs(tree, path, recipe)) ?? [`${path}/`];
  return [...new Set([...read, ...reads, ...valuesFilesOf(recipe)])].toSorted(compareText);
}

function valuesFilesOf({ helm }: Recipe): readonly string[] {
  return (helm?.values ?? []).map((layer) => (layer.from === "file" ? layer.path : layer.at.path));
}

/** The application, reading also what its objects bring with them. */
export function withDeliveries(application: DiscoveredApplication, { inputs }: Deliveries): DiscoveredApplication {
  const brought = application.inputs.flatMap((path) => inputs.get(path) ?? []);
  if (brought.length === 0) return application;
  return { ...application, inputs: [...new Set([...application.inputs, ...brought])].toSorted(compareText) };
}
