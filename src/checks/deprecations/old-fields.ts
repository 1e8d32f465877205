import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { pointerOf } from "../../domain/json-pointer.ts";

/** A field or an annotation that Kubernetes still reads, and that something else took the place of. */
type OldField = {
  /** JSON pointer into the manifest. */
  readonly pointer: string;
  readonly message: string;
  readonly source: string;
};

type Row = { readonly name: string; readonly instead: string; readonly source: string };

const reference = "https://kubernetes.io/docs/reference/labels-annotations-taints/";

/** Annotations by their name, or by what it begins with. */
const annotations: readonly Row[] = [
  { name: "kubernetes.io/ingress.class", instead: "spec.ingressClassName", source: reference },
  { name: "volume.beta.kubernetes.io/storage-class", instead: "spec.storageClassName", source: reference },
  { name: "volume.beta.kubernetes.io/mount-options", instead: "spec.mountOptions", source: reference },
  { name: "scheduler.alpha.kubernetes.io/critical-pod", instead: "spec.priorityClassName", source: reference },
  {
    name: "seccomp.security.alpha.kubernetes.io/pod",
    instead: "spec.securityContext.seccompProfile",
    source: reference,
  },
  {
    name: "container.seccomp.security.alpha.kubernetes.io/",
    instead: "securityContext.seccompProfile of the container",
    source: reference,
  },
  {
    name: "container.apparmor.security.beta.kubernetes.io/",
    instead: "securityContext.appArmorProfile of the container",
    source: reference,
  },
  {
    name: "service.alpha.kubernetes.io/tolerate-unready-endpoints",
    instead: "spec.publishNotReadyAddresses",
    source: reference,
  },
  {
    name: "service.kubernetes.io/topology-aware-hints",
    instead: "service.kubernetes.io/topology-mode",
    source: reference,
  },
];

const podTemplates = [
  ["spec", "template"],
  ["spec", "jobTemplate", "spec", "template"],
] as const;

/** What of a built-in object is written in an old way; never more than a remark. */
export function oldFieldsOf(object: JsonObject): readonly OldField[] {
  const templates = podTemplates.filter((path) => isJsonObject(at(object, path)));
  const metadata = [["metadata"], ...templates.map((path) => [...path, "metadata"])];
  const specs = object.kind === "Pod" ? [["spec"]] : templates.map((path) => [...path, "spec"]);
  return [
    ...metadata.flatMap((path) => oldAnnotations(object, path)),
    ...specs.flatMap((path) => oldPodFields(object, path)),
    ...oldServiceFields(object),
  ];
}

function oldAnnotations(object: JsonObject, path: readonly string[]): readonly OldField[] {
  const found = at(object, [...path, "annotations"]);
  if (!isJsonObject(found)) return [];
  return Object.keys(found).flatMap((key) => {
    const row = annotations.find(({ name }) => (name.endsWith("/") ? key.startsWith(name) : key === name));
    if (row === undefined) return [];
    const pointer = pointerOf([...path, "annotations", key]);
    return [
      {
        pointer,
        message: `The annotation ${row.name.endsWith("/") ? key : row.name} is deprecated; use ${row.instead}.`,
        source: row.source,
      },
    ];
  });
}

function oldPodFields(object: JsonObject, path: readonly string[]): readonly OldField[] {
  const spec = at(object, path);
  if (!isJsonObject(spec)) return [];
  const source = "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/";
  // Both stand there when the API server wrote it back.
  const account = spec.serviceAccount !== undefined && spec.serviceAccountName === undefined;
  return account
    ? [
        {
          pointer: `/${[...path, "serviceAccount"].join("/")}`,
          message: `${path.join(".")}.serviceAccount is deprecated; use serviceAccountName.`,
          source,
        },
      ]
    : [];
}

function oldServiceFields({ kind, apiVersion, spec }: JsonObject): readonly OldField[] {
  // A chart leaves it empty when nobody sets it.
  if (kind !== "Service" || apiVersion !== "v1" || !isJsonObject(spec) || !spec.loadBalancerIP) return [];
  const message =
    "spec.loadBalancerIP is deprecated since Kubernetes 1.24; use the annotation of the load balancer's maker.";
  return [
    {
      pointer: "/spec/loadBalancerIP",
      message,
      source: "https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/",
    },
  ];
}

function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => (isJsonObject(inner) ? inner[key] : undefined), value);
}
