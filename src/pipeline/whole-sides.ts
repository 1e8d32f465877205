import type { WholeRendering, WholeSide } from "../checks/check.ts";
import type { DiscoveredApplication } from "../domain/application.ts";
import type { SourceTree } from "../ports/git.ts";
import type { Rendering } from "../renderers/renderer.ts";
import { namespaceOf, placeIn } from "./plan/place.ts";

/** One side as the checks may look around in it; what they ask for twice is rendered once. */
export function wholeSide(
  tree: SourceTree,
  applications: readonly DiscoveredApplication[],
  render: (application: DiscoveredApplication) => Promise<Rendering>,
): WholeSide {
  const known = new Map<DiscoveredApplication, Promise<WholeRendering>>();
  return {
    tree,
    applications,
    render: (application) => {
      const rendering = known.get(application) ?? render(application).then((one) => whole(application, one));
      known.set(application, rendering);
      return rendering;
    },
  };
}

function whole(application: DiscoveredApplication, rendering: Rendering): WholeRendering {
  if (rendering.status === "rendered") {
    const { manifests, documents } = rendering;
    const placed = placeIn(namespaceOf(application), manifests, []);
    return { status: "rendered", manifests: placed, ...(documents && { documents }) };
  }
  if (rendering.status === "errored") return { status: "not-rendered", reason: rendering.reason };
  return { status: "not-rendered", reason: rendering.findings[0]?.message ?? "It has errors." };
}
