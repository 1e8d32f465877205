import type { Json, JsonObject } from "../../../../src/domain/json.ts";

/** A template as teams write them, a constraint made of it, and what it says of objects. */
type Entry = {
  readonly kind: string;
  readonly rego: string;
  readonly libs?: readonly string[];
  /** Under `code`, in the syntax of Rego v1. */
  readonly v1?: true;
  readonly schema?: JsonObject;
  readonly parameters?: JsonObject;
  readonly match?: JsonObject;
  readonly cases: readonly Case[];
};

type Case = {
  readonly name: string;
  readonly object: JsonObject;
  readonly inventory?: readonly JsonObject[];
  /** The messages, in order. */
  readonly says: readonly string[];
};

const texts: JsonObject = { type: "array", items: { type: "string" } };

function schema(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: "object", properties, ...more };
}

function pod(spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "shop", ...metadata }, spec };
}

function running(...containers: readonly JsonObject[]): JsonObject {
  return pod({ containers: containers.map((one, index) => ({ name: `c${index}`, image: "a:1", ...one })) });
}

function deployment(name: string, spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name, namespace: "shop", ...metadata }, spec };
}

function service(spec: JsonObject): JsonObject {
  return { apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: "shop" }, spec };
}

function ingress(name: string, spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace: "shop", ...metadata },
    spec,
  };
}

function hosts(...names: readonly string[]): JsonObject {
  return { rules: names.map((host) => ({ host })) };
}

const eachContainer = `package lib.workload

containers[found] {
  found := input.review.object.spec.containers[_]
}

containers[found] {
  found := input.review.object.spec.initContainers[_]
}

containers[found] {
  found := input.review.object.spec.template.spec.containers[_]
}
`;

const bytes = `package lib.quantity

import rego.v1

factor := {"": 1, "k": 1000, "M": 1000000, "G": 1000000000, "Ki": 1024, "Mi": 1048576, "Gi": 1073741824}

bytes(text) := to_number(digits) * factor[unit] if {
	digits := regex.find_n("^[0-9.]+", text, 1)[0]
	unit := trim_prefix(text, digits)
}

millicores(text) := to_number(trim_suffix(text, "m")) if endswith(text, "m")

millicores(text) := to_number(text) * 1000 if not endswith(text, "m")
`;

export const corpus: readonly Entry[] = [
  {
    kind: "RequiredLabels",
    rego: `package requiredlabels

violation[{"msg": msg, "details": {"missing": missing}}] {
  has := {label | input.review.object.metadata.labels[label]}
  wants := {label | label := input.parameters.labels[_].key}
  missing := wants - has
  count(missing) > 0
  msg := sprintf("labels are missing: %v", [missing])
}

violation[{"msg": msg}] {
  value := input.review.object.metadata.labels[key]
  wanted := input.parameters.labels[_]
  wanted.key == key
  wanted.pattern != ""
  not re_match(wanted.pattern, value)
  msg := sprintf("label <%v: %v> is not as %v", [key, value, wanted.pattern])
}
`,
    schema: schema({
      labels: { type: "array", items: schema({ key: { type: "string" }, pattern: { type: "string" } }) },
    }),
    parameters: {
      labels: [
        { key: "owner", pattern: "^[a-z]+$" },
        { key: "team", pattern: "" },
      ],
    },
    cases: [
      { name: "none", object: pod({}), says: ['labels are missing: {"owner", "team"}'] },
      { name: "all", object: pod({}, { labels: { owner: "me", team: "blue" } }), says: [] },
      {
        name: "odd",
        object: pod({}, { labels: { owner: "Me1", team: "blue" } }),
        says: ["label <owner: Me1> is not as ^[a-z]+$"],
      },
    ],
  },
  {
    kind: "AllowedRepos",
    libs: [eachContainer],
    rego: `package allowedrepos

import data.lib.workload

violation[{"msg": msg}] {
  container := workload.containers[_]
  fits := [fit | repo := input.parameters.repos[_]; fit := startswith(container.image, repo)]
  not any(fits)
  msg := sprintf("container <%v> has an image <%v> from elsewhere than %v", [container.name, container.image, input.parameters.repos])
}
`,
    schema: schema({ repos: texts }),
    parameters: { repos: ["ghcr.io/acme/", "registry.acme.io/"] },
    cases: [
      { name: "ours", object: running({ image: "ghcr.io/acme/web:1" }), says: [] },
      {
        name: "theirs",
        object: running({ image: "ghcr.io/acme/web:1" }, { image: "nginx" }),
        says: ['container <c1> has an image <nginx> from elsewhere than ["ghcr.io/acme/", "registry.acme.io/"]'],
      },
      {
        name: "an init container",
        object: pod({ initContainers: [{ name: "init", image: "busybox" }] }),
        says: ['container <init> has an image <busybox> from elsewhere than ["ghcr.io/acme/", "registry.acme.io/"]'],
      },
    ],
  },
  {
    kind: "DisallowedTags",
    v1: true,
    rego: `package disallowedtags

violation contains {"msg": msg} if {
	some container in input.review.object.spec.containers
	some tag in input.parameters.tags
	endswith(container.image, concat(":", ["", tag]))
	msg := sprintf("container %q uses the tag %q", [container.name, tag])
}

violation contains {"msg": msg} if {
	some container in input.review.object.spec.containers
	not contains(container.image, ":")
	msg := sprintf("container %q uses no tag", [container.name])
}
`,
    schema: schema({ tags: texts }),
    parameters: { tags: ["latest", "dev"] },
    cases: [
      { name: "tagged", object: running({ image: "a:1.2" }), says: [] },
      {
        name: "latest and none",
        object: running({ image: "a:latest" }, { image: "b" }),
        says: ['container "c0" uses the tag "latest"', 'container "c1" uses no tag'],
      },
    ],
  },
  {
    kind: "ContainerLimits",
    v1: true,
    libs: [bytes],
    rego: `package containerlimits

import data.lib.quantity

violation contains {"msg": msg} if {
	some container in input.review.object.spec.containers
	not container.resources.limits
	msg := sprintf("container <%v> has no limits", [container.name])
}

violation contains {"msg": msg} if {
	some container in input.review.object.spec.containers
	given := container.resources.limits.memory
	quantity.bytes(given) > quantity.bytes(input.parameters.memory)
	msg := sprintf("container <%v> has a memory limit <%v> over <%v>", [container.name, given, input.parameters.memory])
}

violation contains {"msg": msg} if {
	some container in input.review.object.spec.containers
	given := sprintf("%v", [container.resources.limits.cpu])
	quantity.millicores(given) > quantity.millicores(input.parameters.cpu)
	msg := sprintf("container <%v> has a cpu limit <%v> over <%v>", [container.name, given, input.parameters.cpu])
}
`,
    schema: schema({ cpu: { type: "string" }, memory: { type: "string" } }, { required: ["cpu", "memory"] }),
    parameters: { cpu: "500m", memory: "1Gi" },
    cases: [
      { name: "fits", object: running({ resources: { limits: { cpu: "200m", memory: "512Mi" } } }), says: [] },
      { name: "no limits", object: running({}), says: ["container <c0> has no limits"] },
      {
        name: "too much in other units",
        object: running({ resources: { limits: { cpu: 1, memory: "2G" } } }),
        says: ["container <c0> has a cpu limit <1> over <500m>", "container <c0> has a memory limit <2G> over <1Gi>"],
      },
      {
        name: "as much in other units",
        object: running({ resources: { limits: { cpu: "0.5", memory: "1024Mi" } } }),
        says: [],
      },
    ],
  },
  {
    kind: "UniqueIngressHost",
    rego: `package uniqueingresshost

identical(other, review) {
  other.metadata.namespace == review.object.metadata.namespace
  other.metadata.name == review.object.metadata.name
}

violation[{"msg": msg}] {
  re_match("^(extensions|networking.k8s.io)$", input.review.kind.group)
  host := input.review.object.spec.rules[_].host
  other := data.inventory.namespace[_][version]["Ingress"][_]
  re_match("^(extensions|networking.k8s.io)/.+$", version)
  other.spec.rules[_].host == host
  not identical(other, input.review)
  msg := sprintf("host <%v> is taken by %v/%v", [host, other.metadata.namespace, other.metadata.name])
}
`,
    match: { kinds: [{ apiGroups: ["extensions", "networking.k8s.io"], kinds: ["Ingress"] }] },
    cases: [
      { name: "alone", object: ingress("a", hosts("a.io")), inventory: [ingress("a", hosts("a.io"))], says: [] },
      {
        name: "taken",
        object: ingress("a", hosts("x.io", "a.io")),
        inventory: [ingress("b", hosts("a.io"), { namespace: "bank" }), ingress("c", hosts("c.io"))],
        says: ["host <a.io> is taken by bank/b"],
      },
    ],
  },
  {
    kind: "UniqueServiceSelector",
    v1: true,
    rego: `package uniqueserviceselector

flat(selector) := concat(",", sort([part | some key, value in selector; part := sprintf("%s=%s", [key, value])]))

violation contains {"msg": msg} if {
	input.review.kind.kind == "Service"
	own := flat(input.review.object.spec.selector)
	some namespace, name
	other := data.inventory.namespace[namespace].v1.Service[name]
	[namespace, name] != [input.review.namespace, input.review.name]
	namespace == input.review.namespace
	flat(other.spec.selector) == own
	msg := sprintf("same selector as service <%v> in namespace <%v>", [name, namespace])
}
`,
    cases: [
      {
        name: "the same in another order",
        object: service({ selector: { b: "2", a: "1" } }),
        inventory: [{ ...service({ selector: { a: "1", b: "2" } }), metadata: { name: "api", namespace: "shop" } }],
        says: ["same selector as service <api> in namespace <shop>"],
      },
      {
        name: "the same elsewhere",
        object: service({ selector: { a: "1" } }),
        inventory: [{ ...service({ selector: { a: "1" } }), metadata: { name: "api", namespace: "bank" } }],
        says: [],
      },
    ],
  },
  {
    kind: "NamespaceBudget",
    rego: `package namespacebudget

violation[{"msg": msg}] {
  namespace := data.inventory.cluster["v1"].Namespace[input.review.object.metadata.namespace]
  namespace.metadata.labels.tier == "gold"
  not has_budget(input.review.object)
  msg := sprintf("%v is of a gold namespace and has no budget", [input.review.object.metadata.name])
}

has_budget(object) {
  budget := data.inventory.namespace[object.metadata.namespace]["policy/v1"].PodDisruptionBudget[_]
  labels := object.spec.template.metadata.labels
  selector := budget.spec.selector.matchLabels
  count({key | selector[key] == labels[key]}) == count(selector)
}
`,
    match: { kinds: [{ apiGroups: ["apps"], kinds: ["Deployment"] }] },
    cases: [
      {
        name: "without",
        object: deployment("web", { template: { metadata: { labels: { app: "web" } } } }),
        inventory: [{ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels: { tier: "gold" } } }],
        says: ["web is of a gold namespace and has no budget"],
      },
      {
        name: "with",
        object: deployment("web", { template: { metadata: { labels: { app: "web" } } } }),
        inventory: [
          { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels: { tier: "gold" } } },
          {
            apiVersion: "policy/v1",
            kind: "PodDisruptionBudget",
            metadata: { name: "web", namespace: "shop" },
            spec: { selector: { matchLabels: { app: "web" } } },
          },
        ],
        says: [],
      },
    ],
  },
  {
    kind: "Privileged",
    libs: [eachContainer],
    rego: `package privileged

import data.lib.workload as work

violation[{"msg": msg, "details": {}}] {
  container := work.containers[_]
  container.securityContext.privileged
  msg := sprintf("container is privileged: %v, securityContext: %v", [container.name, container.securityContext])
}
`,
    cases: [
      {
        name: "one of two",
        object: running({ securityContext: { privileged: true } }, { securityContext: { privileged: false } }),
        says: ['container is privileged: c0, securityContext: {"privileged": true}'],
      },
      { name: "none", object: running({}), says: [] },
    ],
  },
  {
    kind: "Capabilities",
    rego: `package capabilities

violation[{"msg": msg}] {
  container := input.review.object.spec.containers[_]
  extra := {one | one := container.securityContext.capabilities.add[_]} - {one | one := input.parameters.allowed[_]}
  count(extra) > 0
  not all_allowed
  msg := sprintf("container <%v> adds %v", [container.name, sort(extra)])
}

violation[{"msg": msg}] {
  container := input.review.object.spec.containers[_]
  drops := {upper(one) | one := container.securityContext.capabilities.drop[_]}
  wanted := {upper(one) | one := input.parameters.drop[_]}
  count(wanted - drops) > 0
  not drops["ALL"]
  msg := sprintf("container <%v> keeps %v", [container.name, wanted - drops])
}

all_allowed {
  input.parameters.allowed[_] == "*"
}
`,
    schema: schema({ allowed: texts, drop: texts }),
    parameters: { allowed: ["NET_BIND_SERVICE"], drop: ["NET_RAW"] },
    cases: [
      {
        name: "adds and keeps",
        object: running({ securityContext: { capabilities: { add: ["SYS_ADMIN", "NET_ADMIN"] } } }),
        says: ['container <c0> adds ["NET_ADMIN", "SYS_ADMIN"]', 'container <c0> keeps {"NET_RAW"}'],
      },
      { name: "drops all", object: running({ securityContext: { capabilities: { drop: ["all"] } } }), says: [] },
    ],
  },
  {
    kind: "HostFilesystem",
    rego: `package hostfilesystem

violation[{"msg": msg}] {
  volume := input.review.object.spec.volumes[_]
  path := volume.hostPath.path
  not allowed(volume)
  msg := sprintf("volume %v mounts %v of the host", [volume.name, path])
}

allowed(volume) {
  entry := input.parameters.allowed[_]
  under(entry.prefix, volume.hostPath.path)
  not entry.readOnly
}

allowed(volume) {
  entry := input.parameters.allowed[_]
  under(entry.prefix, volume.hostPath.path)
  entry.readOnly
  writable := [mount | mount := input.review.object.spec.containers[_].volumeMounts[_]; mount.name == volume.name; not mount.readOnly]
  count(writable) == 0
}

under(prefix, path) {
  trimmed := trim_suffix(prefix, "/")
  path == trimmed
}

under(prefix, path) {
  startswith(path, concat("", [trim_suffix(prefix, "/"), "/"]))
}
`,
    schema: schema({
      allowed: {
        type: "array",
        items: schema({ prefix: { type: "string" }, readOnly: { type: "boolean", default: true } }),
      },
    }),
    parameters: { allowed: [{ prefix: "/var/log" }] },
    cases: [
      {
        name: "read",
        object: pod({
          volumes: [{ name: "log", hostPath: { path: "/var/log/app" } }],
          containers: [{ name: "c", image: "a:1", volumeMounts: [{ name: "log", mountPath: "/log", readOnly: true }] }],
        }),
        says: [],
      },
      {
        name: "written, and a name that only begins so",
        object: pod({
          volumes: [
            { name: "log", hostPath: { path: "/var/log" } },
            { name: "odd", hostPath: { path: "/var/logs" } },
          ],
          containers: [{ name: "c", image: "a:1", volumeMounts: [{ name: "log", mountPath: "/log" }] }],
        }),
        says: ["volume log mounts /var/log of the host", "volume odd mounts /var/logs of the host"],
      },
    ],
  },
  {
    kind: "HostNamespaces",
    v1: true,
    rego: `package hostnamespaces

violation contains {"msg": msg} if {
	some field in ["hostPID", "hostIPC", "hostNetwork"]
	input.review.object.spec[field] == true
	msg := sprintf("%s shares the host's: %s", [input.review.object.metadata.name, field])
}
`,
    cases: [
      {
        name: "two",
        object: pod({ hostPID: true, hostNetwork: true, hostIPC: false }),
        says: ["web shares the host's: hostNetwork", "web shares the host's: hostPID"],
      },
      { name: "none", object: pod({}), says: [] },
    ],
  },
  {
    kind: "BlockNodePort",
    rego: `package blocknodeport

violation[{"msg": msg}] {
  input.review.kind.kind == "Service"
  input.review.object.spec.type == "NodePort"
  msg := "a Service may not be of type NodePort"
}
`,
    match: { kinds: [{ apiGroups: [""], kinds: ["Service"] }] },
    cases: [
      { name: "it is", object: service({ type: "NodePort" }), says: ["a Service may not be of type NodePort"] },
      { name: "it is not", object: service({ type: "ClusterIP" }), says: [] },
      { name: "another kind", object: pod({ type: "NodePort" }), says: [] },
    ],
  },
  {
    kind: "HttpsOnly",
    rego: `package httpsonly

violation[{"msg": msg}] {
  input.review.object.kind == "Ingress"
  not complete(input.review.object)
  msg := sprintf("Ingress <%v> must speak https: tls and the annotation allow-http=false are needed", [input.review.object.metadata.name])
}

complete(object) {
  object.spec.tls
  count(object.spec.tls) > 0
  object.metadata.annotations["kubernetes.io/ingress.allow-http"] == "false"
}
`,
    cases: [
      {
        name: "plain",
        object: ingress("a", hosts("a.io")),
        says: ["Ingress <a> must speak https: tls and the annotation allow-http=false are needed"],
      },
      {
        name: "secured",
        object: ingress(
          "a",
          { ...hosts("a.io"), tls: [{ hosts: ["a.io"] }] },
          { annotations: { "kubernetes.io/ingress.allow-http": "false" } },
        ),
        says: [],
      },
    ],
  },
  {
    kind: "ReplicaLimits",
    rego: `package replicalimits

violation[{"msg": msg}] {
  given := input.review.object.spec.replicas
  not within(given)
  msg := sprintf("%v replicas of <%v> are not within %v", [given, input.review.object.metadata.name, input.parameters.ranges])
}

within(value) {
  range := input.parameters.ranges[_]
  range.min <= value
  range.max >= value
}
`,
    schema: schema({
      ranges: { type: "array", items: schema({ min: { type: "integer" }, max: { type: "integer" } }) },
    }),
    parameters: {
      ranges: [
        { min: 2, max: 5 },
        { min: 10, max: 10 },
      ],
    },
    cases: [
      {
        name: "few",
        object: deployment("web", { replicas: 1 }),
        says: ['1 replicas of <web> are not within [{"max": 5, "min": 2}, {"max": 10, "min": 10}]'],
      },
      { name: "within", object: deployment("web", { replicas: 10 }), says: [] },
      { name: "unsaid", object: deployment("web", {}), says: [] },
    ],
  },
  {
    kind: "RequiredProbes",
    v1: true,
    rego: `package requiredprobes

kinds := {"httpGet", "tcpSocket", "exec"}

violation contains {"msg": msg} if {
	some container in input.review.object.spec.containers
	some probe in input.parameters.probes
	not is_set(container, probe)
	msg := sprintf("Container <%v> in your <%v> <%v> has no <%v>", [container.name, input.review.kind.kind, input.review.object.metadata.name, probe])
}

is_set(container, probe) if {
	some field in object.keys(container[probe])
	field in kinds
}
`,
    schema: schema({ probes: texts }),
    parameters: { probes: ["readinessProbe", "livenessProbe"] },
    cases: [
      {
        name: "one of two",
        object: running({ readinessProbe: { httpGet: { port: 80 } }, livenessProbe: { periodSeconds: 5 } }),
        says: ["Container <c0> in your <Pod> <web> has no <livenessProbe>"],
      },
      {
        name: "both",
        object: running({ readinessProbe: { exec: {} }, livenessProbe: { tcpSocket: { port: 1 } } }),
        says: [],
      },
    ],
  },
  {
    kind: "ImageDigests",
    rego: `package imagedigests

violation[{"msg": msg}] {
  container := input.review.object.spec.containers[_]
  not is_exempt(container)
  not re_match("@[a-z0-9]+([+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+", container.image)
  msg := sprintf("container <%v> uses an image without a digest <%v>", [container.name, container.image])
}

is_exempt(container) {
  exempt := input.parameters.exemptImages[_]
  endswith(exempt, "*")
  startswith(container.image, trim_suffix(exempt, "*"))
}
`,
    schema: schema({ exemptImages: texts }),
    parameters: { exemptImages: ["ghcr.io/acme/*"] },
    cases: [
      {
        name: "one without",
        object: running({ image: `a@sha256:${"0".repeat(64)}` }, { image: "b:1" }, { image: "ghcr.io/acme/c" }),
        says: ["container <c1> uses an image without a digest <b:1>"],
      },
    ],
  },
  {
    kind: "WildcardRoles",
    v1: true,
    rego: `package wildcardroles

violation contains {"msg": msg} if {
	some index, rule in input.review.object.rules
	some field in ["apiGroups", "resources", "verbs"]
	"*" in rule[field]
	msg := sprintf("rule %d of %s %s has a wildcard in %s", [index, input.review.kind.kind, input.review.object.metadata.name, field])
}
`,
    match: { kinds: [{ apiGroups: ["rbac.authorization.k8s.io"], kinds: ["ClusterRole", "Role"] }], scope: "Cluster" },
    cases: [
      {
        name: "everything",
        object: {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "ClusterRole",
          metadata: { name: "all" },
          rules: [
            { apiGroups: [""], resources: ["pods"], verbs: ["get"] },
            { apiGroups: ["*"], resources: ["pods"], verbs: ["*"] },
          ],
        },
        says: [
          "rule 1 of ClusterRole all has a wildcard in apiGroups",
          "rule 1 of ClusterRole all has a wildcard in verbs",
        ],
      },
      {
        name: "of a namespace",
        object: {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "Role",
          metadata: { name: "all", namespace: "shop" },
          rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
        },
        says: [],
      },
    ],
  },
  {
    kind: "ExternalAddresses",
    rego: `package externaladdresses

violation[{"msg": msg}] {
  input.review.kind.group == ""
  given := {address | address := input.review.object.spec.externalIPs[_]}
  strange := {address | given[address]; not within(address)}
  count(strange) > 0
  msg := sprintf("service has addresses that are not allowed: %v", [strange])
}

within(address) {
  net.cidr_contains(input.parameters.networks[_], address)
}
`,
    schema: schema({ networks: texts }),
    parameters: { networks: ["10.0.0.0/8", "192.168.1.0/24"] },
    cases: [
      {
        name: "one outside",
        object: service({ externalIPs: ["10.1.2.3", "192.168.2.1"] }),
        says: ['service has addresses that are not allowed: {"192.168.2.1"}'],
      },
      { name: "all within", object: service({ externalIPs: ["192.168.1.9"] }), says: [] },
    ],
  },
  {
    kind: "AutomountedTokens",
    rego: `package automountedtokens

violation[{"msg": msg}] {
  object := input.review.object
  mounts(object.spec)
  msg := sprintf("%v %v mounts the token of its service account", [object.kind, object.metadata.name])
}

mounts(spec) {
  not has_key(spec, "automountServiceAccountToken")
}

mounts(spec) {
  spec.automountServiceAccountToken
}

has_key(object, key) {
  _ = object[key]
}
`,
    cases: [
      { name: "unsaid", object: pod({}), says: ["Pod web mounts the token of its service account"] },
      { name: "off", object: pod({ automountServiceAccountToken: false }), says: [] },
      {
        name: "on",
        object: pod({ automountServiceAccountToken: true }),
        says: ["Pod web mounts the token of its service account"],
      },
    ],
  },
];

/** The ConstraintTemplate of an entry. */
export function templateOf({ kind, rego, libs, v1, schema: parameters }: Entry): JsonObject {
  const source = { rego, ...(libs && { libs }) };
  const code = v1 ? { code: [{ engine: "Rego", source: { version: "v1", ...source } }] } : source;
  const validation = parameters === undefined ? {} : { validation: { openAPIV3Schema: parameters } };
  return {
    apiVersion: "templates.gatekeeper.sh/v1",
    kind: "ConstraintTemplate",
    metadata: { name: kind.toLowerCase() },
    spec: {
      crd: { spec: { names: { kind }, ...validation } },
      targets: [{ target: "admission.k8s.gatekeeper.sh", ...code }],
    },
  };
}

/** Its constraint. */
export function constraintOf({ kind, match, parameters }: Entry): JsonObject {
  return {
    apiVersion: "constraints.gatekeeper.sh/v1beta1",
    kind,
    metadata: { name: "corpus" },
    spec: { ...(match && { match }), ...(parameters && { parameters }) },
  };
}

/** Everything as files that `gator verify` reads, by path; JSON is YAML. */
export function suiteFiles(entry: Entry): ReadonlyMap<string, string> {
  const folder = entry.kind.toLowerCase();
  const files = new Map<string, JsonObject>([
    [`${folder}/template.yaml`, templateOf(entry)],
    [`${folder}/constraint.yaml`, constraintOf(entry)],
  ]);
  const cases = entry.cases.map(({ name, object, inventory = [], says }, index): JsonObject => {
    files.set(`${folder}/object-${index}.yaml`, object);
    const beside = inventory.map((one, at) => {
      files.set(`${folder}/inventory-${index}-${at}.yaml`, one);
      return `inventory-${index}-${at}.yaml`;
    });
    const each = says.map((message): Json => ({ violations: 1, message: `^${escaped(message)}$` }));
    return {
      name,
      object: `object-${index}.yaml`,
      ...(beside.length > 0 && { inventory: beside }),
      assertions: [{ violations: says.length }, ...each],
    };
  });
  files.set(`${folder}/suite.yaml`, {
    apiVersion: "test.gatekeeper.sh/v1alpha1",
    kind: "Suite",
    metadata: { name: folder },
    tests: [{ name: folder, template: "template.yaml", constraint: "constraint.yaml", cases }],
  });
  return new Map([...files].map(([path, object]) => [path, `${JSON.stringify(object, null, 2)}\n`]));
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
