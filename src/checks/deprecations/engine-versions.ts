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
  ...flux("2.7", "https://fluxcd.io/blog/2025/09/flux-v2.7.0/", [
    ["source.toolkit.fluxcd.io/v1beta1", "source.toolkit.fluxcd.io/v1"],
    ["kustomize.toolkit.fluxcd.io/v1beta1", "kustomize.toolkit.fluxcd.io/v1"],
    ["helm.toolkit.fluxcd.io/v2beta1", "helm.toolkit.fluxcd.io/v2"],
    ["image.toolkit.fluxcd.io/v1beta1", "image.toolkit.fluxcd.io/v1"],
    ["notification.toolkit.fluxcd.io/v1beta1", "notification.toolkit.fluxcd.io/v1 for Receivers, or v1beta3"],
  ]),
  ...flux("2.8", "https://fluxcd.io/blog/2026/02/flux-v2.8.0/", [
    ["source.toolkit.fluxcd.io/v1beta2", "source.toolkit.fluxcd.io/v1"],
    ["kustomize.toolkit.fluxcd.io/v1beta2", "kustomize.toolkit.fluxcd.io/v1"],
    ["helm.toolkit.fluxcd.io/v2beta2", "helm.toolkit.fluxcd.io/v2"],
  ]),
  ...flux("2.9", "https://fluxcd.io/blog/2026/06/flux-v2.9.0/", [
    ["image.toolkit.fluxcd.io/v1beta2", "image.toolkit.fluxcd.io/v1"],
    ["notification.toolkit.fluxcd.io/v1beta2", "notification.toolkit.fluxcd.io/v1 for Receivers, or v1beta3"],
  ]),
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
    kinds: ["ClusterSecretStore", "ExternalSecret", "SecretStore"],
    deprecated: "0.5",
    removed: "0.16",
    instead: "external-secrets.io/v1",
    source: "https://github.com/external-secrets/external-secrets/releases/tag/v0.16.0",
  },
  {
    engine: "External Secrets",
    apiVersion: "external-secrets.io/v1beta1",
    kinds: ["ClusterExternalSecret", "ClusterSecretStore", "ExternalSecret", "SecretStore"],
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
    source: "https://kyverno.io/blog/2026/02/02/announcing-kyverno-release-1.17/",
  },
  ...["kyverno.io/v2", "kyverno.io/v2beta1"].map(
    (apiVersion): EngineVersion => ({
      engine: "Kyverno",
      apiVersion,
      kinds: ["CleanupPolicy", "ClusterCleanupPolicy"],
      deprecated: "1.17",
      planned: "1.20",
      instead: "DeletingPolicy of policies.kyverno.io/v1",
      source: "https://kyverno.io/blog/2026/02/02/announcing-kyverno-release-1.17/",
    }),
  ),
  {
    engine: "Gateway API",
    apiVersion: "networking.x-k8s.io/v1alpha1",
    kinds: ["Gateway", "GatewayClass", "HTTPRoute", "TCPRoute", "TLSRoute", "UDPRoute"],
    removed: "0.5",
    instead: "gateway.networking.k8s.io/v1",
    source: "https://github.com/kubernetes-sigs/gateway-api/releases/tag/v0.5.0",
  },
  gateway("v1alpha2", ["Gateway", "GatewayClass", "HTTPRoute"], {
    deprecated: "0.6",
    removed: "0.8",
    source: "https://github.com/kubernetes-sigs/gateway-api/releases/tag/v0.8.0",
  }),
  gateway("v1alpha2", ["ReferencePolicy"], {
    removed: "0.6",
    instead: "ReferenceGrant of gateway.networking.k8s.io/v1beta1",
    source: "https://github.com/kubernetes-sigs/gateway-api/releases/tag/v0.6.0",
  }),
  gateway("v1alpha2", ["ReferenceGrant"], {
    deprecated: "0.8",
    removed: "1.2",
    instead: "gateway.networking.k8s.io/v1beta1",
    source: "https://github.com/kubernetes-sigs/gateway-api/releases/tag/v1.2.0",
  }),
  gateway("v1alpha2", ["GRPCRoute"], {
    removed: "1.2",
    source: "https://github.com/kubernetes-sigs/gateway-api/releases/tag/v1.2.0",
  }),
  ...["v1alpha2", "v1alpha3"].map((version) =>
    gateway(version, ["TLSRoute"], {
      deprecated: "1.5",
      source: "https://github.com/kubernetes-sigs/gateway-api/releases/tag/v1.5.0",
    }),
  ),
  gateway("v1alpha2", ["TCPRoute", "UDPRoute"], {
    deprecated: "1.6",
    source: "https://github.com/kubernetes-sigs/gateway-api/blob/main/CHANGELOG/1.6-CHANGELOG.md",
  }),
  ...["authentication.istio.io/v1alpha1", "rbac.istio.io/v1alpha1"].map(
    (apiVersion): EngineVersion => ({
      engine: "Istio",
      apiVersion,
      kinds: [],
      removed: "1.6",
      instead: "PeerAuthentication, RequestAuthentication and AuthorizationPolicy of security.istio.io/v1",
      source: "https://istio.io/latest/news/releases/1.6.x/announcing-1.6/upgrade-notes/",
    }),
  ),
  {
    engine: "Istio",
    apiVersion: "config.istio.io/v1alpha2",
    kinds: [],
    removed: "1.8",
    instead: "what took the place of Mixer, such as Telemetry of telemetry.istio.io/v1",
    source: "https://istio.io/latest/news/releases/1.8.x/announcing-1.8/change-notes/",
  },
  {
    engine: "Karpenter",
    apiVersion: "karpenter.sh/v1alpha5",
    kinds: ["Machine", "Provisioner"],
    removed: "0.33",
    instead: "NodePool and NodeClaim of karpenter.sh/v1",
    source: "https://karpenter.sh/docs/upgrading/v1beta1-migration/",
  },
  {
    engine: "Karpenter",
    apiVersion: "karpenter.k8s.aws/v1alpha1",
    kinds: ["AWSNodeTemplate"],
    removed: "0.33",
    instead: "EC2NodeClass of karpenter.k8s.aws/v1",
    source: "https://karpenter.sh/docs/upgrading/v1beta1-migration/",
  },
  ...["karpenter.sh", "karpenter.k8s.aws"].map(
    (group): EngineVersion => ({
      engine: "Karpenter",
      apiVersion: `${group}/v1beta1`,
      kinds: [],
      removed: "1.1",
      instead: `${group}/v1`,
      source: "https://karpenter.sh/docs/upgrading/v1-migration/",
    }),
  ),
  {
    engine: "Traefik",
    apiVersion: "traefik.containo.us/v1alpha1",
    kinds: [],
    removed: "3.0",
    instead: "traefik.io/v1alpha1",
    renamed: true,
    source: "https://doc.traefik.io/traefik/migrate/v2-to-v3-details/",
  },
  ...[
    { group: "pkg.crossplane.io", kinds: ["Configuration", "Provider"] },
    { group: "apiextensions.crossplane.io", kinds: ["CompositeResourceDefinition", "Composition"] },
  ].map(
    ({ group, kinds }): EngineVersion => ({
      engine: "Crossplane",
      apiVersion: `${group}/v1beta1`,
      kinds,
      deprecated: "1.3",
      removed: "1.6",
      instead: `${group}/v1`,
      renamed: true,
      source: "https://github.com/crossplane/crossplane/pull/2804",
    }),
  ),
  {
    engine: "Crossplane",
    apiVersion: "pkg.crossplane.io/v1alpha1",
    kinds: ["ControllerConfig"],
    deprecated: "1.11",
    removed: "2.0",
    instead: "DeploymentRuntimeConfig of pkg.crossplane.io/v1beta1",
    source: "https://docs.crossplane.io/v2.0/guides/upgrade-to-crossplane-v2/",
  },
  {
    engine: "Tekton Pipelines",
    apiVersion: "tekton.dev/v1alpha1",
    kinds: ["ClusterTask", "Pipeline", "PipelineRun", "Task", "TaskRun"],
    deprecated: "0.11",
    removed: "0.38",
    instead: "tekton.dev/v1",
    source: "https://github.com/tektoncd/community/blob/main/teps/0105-remove-pipeline-v1alpha1-api.md",
  },
  {
    engine: "Tekton Pipelines",
    apiVersion: "tekton.dev/v1alpha1",
    kinds: ["PipelineResource"],
    deprecated: "0.30",
    instead: "parameters, results and workspaces of a Task",
    source: "https://tekton.dev/vault/pipelines-v0.44.x-lts/deprecations/",
  },
  {
    engine: "Tekton Pipelines",
    apiVersion: "tekton.dev/v1beta1",
    kinds: ["ClusterTask"],
    deprecated: "0.41",
    removed: "1.0",
    instead: "a Task that is fetched by a resolver",
    source: "https://github.com/tektoncd/pipeline/issues/8556",
  },
  {
    engine: "Tekton Pipelines",
    apiVersion: "tekton.dev/v1beta1",
    kinds: ["Pipeline", "PipelineRun", "Task", "TaskRun"],
    deprecated: "0.50",
    instead: "tekton.dev/v1",
    source: "https://tekton.dev/docs/pipelines/deprecations/",
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

function gateway(
  version: string,
  kinds: readonly string[],
  life: Pick<EngineVersion, "source"> & Partial<EngineVersion>,
): EngineVersion {
  return {
    engine: "Gateway API",
    apiVersion: `gateway.networking.k8s.io/${version}`,
    kinds,
    instead: "gateway.networking.k8s.io/v1",
    ...life,
  };
}
