import type { DeclarationContext, Delivery, Engine } from "../declarations/engine.ts";
import { engines } from "../declarations/index.ts";
import { createLookUp } from "../declarations/look-up.ts";
import type { Application, DiscoveredApplication, Part } from "../domain/application.ts";
import type { Finding } from "../domain/finding.ts";
import { type Manifest, resourceName } from "../domain/manifest.ts";
import type { SourceTree } from "../ports/git.ts";
import { joined } from "../renderers/joined.ts";
import type { Rendering } from "../renderers/renderer.ts";
import { inputsOfDelivery } from "./discover/deliveries.ts";
import { placeIn } from "./plan/place.ts";
import type { RenderSetting } from "./render-setting.ts";

type Rendered = Extract<Rendering, { status: "rendered" }>;

type Delivering = {
  readonly setting: RenderSetting;
  readonly renderPart: (part: Part) => Promise<Rendering>;
};

/** The rendering with what its own manifests bring: the chart of a HelmRelease, rendered with its values. */
export async function withDeliveries(
  rendering: Rendering,
  application: DiscoveredApplication,
  tree: SourceTree,
  { setting, renderPart }: Delivering,
): Promise<Rendering> {
  if (rendering.status !== "rendered") return rendering;
  const { self, charts } = setting;
  const context = { tree, self, charts, lookUp: createLookUp(tree), from: viewpointOf(application) };
  const deliveries = await deliveriesAmong(rendering, context);
  const brought = await Promise.all(deliveries.map((one) => renderDelivery(one, application, tree, renderPart)));
  return brought.length === 0 ? rendering : joined([rendering, ...brought]);
}

function viewpointOf({ path, environment, parts }: DiscoveredApplication) {
  const declaredAt = parts.flatMap(({ recipe }) => recipe.declaredAt?.path ?? []);
  return { paths: [path, ...declaredAt], environment: environment === "default" ? null : environment };
}

type Found = { readonly manifest: Manifest; readonly delivery: Delivery };

async function deliveriesAmong({ manifests }: Rendered, context: DeclarationContext): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const engine of Object.values<Engine>(engines)) {
    for (const manifest of manifests.filter(({ id }) => engine.groups.includes(id.group))) {
      const delivery = await engine.deliver?.(manifest, manifests, context);
      if (delivery !== null && delivery !== undefined) found.push({ manifest, delivery });
    }
  }
  return found;
}

async function renderDelivery(
  { manifest, delivery }: Found,
  application: Application,
  tree: SourceTree,
  renderPart: Delivering["renderPart"],
): Promise<Rendering> {
  if (delivery.status === "not-rendered") {
    return { status: "rendered", manifests: [], findings: [notRendered(manifest, delivery, application)] };
  }
  const { renderer, path, recipe } = delivery;
  const brought = await renderPart({ renderer, path, recipe, inputs: await inputsOfDelivery(delivery, tree) });
  return inNamespaceOf(recipe, brought);
}

/** A release is where it says itself, wherever the application that brings it puts its own. */
function inNamespaceOf({ namespace, helm }: Part["recipe"], brought: Rendering): Rendering {
  if (brought.status !== "rendered") return brought;
  const { manifests } = brought;
  return { ...brought, manifests: placeIn(namespace ?? helm?.namespace ?? null, manifests, manifests) };
}

/** Fails nothing, because the object itself is judged; and is told, because what it brings is not. */
function notRendered(
  { id }: Manifest,
  { reason, at }: Delivery & { status: "not-rendered" },
  { name, environment }: Application,
): Finding {
  return {
    check: "render",
    rule: "not-rendered",
    severity: "warning",
    message: reason,
    ...at,
    application: name,
    environment,
    resource: resourceName(id),
  };
}
