import { builtInKind } from "../checks/schema/definitions.ts";
import type { Finding } from "../domain/finding.ts";
import { isJsonObject } from "../domain/json.ts";
import { type Manifest, resourceName } from "../domain/manifest.ts";
import { withCommonMetadata } from "../renderers/common-metadata.ts";
import type { Rendering, RenderSubject } from "../renderers/renderer.ts";
import { substituteRendering } from "../renderers/substitute.ts";

/** What engines do with manifests that are built, in the order in which they do it. */
export function afterBuild(built: Rendering, subject: RenderSubject): Rendering {
  return inOneNamespace(withCommonMetadata(substituteRendering(built, subject), subject), subject);
}

/**
 * Everything in the one namespace that a Fleet bundle names, whatever it says itself. Fleet deploys nothing of
 * a bundle that holds something for which there is no namespace (rancher/fleet, the Helm deployer's
 * post-renderer).
 */
function inOneNamespace(rendering: Rendering, subject: RenderSubject): Rendering {
  const { onlyNamespace: namespace } = subject.recipe;
  if (namespace === undefined || rendering.status !== "rendered") return rendering;
  const homeless = rendering.manifests.filter(({ id, apiVersion }) => {
    return builtInKind(apiVersion, id.kind)?.namespaced === false;
  });
  if (homeless.length > 0)
    return { status: "failed", findings: homeless.map((one) => refused(one, namespace, subject)) };
  return { ...rendering, manifests: rendering.manifests.map((one) => placedIn(one, namespace, subject)) };
}

function placedIn(manifest: Manifest, namespace: string, { recipe, path }: RenderSubject): Manifest {
  const { id, object, origins } = manifest;
  if (id.namespace === namespace) return manifest;
  const at = recipe.declaredAt ?? { path, line: 1 };
  const metadata = { ...(isJsonObject(object.metadata) ? object.metadata : {}), namespace };
  const written = { field: "namespace", value: namespace };
  return {
    ...manifest,
    id: { ...id, namespace },
    object: { ...object, metadata },
    origins: [{ ...at, document: 0, role: "patch", within: [], written }, ...origins],
  };
}

function refused({ id, origins }: Manifest, namespace: string, { name, environment, path }: RenderSubject): Finding {
  const at = origins.at(-1) ?? { path, line: 1 };
  const resource = resourceName(id);
  const message = `Fleet puts this bundle into the namespace ${namespace} and refuses ${resource}, which belongs to none; use defaultNamespace instead of namespace, or deploy it with another bundle.`;
  return {
    ...{ check: "render", rule: "cluster-scoped", severity: "error", message },
    ...{ path: at.path, line: at.line, application: name, environment, resource },
  };
}
