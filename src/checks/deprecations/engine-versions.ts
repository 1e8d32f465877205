/** An API version of something that is installed in a cluster, and when its own releases gave it up. */
type EngineVersion = {
  readonly engine: string;
  readonly apiVersion: string;
  /** Empty: every kind in it. */
  readonly kinds: readonly string[];
  /** The release that began to warn of it. */
  readonly deprecated?: string;
  /** The first release that does not serve it. */
  readonly removed?: string;
  /** A release that is announced to give it up. */
  readonly planned?: string;
  /** The API version that takes the same kind, or words on what took its place. */
  readonly instead: string;
  /** Whether the same manifest is right under it, so that the change is one word. */
  readonly renamed?: true;
  /** Where its makers say so. */
  readonly source: string;
};

/** The API versions that are of no use any more, or soon. To add one: its row. */
export const engineVersions: readonly EngineVersion[] = [
  ...flux("2.7", "https://github.com/fluxcd/flux2/issues/5474", [
    ["source.toolkit.fluxcd.io/v1beta1", "source.toolkit.fluxcd.io/v1"],
    ["kustomize.toolkit.fluxcd.io/v1beta1", "kustomize.toolkit.fluxcd.io/v1"],
    ["helm.toolkit.fluxcd.io/v2beta1", "helm.toolkit.fluxcd.io/v2"],
    ["image.toolkit.fluxcd.io/v1beta1", "image.toolkit.fluxcd.io/v1"],
    ["notification.toolkit.fluxcd.io/v1beta1", "notification.toolkit.fluxcd.io/v1 for Receivers, or v1beta3"],
  ]),
  ...flux("2.8", "https://github.com/fluxcd/flux2/issues/5711", [
    ["source.toolkit.fluxcd.io/v1beta2", "source.toolkit.fluxcd.io/v1"],
    ["kustomize.toolkit.fluxcd.io/v1beta2", "kustomize.toolkit.fluxcd.io/v1"],
    ["helm.toolkit.fluxcd.io/v2beta2", "helm.toolkit.fluxcd.io/v2"],
  ]),
  {
    engine: "Flux",
    apiVersion: "notification.toolkit.fluxcd.io/v1beta2",
    kinds: [],
    deprecated: "2.3",
    instead: "notification.toolkit.fluxcd.io/v1 for Receivers, or v1beta3",
    source: "https://fluxcd.io/flux/components/notification/",
  },
  {
    engine: "Flux",
    apiVersion: "image.toolkit.fluxcd.io/v1beta2",
    kinds: [],
    deprecated: "2.7",
    instead: "image.toolkit.fluxcd.io/v1",
    source: "https://fluxcd.io/blog/2025/09/flux-v2.7.0/",
  },
  ...["v1alpha2", "v1alpha3", "v1beta1"].flatMap((version) => [
    certManager(`cert-manager.io/${version}`, "cert-manager.io/v1"),
    certManager(`acme.cert-manager.io/${version}`, "acme.cert-manager.io/v1"),
  ]),
  {
    engine: "cert-manager",
    apiVersion: "certmanager.k8s.io/v1alpha1",
    kinds: [],
    removed: "0.11",
    instead: "cert-manager.io/v1",
    source: "https://cert-manager.io/docs/releases/upgrading/upgrading-0.10-0.11/",
  },
  {
    engine: "External Secrets",
    apiVersion: "external-secrets.io/v1alpha1",
    kinds: ["ClusterExternalSecret", "ClusterSecretStore", "ExternalSecret", "SecretStore"],
    deprecated: "0.5",
    removed: "0.16",
    instead: "external-secrets.io/v1",
    source: "https://external-secrets.io/latest/introduction/stability-support/",
  },
  {
    engine: "External Secrets",
    apiVersion: "external-secrets.io/v1beta1",
    kinds: ["ClusterExternalSecret", "ClusterSecretStore", "ExternalSecret", "SecretStore"],
    deprecated: "0.16",
    removed: "0.17",
    instead: "external-secrets.io/v1",
    renamed: true,
    source: "https://github.com/external-secrets/external-secrets/releases/tag/v0.17.0",
  },
  {
    engine: "Kyverno",
    apiVersion: "kyverno.io/v1",
    kinds: ["ClusterPolicy", "Policy"],
    deprecated: "1.17",
    planned: "1.20",
    instead: "the policies of policies.kyverno.io/v1, such as ValidatingPolicy",
    source: "https://kyverno.io/docs/guides/migration-to-cel/",
  },
  ...["kyverno.io/v2", "kyverno.io/v2beta1"].map(
    (apiVersion): EngineVersion => ({
      engine: "Kyverno",
      apiVersion,
      kinds: ["CleanupPolicy", "ClusterCleanupPolicy"],
      deprecated: "1.17",
      planned: "1.20",
      instead: "DeletingPolicy of policies.kyverno.io/v1",
      source: "https://kyverno.io/docs/guides/migration-to-cel/",
    }),
  ),
  ...["Gateway", "GatewayClass", "HTTPRoute"].map((kind) => gatewayAlpha(kind, { deprecated: "0.5", removed: "1.0" })),
  gatewayAlpha("ReferenceGrant", { deprecated: "0.6", instead: "gateway.networking.k8s.io/v1beta1" }),
  gatewayAlpha("GRPCRoute", { deprecated: "1.1" }),
  ...["GatewayClass", "Gateway", "HTTPRoute", "TCPRoute", "TLSRoute"].map(
    (kind): EngineVersion => ({
      engine: "Gateway API",
      apiVersion: "networking.x-k8s.io/v1alpha1",
      kinds: [kind],
      removed: "0.5",
      instead: "gateway.networking.k8s.io/v1",
      source: "https://gateway-api.sigs.k8s.io/guides/migrating-from-v1alpha1/",
    }),
  ),
  ...["config.istio.io/v1alpha2", "authentication.istio.io/v1alpha1", "rbac.istio.io/v1alpha1"].map(
    (apiVersion): EngineVersion => ({
      engine: "Istio",
      apiVersion,
      kinds: [],
      removed: "1.6",
      instead: "security.istio.io/v1 and telemetry.istio.io/v1",
      source: "https://istio.io/latest/news/releases/1.6.x/announcing-1.6/upgrade-notes/",
    }),
  ),
  {
    engine: "Karpenter",
    apiVersion: "karpenter.sh/v1alpha5",
    kinds: ["Machine", "Provisioner"],
    deprecated: "0.32",
    removed: "0.33",
    instead: "NodePool and NodeClaim of karpenter.sh/v1",
    source: "https://karpenter.sh/docs/upgrading/v1beta1-migration/",
  },
  {
    engine: "Karpenter",
    apiVersion: "karpenter.k8s.aws/v1alpha1",
    kinds: ["AWSNodeTemplate"],
    deprecated: "0.32",
    removed: "0.33",
    instead: "EC2NodeClass of karpenter.k8s.aws/v1",
    source: "https://karpenter.sh/docs/upgrading/v1beta1-migration/",
  },
  ...["karpenter.sh", "karpenter.k8s.aws"].map(
    (group): EngineVersion => ({
      engine: "Karpenter",
      apiVersion: `${group}/v1beta1`,
      kinds: [],
      deprecated: "1.0",
      removed: "1.1",
      instead: `${group}/v1`,
      source: "https://karpenter.sh/v1.0/upgrading/v1-migration/",
    }),
  ),
  {
    engine: "Traefik",
    apiVersion: "traefik.containo.us/v1alpha1",
    kinds: [],
    deprecated: "2.10",
    removed: "3.0",
    instead: "traefik.io/v1alpha1",
    renamed: true,
    source: "https://doc.traefik.io/traefik/migrate/v2-to-v3-details/",
  },
  ...["v1alpha1", "v1beta1"].map(
    (version): EngineVersion => ({
      engine: "Crossplane",
      apiVersion: `pkg.crossplane.io/${version}`,
      kinds: ["Configuration", "Provider"],
      deprecated: "1.1",
      instead: "pkg.crossplane.io/v1",
      source: "https://docs.crossplane.io/latest/packages/",
    }),
  ),
  {
    engine: "Crossplane",
    apiVersion: "pkg.crossplane.io/v1alpha1",
    kinds: ["ControllerConfig"],
    deprecated: "1.11",
    removed: "2.0",
    instead: "DeploymentRuntimeConfig of pkg.crossplane.io/v1beta1",
    source: "https://docs.crossplane.io/latest/guides/upgrade-to-crossplane-v2/",
  },
  {
    engine: "Tekton Pipelines",
    apiVersion: "tekton.dev/v1alpha1",
    kinds: ["ClusterTask", "Pipeline", "PipelineResource", "PipelineRun", "Task", "TaskRun"],
    deprecated: "0.17",
    removed: "0.44",
    instead: "tekton.dev/v1",
    source: "https://github.com/tektoncd/pipeline/blob/main/docs/deprecations.md",
  },
  {
    engine: "Tekton Pipelines",
    apiVersion: "tekton.dev/v1beta1",
    kinds: ["ClusterTask"],
    deprecated: "0.41",
    removed: "1.0",
    instead: "a Task that is fetched by a resolver",
    source: "https://github.com/tektoncd/pipeline/blob/main/docs/deprecations.md",
  },
  {
    engine: "Tekton Pipelines",
    apiVersion: "tekton.dev/v1beta1",
    kinds: ["Pipeline", "PipelineRun", "Task", "TaskRun"],
    deprecated: "0.43",
    instead: "tekton.dev/v1",
    source: "https://github.com/tektoncd/pipeline/blob/main/docs/deprecations.md",
  },
];

/** What is known of a kind under its API version. */
export function engineVersionOf(apiVersion: string, kind: string): EngineVersion | undefined {
  return byVersion.get(apiVersion)?.find(({ kinds }) => kinds.length === 0 || kinds.includes(kind));
}

const byVersion = Map.groupBy(engineVersions, ({ apiVersion }) => apiVersion);

/** Flux changes no field of these when it promotes them, but drops those that were deprecated. */
function flux(removed: string, source: string, rows: readonly (readonly [string, string])[]): readonly EngineVersion[] {
  return rows.map(([apiVersion, instead]) => ({ engine: "Flux", apiVersion, kinds: [], removed, instead, source }));
}

function certManager(apiVersion: string, instead: string): EngineVersion {
  const source = "https://cert-manager.io/docs/releases/upgrading/remove-deprecated-apis/";
  return { engine: "cert-manager", apiVersion, kinds: [], deprecated: "1.4", removed: "1.6", instead, source };
}

function gatewayAlpha(kind: string, life: Partial<EngineVersion>): EngineVersion {
  return {
    engine: "Gateway API",
    apiVersion: "gateway.networking.k8s.io/v1alpha2",
    kinds: [kind],
    instead: "gateway.networking.k8s.io/v1",
    source: "https://gateway-api.sigs.k8s.io/concepts/versioning/",
    ...life,
  };
}
