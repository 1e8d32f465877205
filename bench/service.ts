import type { Random } from "./random.ts";

/** The files of one service, by name: what a team keeps for it, one manifest each. */
export function serviceFiles(name: string, namespace: string, random: Random): ReadonlyMap<string, string> {
  const image = `registry.example.com/${name}:${random.chance(0.03) ? "latest" : `1.${random.integer(40)}.${random.integer(9)}`}`;
  const files = new Map([
    ["deployment.yaml", deployment(name, namespace, image, random)],
    ["service.yaml", service(name, namespace)],
    ["config.yaml", configMap(name, namespace, random)],
    ["account.yaml", account(name, namespace)],
    ["role.yaml", role(name, namespace)],
    ["role-binding.yaml", roleBinding(name, namespace)],
    ["autoscaler.yaml", autoscaler(name, namespace)],
    ["disruption-budget.yaml", disruptionBudget(name, namespace)],
    ["network-policy.yaml", networkPolicy(name, namespace)],
    ["backup.yaml", backup(name, namespace, random)],
  ]);
  return files;
}

/** How many manifests `serviceFiles` gives. */
export const manifestsPerService = 10;

/** The definition of the one custom resource that every service has. */
export const backupDefinition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: backups.storage.example.com
spec:
  group: storage.example.com
  scope: Namespaced
  names: { kind: Backup, listKind: BackupList, plural: backups, singular: backup }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            spec:
              type: object
              required: [schedule, keep]
              properties:
                schedule: { type: string, pattern: '^[0-9*/, -]+$' }
                keep: { type: integer, minimum: 1 }
                paths: { type: array, items: { type: string } }
`;

function head(apiVersion: string, kind: string, name: string, namespace: string): string {
  return `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/part-of: ${namespace}
`;
}

function deployment(name: string, namespace: string, image: string, random: Random): string {
  const limits = random.chance(0.95)
    ? `limits: { cpu: 500m, memory: ${128 * (1 + random.integer(8))}Mi }`
    : "limits: {}";
  // A mistake that is found only by whoever knows the schema: one service in two hundred has it.
  const replicas = random.chance(0.005) ? '"three"' : String(2 + random.integer(4));
  return `${head("apps/v1", "Deployment", name, namespace)}spec:
  replicas: ${replicas}
  selector:
    matchLabels: { app.kubernetes.io/name: ${name} }
  template:
    metadata:
      labels: { app.kubernetes.io/name: ${name} }
    spec:
      serviceAccountName: ${name}
      automountServiceAccountToken: false
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: ${name}
          image: ${image}
          ports:
            - { name: http, containerPort: 8080 }
          env:
            - { name: LOG_LEVEL, value: ${random.pick(["info", "debug", "warn"])} }
            - name: GREETING
              valueFrom: { configMapKeyRef: { name: ${name}, key: greeting } }
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          readinessProbe:
            httpGet: { path: /ready, port: http }
          livenessProbe:
            httpGet: { path: /alive, port: http }
          resources:
            requests: { cpu: 50m, memory: 128Mi }
            ${limits}
          volumeMounts:
            - { name: config, mountPath: /etc/${name} }
      volumes:
        - name: config
          configMap: { name: ${name} }
`;
}

function service(name: string, namespace: string): string {
  return `${head("v1", "Service", name, namespace)}spec:
  selector: { app.kubernetes.io/name: ${name} }
  ports:
    - { name: http, port: 80, targetPort: http }
`;
}

function configMap(name: string, namespace: string, random: Random): string {
  // Most are small; one in twenty carries a file, as they do.
  const lines = random.chance(0.05) ? 200 : 5 + random.integer(10);
  const file = Array.from({ length: lines }, (_, line) => `    setting.${line} = ${random.integer(100_000)}`);
  return `${head("v1", "ConfigMap", name, namespace)}data:
  greeting: hello from ${name}
  ${name}.properties: |
${file.join("\n")}
`;
}

function account(name: string, namespace: string): string {
  return `${head("v1", "ServiceAccount", name, namespace)}automountServiceAccountToken: false
`;
}

function role(name: string, namespace: string): string {
  return `${head("rbac.authorization.k8s.io/v1", "Role", name, namespace)}rules:
  - apiGroups: [""]
    resources: [configmaps]
    verbs: [get, list, watch]
`;
}

function roleBinding(name: string, namespace: string): string {
  return `${head("rbac.authorization.k8s.io/v1", "RoleBinding", name, namespace)}roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: ${name}
subjects:
  - { kind: ServiceAccount, name: ${name}, namespace: ${namespace} }
`;
}

function autoscaler(name: string, namespace: string): string {
  return `${head("autoscaling/v2", "HorizontalPodAutoscaler", name, namespace)}spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${name} }
  minReplicas: 2
  maxReplicas: 10
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: { type: Utilization, averageUtilization: 70 }
`;
}

function disruptionBudget(name: string, namespace: string): string {
  return `${head("policy/v1", "PodDisruptionBudget", name, namespace)}spec:
  maxUnavailable: 1
  selector:
    matchLabels: { app.kubernetes.io/name: ${name} }
`;
}

function networkPolicy(name: string, namespace: string): string {
  return `${head("networking.k8s.io/v1", "NetworkPolicy", name, namespace)}spec:
  podSelector:
    matchLabels: { app.kubernetes.io/name: ${name} }
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector: {}
      ports:
        - { port: http }
`;
}

function backup(name: string, namespace: string, random: Random): string {
  return `${head("storage.example.com/v1", "Backup", name, namespace)}spec:
  schedule: "${random.integer(60)} ${random.integer(24)} * * *"
  keep: ${1 + random.integer(30)}
  paths: [/var/lib/${name}]
`;
}
