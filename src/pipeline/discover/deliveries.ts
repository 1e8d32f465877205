import type { DeclarationContext, Delivery, Engine } from "../../declarations/engine.ts";
import { engines } from "../../declarations/index.ts";
import type { DiscoveredApplication, NotEvaluated } from "../../domain/application.ts";
import { compareText } from "../../domain/finding.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { Recipe } from "../../domain/recipe.ts";
import type { SourceTree } from "../../ports.ts";
import { rendererNamed } from "../../renderers/index.ts";

export type Deliveries = {
  /** What is read by what an object in this file brings with it. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
  readonly claims: readonly string[];
  readonly notEvaluated: readonly NotEvaluated[];
};

/** What the objects in files bring with them, as far as can be told before they are rendered. */
export async function deliveriesOf(objects: readonly Manifest[], context: DeclarationContext): Promise<Deliveries> {
  const inputs = new Map<string, readonly string[]>();
  const notEvaluated: NotEvaluated[] = [];
  for (const object of objects) {
    for (const engine of Object.values<Engine>(engines).filter(({ groups }) => groups.includes(object.id.group))) {
      const delivery = await engine.deliver?.(object, objects, context);
      if (delivery === null || delivery === undefined) continue;
      const isRendered = delivery.status === "delivered";
      if (!isRendered) notEvaluated.push({ ...delivery.at, reason: delivery.reason });
      const read = isRendered ? await inputsOfDelivery(delivery, context.tree) : (delivery.reads ?? []);
      if (read.length === 0) continue;
      for (const { path } of object.origins) inputs.set(path, [...(inputs.get(path) ?? []), ...read]);
    }
  }
  const claims = [...inputs.values()].flat().filter((path) => !path.endsWith("/"));
  return { inputs, claims, notEvaluated };
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
