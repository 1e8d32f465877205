import type { NotEvaluated } from "../domain/application.ts";
import type { DeclarationContext, Declarations, DeclaredApplication, DeclaredObject, Engine } from "./engine.ts";
import { deliverRelease } from "./flux/helm-release.ts";
import { judgeInstance } from "./flux/instance.ts";
import { type Judged, judgeKustomization } from "./flux/kustomization.ts";
import { locationOf } from "./flux/location.ts";
import { locatorOf } from "./locator.ts";

const groups = {
  kustomize: "kustomize.toolkit.fluxcd.io",
  helm: "helm.toolkit.fluxcd.io",
  source: "source.toolkit.fluxcd.io",
  extensions: "source.extensions.fluxcd.io",
  operator: "fluxcd.controlplane.io",
} as const;

/** Flux: a Kustomization is an application, and a HelmRelease brings its chart with it wherever it is rendered. */
export const flux: Engine = {
  name: "flux",
  summary: "Flux's Kustomizations and HelmReleases, and what a FluxInstance syncs.",
  groups: Object.values(groups),
  declaring: [
    { group: groups.kustomize, kind: "Kustomization" },
    { group: groups.operator, kind: "FluxInstance" },
  ],
  declare,
  async deliver(manifest, siblings, context) {
    if (manifest.id.group !== groups.helm || manifest.id.kind !== "HelmRelease") return null;
    return deliverRelease(manifest, siblings, context);
  },
};

async function declare(objects: readonly DeclaredObject[], context: DeclarationContext): Promise<Declarations> {
  const applications: DeclaredApplication[] = [];
  const notEvaluated: NotEvaluated[] = [];
  const manifests = objects.map(({ manifest }) => manifest);
  const locate = locatorOf(context.tree);
  for (const object of objects) {
    const judged = await judge(object);
    if (judged.status === "declared") applications.push(judged.application);
    if (judged.status === "not-evaluated") notEvaluated.push(judged.remark);
  }
  return { applications, notEvaluated };

  async function judge(object: DeclaredObject): Promise<Judged> {
    const { group, kind } = object.manifest.id;
    if (group === groups.kustomize && kind === "Kustomization")
      return judgeKustomization(object, manifests, context, locate);
    if (group === groups.operator && kind === "FluxInstance") return judgeInstance(object, context, locate);
    if (group === groups.operator && kind === "ResourceSet")
      return { status: "not-evaluated", remark: templated(object) };
    return { status: "nothing" };
  }
}

function templated({ manifest }: DeclaredObject): NotEvaluated {
  const reason = `What the ResourceSet ${manifest.id.name} makes is not rendered: the Flux operator fills its templates in the cluster.`;
  return { ...locationOf(manifest), reason };
}
