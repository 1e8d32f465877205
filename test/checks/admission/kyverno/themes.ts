import { pod, policy } from "./asked.ts";

type Theme = {
  readonly about: string;
  readonly rules: string;
  /** Objects that it lets in, and objects that it does not, with the field. */
  readonly good: readonly string[];
  readonly bad: readonly (readonly [yaml: string, pointer: string | null])[];
};

const service = (spec: string) => `apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: ${spec}
`;

const deployment = (spec: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: ${spec}
`;

/** Policies as many clusters have them, in our own words. */
export const themes: readonly Theme[] = [
  {
    about: "a tag, and not latest",
    rules: policy("Pod", 'pattern: { spec: { containers: [{ image: "*:* & !*:latest" }] } }'),
    good: [pod()],
    bad: [
      [pod("{ image: corp/web }"), "/spec/containers/0/image"],
      [pod("{ image: 'corp/web:latest' }"), "/spec/containers/0/image"],
    ],
  },
  {
    about: "a digest",
    rules: policy("Pod", 'foreach: [{ list: "request.object.spec.containers", pattern: { image: "*@sha256:*" } }]'),
    good: [pod(`{ image: "corp/web@sha256:${"a".repeat(64)}" }`)],
    bad: [[pod(), "/spec/containers/0/image"]],
  },
  {
    about: "registries that are allowed",
    rules: policy(
      "Pod",
      'pattern: { spec: { "=(initContainers)": [{ image: "corp/* | mirror/*" }], containers: [{ image: "corp/* | mirror/*" }] } }',
    ),
    good: [pod(), pod("{ image: 'mirror/x:1' }")],
    bad: [
      [pod("{ image: 'hub/web:1' }"), "/spec/containers/0/image"],
      [pod("{}", "{ initContainers: [{ name: i, image: hub/i }] }"), "/spec/initContainers/0/image"],
    ],
  },
  {
    about: "labels that have to be there",
    rules: policy("Pod", 'pattern: { metadata: { labels: { team: "?*" } } }'),
    good: [pod("{}", "{}", "{ labels: { team: a } }")],
    bad: [
      [pod(), "/metadata/labels"],
      [pod("{}", "{}", '{ labels: { team: "" } }'), "/metadata/labels/team"],
    ],
  },
  {
    about: "requests and limits",
    rules: policy(
      "Pod",
      'pattern: { spec: { containers: [{ resources: { requests: { memory: "?*", cpu: "?*" }, limits: { memory: "<=2Gi" } } }] } }',
    ),
    good: [pod("{ resources: { requests: { memory: 1Gi, cpu: 1 }, limits: { memory: 2048Mi } } }")],
    bad: [
      [pod(), "/spec/containers/0/resources/limits"],
      [
        pod("{ resources: { requests: { memory: 1Gi, cpu: 1 }, limits: { memory: 3Gi } } }"),
        "/spec/containers/0/resources/limits/memory",
      ],
      [
        pod("{ resources: { requests: { memory: 1Gi }, limits: { memory: 1Gi } } }"),
        "/spec/containers/0/resources/requests/cpu",
      ],
    ],
  },
  {
    about: "as much memory as was asked for",
    rules: policy(
      "Pod",
      `foreach:
  - list: request.object.spec.containers
    deny:
      conditions:
        any:
          - key: "{{ element.resources.requests.memory || '' }}"
            operator: NotEquals
            value: "{{ element.resources.limits.memory || '' }}"`,
    ),
    good: [pod("{ resources: { requests: { memory: 1Gi }, limits: { memory: 1024Mi } } }"), pod()],
    bad: [[pod("{ resources: { requests: { memory: 1Gi }, limits: { memory: 2Gi } } }"), "/spec/containers/0"]],
  },
  {
    about: "one of the probes",
    rules: policy(
      "Pod",
      `foreach:
  - list: request.object.spec.containers[]
    deny:
      conditions:
        all:
          - { key: [livenessProbe, startupProbe, readinessProbe], operator: AllNotIn, value: "{{ element.keys(@)[] }}" }`,
    ),
    good: [pod("{ livenessProbe: { tcpSocket: { port: 1 } } }")],
    bad: [[pod(), "/spec/containers/0"]],
  },
  {
    about: "no privileged container",
    rules: policy("Pod", 'pattern: { spec: { containers: [{ "=(securityContext)": { "=(privileged)": "false" } }] } }'),
    good: [pod(), pod("{ securityContext: {} }"), pod("{ securityContext: { privileged: false } }")],
    bad: [[pod("{ securityContext: { privileged: true } }"), "/spec/containers/0/securityContext/privileged"]],
  },
  {
    about: "no namespaces of the host",
    rules: policy(
      "Pod",
      'pattern: { spec: { "=(hostPID)": "false", "=(hostIPC)": "false", "=(hostNetwork)": "false" } }',
    ),
    good: [pod(), pod("{}", "{ hostPID: false }")],
    bad: [[pod("{}", "{ hostNetwork: true }"), "/spec/hostNetwork"]],
  },
  {
    about: "no paths of the host",
    rules: policy("Pod", 'pattern: { spec: { "=(volumes)": [{ "X(hostPath)": "null" }] } }'),
    good: [pod(), pod("{}", "{ volumes: [{ name: a, emptyDir: {} }] }")],
    bad: [
      [
        pod("{}", "{ volumes: [{ name: a, emptyDir: {} }, { name: b, hostPath: { path: / } }] }"),
        "/spec/volumes/1/hostPath",
      ],
    ],
  },
  {
    about: "no ports of the host",
    rules: policy("Pod", 'pattern: { spec: { containers: [{ "=(ports)": [{ "=(hostPort)": 0 }] }] } }'),
    good: [pod(), pod("{ ports: [{ containerPort: 80 }] }"), pod("{ ports: [{ hostPort: 0 }] }")],
    bad: [[pod("{ ports: [{ containerPort: 80 }, { hostPort: 80 }] }"), "/spec/containers/0/ports/1/hostPort"]],
  },
  {
    about: "no capabilities but some",
    rules: policy(
      "Pod",
      `deny:
  conditions:
    all:
      - key: "{{ request.object.spec.[ephemeralContainers, initContainers, containers][].securityContext.capabilities.add[] }}"
        operator: AnyNotIn
        value: [CHOWN, KILL]`,
    ),
    good: [pod(), pod("{ securityContext: { capabilities: { add: [KILL] } } }")],
    bad: [[pod("{ securityContext: { capabilities: { add: [KILL, SYS_ADMIN] } } }"), null]],
  },
  {
    about: "every capability dropped",
    rules: policy(
      "Pod",
      `foreach:
  - list: request.object.spec.[ephemeralContainers, initContainers, containers][]
    deny:
      conditions:
        all:
          - { key: ALL, operator: AnyNotIn, value: "{{ element.securityContext.capabilities.drop[] || \`[]\` }}" }`,
      "preconditions: { all: [{ key: \"{{ request.operation || 'BACKGROUND' }}\", operator: NotEquals, value: DELETE }] }",
    ),
    good: [pod("{ securityContext: { capabilities: { drop: [ALL] } } }")],
    bad: [
      [pod(), "/spec/containers/0"],
      [pod("{ securityContext: { capabilities: { drop: [KILL] } } }"), "/spec/containers/0"],
    ],
  },
  {
    about: "not as root",
    rules: policy(
      "Pod",
      `anyPattern:
  - spec:
      securityContext: { runAsNonRoot: true }
      containers: [{ "=(securityContext)": { "=(runAsNonRoot)": true } }]
  - spec: { containers: [{ securityContext: { runAsNonRoot: true } }] }`,
    ),
    good: [
      pod("{}", "{ securityContext: { runAsNonRoot: true } }"),
      pod("{ securityContext: { runAsNonRoot: true } }"),
    ],
    bad: [
      [pod(), "/spec/securityContext/runAsNonRoot"],
      [
        pod("{ securityContext: { runAsNonRoot: false } }", "{ securityContext: { runAsNonRoot: true } }"),
        "/spec/containers/0/securityContext/runAsNonRoot",
      ],
    ],
  },
  {
    about: "a root file system that cannot be written",
    rules: policy("Pod", "pattern: { spec: { containers: [{ securityContext: { readOnlyRootFilesystem: true } }] } }"),
    good: [pod("{ securityContext: { readOnlyRootFilesystem: true } }")],
    bad: [[pod(), "/spec/containers/0/securityContext"]],
  },
  {
    about: "a seccomp profile",
    rules: policy(
      "Pod",
      'pattern: { spec: { "=(securityContext)": { "=(seccompProfile)": { "=(type)": "RuntimeDefault | Localhost" } } } }',
    ),
    good: [pod(), pod("{}", "{ securityContext: { seccompProfile: { type: Localhost } } }")],
    bad: [
      [
        pod("{}", "{ securityContext: { seccompProfile: { type: Unconfined } } }"),
        "/spec/securityContext/seccompProfile/type",
      ],
    ],
  },
  {
    about: "sysctls that are safe",
    rules: policy(
      "Pod",
      'pattern: { spec: { "=(securityContext)": { "=(sysctls)": [{ "=(name)": "kernel/shm | net/ports" }] } } }',
    ),
    good: [pod("{}", "{ securityContext: { sysctls: [{ name: kernel/shm, value: '1' }] } }")],
    bad: [
      [
        pod("{}", "{ securityContext: { sysctls: [{ name: kernel/msgmax, value: '1' }] } }"),
        "/spec/securityContext/sysctls/0/name",
      ],
    ],
  },
  {
    about: "no token where none is wanted",
    rules: policy("Pod", "pattern: { spec: { automountServiceAccountToken: false } }"),
    good: [pod("{}", "{ automountServiceAccountToken: false }")],
    bad: [[pod(), "/spec/automountServiceAccountToken"]],
  },
  {
    about: "no secrets in the environment",
    rules: policy(
      "Pod",
      'pattern: { spec: { containers: [{ name: "*", "=(env)": [{ "=(valueFrom)": { "X(secretKeyRef)": "null" } }], "X(envFrom)": "null" }] } }',
    ),
    good: [pod(), pod("{ env: [{ name: A, value: b }] }")],
    bad: [
      [
        pod("{ env: [{ name: A, valueFrom: { secretKeyRef: { name: a, key: b } } }] }"),
        "/spec/containers/0/env/0/valueFrom/secretKeyRef",
      ],
      [pod("{ envFrom: [] }"), "/spec/containers/0/envFrom"],
    ],
  },
  {
    about: "no socket of the container engine",
    rules: policy("Pod", 'pattern: { spec: { "=(volumes)": [{ "=(hostPath)": { path: "!/var/run/docker*" } }] } }'),
    good: [pod("{}", "{ volumes: [{ name: a, hostPath: { path: /srv } }] }")],
    bad: [
      [pod("{}", "{ volumes: [{ name: a, hostPath: { path: /var/run/docker } }] }"), "/spec/volumes/0/hostPath/path"],
    ],
  },
  {
    about: "always pulled when latest",
    rules: policy(
      "Pod",
      'pattern: { spec: { containers: [{ "(image)": "*:latest | !*:*", imagePullPolicy: Always }] } }',
    ),
    good: [pod(), pod("{ image: a, imagePullPolicy: Always }"), pod("{ image: a }")],
    bad: [[pod("{ image: a, imagePullPolicy: Never }"), "/spec/containers/0/imagePullPolicy"]],
  },
  {
    about: "no ports of the node",
    rules: policy("Service", 'pattern: { spec: { "=(type)": "!NodePort" } }'),
    good: [service("{}"), service("{ type: ClusterIP }"), pod()],
    bad: [[service("{ type: NodePort }"), "/spec/type"]],
  },
  {
    about: "no addresses from outside",
    rules: policy("Service", 'pattern: { spec: { "X(externalIPs)": "null" } }'),
    good: [service("{}")],
    bad: [[service("{ externalIPs: [1.1.1.1] }"), "/spec/externalIPs"]],
  },
  {
    about: "ports in a range",
    rules: policy("Service", "pattern: { spec: { ports: [{ port: 32000-33000 }] } }"),
    good: [service("{ ports: [{ port: 32000 }] }")],
    bad: [[service("{ ports: [{ port: 32000 }, { port: 80 }] }"), "/spec/ports/1/port"]],
  },
  {
    about: "more than one replica",
    rules: policy("Deployment", 'pattern: { spec: { replicas: ">1" } }'),
    good: [deployment("{ replicas: 2 }")],
    bad: [[deployment("{ replicas: 1 }"), "/spec/replicas"]],
  },
  {
    about: "an ingress with TLS",
    rules: policy(
      "networking.k8s.io/v1/Ingress",
      'pattern: { spec: { tls: [{ hosts: ["?*"] }], rules: [{ host: "*" }] } }',
    ),
    good: [
      "{ apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: { name: a, namespace: b }, spec: { tls: [{ hosts: [a] }], rules: [{ host: a }] } }",
      "{ apiVersion: extensions/v1beta1, kind: Ingress, metadata: { name: a, namespace: b }, spec: {} }",
    ],
    bad: [
      [
        "{ apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: { name: a, namespace: b }, spec: { rules: [{ host: a }] } }",
        "/spec/tls",
      ],
    ],
  },
  {
    about: "no wildcard in verbs",
    rules: policy(
      "Role, ClusterRole",
      `deny:
  conditions:
    any:
      - { key: "{{ contains(request.object.rules[].verbs[], '*') }}", operator: Equals, value: true }`,
    ),
    good: [
      "{ apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: { name: a, namespace: b }, rules: [{ verbs: [get] }] }",
    ],
    bad: [
      [
        "{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: a }, rules: [{ verbs: ['*'] }] }",
        null,
      ],
    ],
  },
  {
    about: "nobody bound to cluster-admin",
    rules: policy("ClusterRoleBinding", 'pattern: { roleRef: { name: "!cluster-admin" } }'),
    good: [
      "{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: { name: a }, roleRef: { name: view } }",
    ],
    bad: [
      [
        "{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: { name: a }, roleRef: { name: cluster-admin } }",
        "/roleRef/name",
      ],
    ],
  },
  {
    about: "nothing in the default namespace",
    rules: policy("Service", 'pattern: { metadata: { namespace: "!default" } }'),
    good: [service("{}")],
    bad: [[service("{}").replace("shop", "default"), "/metadata/namespace"]],
  },
  {
    about: "labels from a list of allowed ones, by a variable",
    rules: policy(
      "Pod",
      `deny:
  conditions:
    any:
      - { key: "{{ stages }}", operator: AnyNotIn, value: [dev, prod] }`,
      `context:
  - name: stages
    variable: { jmesPath: "request.object.metadata.labels.stage | to_array(@)", default: [none] }`,
    ),
    good: [pod("{}", "{}", "{ labels: { stage: dev } }")],
    bad: [[pod("{}", "{}", "{ labels: { stage: test } }"), null]],
  },
  {
    about: "a job that is cleaned up",
    rules: policy("Job", 'pattern: { spec: { ttlSecondsAfterFinished: ">0" } }'),
    good: [
      "{ apiVersion: batch/v1, kind: Job, metadata: { name: a, namespace: b }, spec: { ttlSecondsAfterFinished: 5 } }",
    ],
    bad: [
      [
        "{ apiVersion: batch/v1, kind: Job, metadata: { name: a, namespace: b }, spec: {} }",
        "/spec/ttlSecondsAfterFinished",
      ],
    ],
  },
];
