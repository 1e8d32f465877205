import { afterAll, beforeAll, expect, test } from "vitest";
import { readBuiltInPolicies } from "../../src/adapters/built-in-policies.ts";
import { createPolicyRunner } from "../../src/adapters/opa/runner.ts";
import type { Json, JsonObject } from "../../src/domain/json.ts";
import type { LoadedPolicies } from "../../src/ports/policies.ts";
import { localTools, localWorkspaces, opaPath } from "../adapters/opa/local-tools.ts";

/* What the Pod Security Standards take and refuse, control by control: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */

const opa = test.skipIf(opaPath === undefined);
const runner = createPolicyRunner({ tools: localTools, workspaces: localWorkspaces, workers: 1 });
let loaded: Extract<LoadedPolicies, { status: "loaded" }>;

beforeAll(async () => {
  const result = opaPath === undefined ? undefined : await runner.load(await readBuiltInPolicies(), {});
  if (result?.status === "loaded") loaded = result;
});

afterAll(() => runner.close());

/** The strictest profile that takes a pod. */
type Profile = "privileged" | "baseline" | "restricted";

/** A pod, or a container of a pod, that is otherwise as `restricted` wants it. */
type Case = {
  readonly pod?: JsonObject;
  readonly container?: JsonObject;
  readonly annotations?: JsonObject;
  readonly version?: string;
};

const safe: JsonObject = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  seccompProfile: { type: "RuntimeDefault" },
  capabilities: { drop: ["ALL"] },
};

const secured = (context: JsonObject): Case => ({ container: { securityContext: { ...safe, ...context } } });
const podSecured = (context: JsonObject): Case => ({ pod: { securityContext: context } });
const adding = (...add: readonly string[]) => secured({ capabilities: { drop: ["ALL"], add } });
const volume = (source: JsonObject): Case => ({ pod: { volumes: [{ name: "v", ...source }] } });
const sysctl = (name: string, version?: string): Case => ({
  ...podSecured({ sysctls: [{ name, value: "1" }] }),
  ...(version && { version }),
});
const labelled = (options: JsonObject, version?: string): Case => ({
  ...secured({ seLinuxOptions: options }),
  ...(version && { version }),
});
const windows = (rest: JsonObject, context: JsonObject): Case => ({
  pod: { os: { name: "windows" }, ...rest },
  container: { securityContext: context },
});
const ownUsers = (context: JsonObject, version?: string): Case => ({
  pod: { hostUsers: false },
  container: { securityContext: { ...safe, ...context } },
  ...(version && { version }),
});
const without = (key: string): Case => ({
  container: { securityContext: Object.fromEntries(Object.entries(safe).filter(([name]) => name !== key)) },
});

const cases: readonly (readonly [string, Profile, Case])[] = [
  ["nothing more", "restricted", {}],
  ["hostProcess false", "restricted", secured({ windowsOptions: { hostProcess: false } })],
  ["hostProcess", "privileged", secured({ windowsOptions: { hostProcess: true } })],
  ["hostProcess of the pod", "privileged", podSecured({ windowsOptions: { hostProcess: true } })],
  ["hostNetwork", "privileged", { pod: { hostNetwork: true } }],
  ["hostPID", "privileged", { pod: { hostPID: true } }],
  ["hostIPC", "privileged", { pod: { hostIPC: true } }],
  ["hostNetwork false", "restricted", { pod: { hostNetwork: false, hostPID: false, hostIPC: false } }],
  ["privileged", "privileged", secured({ privileged: true })],
  ["privileged false", "restricted", secured({ privileged: false })],
  ["NET_BIND_SERVICE", "restricted", adding("NET_BIND_SERVICE")],
  ...["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "SETFCAP", "SETGID", "SETPCAP"].map(
    (name) => [name, "baseline", adding(name)] as const,
  ),
  ["SETUID beside another", "baseline", adding("NET_BIND_SERVICE", "SETUID")],
  ["SYS_CHROOT", "baseline", adding("SYS_CHROOT")],
  ["NET_ADMIN", "privileged", adding("NET_ADMIN")],
  ["NET_RAW", "privileged", adding("NET_RAW")],
  ["SYS_TIME beside another", "privileged", adding("CHOWN", "SYS_TIME")],
  ["ALL added", "privileged", adding("ALL")],
  ["a prefix", "privileged", adding("CAP_CHOWN")],
  ["ALL dropped in small letters", "baseline", secured({ capabilities: { drop: ["all"] } })],
  ["one dropped", "baseline", secured({ capabilities: { drop: ["NET_RAW"] } })],
  ["no capabilities said", "baseline", without("capabilities")],
  ["hostPath", "privileged", volume({ hostPath: { path: "/var/log" } })],
  ["hostPath of the root", "privileged", volume({ hostPath: { path: "/" } })],
  ["hostPath without a path", "privileged", volume({ hostPath: {} })],
  ...[
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
  ].map((type) => [`a volume ${type}`, "restricted", volume({ [type]: {} })] as const),
  ["a volume that says nothing", "restricted", volume({})],
  ...[
    "awsElasticBlockStore",
    "azureDisk",
    "azureFile",
    "cephfs",
    "cinder",
    "fc",
    "flexVolume",
    "flocker",
    "gcePersistentDisk",
    "gitRepo",
    "glusterfs",
    "iscsi",
    "nfs",
    "photonPersistentDisk",
    "portworxVolume",
    "quobyte",
    "rbd",
    "scaleIO",
    "storageos",
    "vsphereVolume",
  ].map((type) => [`a volume ${type}`, "baseline", volume({ [type]: {} })] as const),
  ["hostPort", "privileged", { container: { ports: [{ containerPort: 80, hostPort: 80 }] } }],
  ["hostPort 0", "restricted", { container: { ports: [{ containerPort: 80, hostPort: 0 }] } }],
  ["a probe's host", "privileged", { container: { livenessProbe: { httpGet: { port: 80, host: "10.0.0.1" } } } }],
  ["a probe's empty host", "restricted", { container: { livenessProbe: { httpGet: { port: 80, host: "" } } } }],
  ["a probe's host by TCP", "privileged", { container: { startupProbe: { tcpSocket: { port: 80, host: "a" } } } }],
  ["a readiness probe's host", "privileged", { container: { readinessProbe: { httpGet: { port: 80, host: "a" } } } }],
  ["a hook's host", "privileged", { container: { lifecycle: { postStart: { httpGet: { port: 80, host: "a" } } } } }],
  [
    "a hook's host by TCP",
    "privileged",
    { container: { lifecycle: { preStop: { tcpSocket: { port: 1, host: "a" } } } } },
  ],
  ["a hook's program", "restricted", { container: { lifecycle: { preStop: { exec: { command: ["a"] } } } } }],
  [
    "a probe's host in 1.33",
    "restricted",
    { container: { livenessProbe: { httpGet: { port: 80, host: "a" } } }, version: "1.33" },
  ],
  ["AppArmor's default", "restricted", secured({ appArmorProfile: { type: "RuntimeDefault" } })],
  ["AppArmor's own profile", "restricted", secured({ appArmorProfile: { type: "Localhost" } })],
  ["AppArmor unconfined", "privileged", secured({ appArmorProfile: { type: "Unconfined" } })],
  ["AppArmor unconfined for the pod", "privileged", podSecured({ appArmorProfile: { type: "Unconfined" } })],
  ...(
    [
      ["runtime/default", "restricted"],
      ["localhost/mine", "restricted"],
      ["", "restricted"],
      ["unconfined", "privileged"],
    ] as const
  ).map(
    ([value, profile]) =>
      [
        `AppArmor ${value} by annotation`,
        profile,
        { annotations: { "container.apparmor.security.beta.kubernetes.io/a": value } },
      ] as const,
  ),
  ["SELinux's level", "restricted", labelled({ level: "s0:c1,c2" })],
  ...["container_t", "container_init_t", "container_kvm_t", "container_engine_t"].map(
    (type) => [`SELinux ${type}`, "restricted", labelled({ type })] as const,
  ),
  ["SELinux container_engine_t in 1.30", "privileged", labelled({ type: "container_engine_t" }, "1.30")],
  ["SELinux spc_t", "privileged", labelled({ type: "spc_t" })],
  ["SELinux user", "privileged", labelled({ user: "system_u" })],
  ["SELinux role", "privileged", labelled({ role: "system_r" })],
  ["SELinux with empty texts", "restricted", labelled({ type: "", user: "", role: "" })],
  ["SELinux spc_t for the pod", "privileged", podSecured({ seLinuxOptions: { type: "spc_t" } })],
  ["procMount Default", "restricted", secured({ procMount: "Default" })],
  ["procMount Unmasked", "privileged", secured({ procMount: "Unmasked" })],
  ["procMount Unmasked with users of its own", "baseline", ownUsers({ procMount: "Unmasked" })],
  ["procMount Unmasked with users of its own in 1.34", "privileged", ownUsers({ procMount: "Unmasked" }, "1.34")],
  ["seccomp Localhost", "restricted", secured({ seccompProfile: { type: "Localhost" } })],
  ["seccomp Unconfined", "privileged", secured({ seccompProfile: { type: "Unconfined" } })],
  ["seccomp Unconfined for the pod", "privileged", podSecured({ seccompProfile: { type: "Unconfined" } })],
  ["no seccomp", "baseline", without("seccompProfile")],
  [
    "seccomp of the pod",
    "restricted",
    { ...without("seccompProfile"), ...podSecured({ seccompProfile: { type: "RuntimeDefault" } }) },
  ],
  ["allowPrivilegeEscalation", "baseline", secured({ allowPrivilegeEscalation: true })],
  ["no allowPrivilegeEscalation", "baseline", without("allowPrivilegeEscalation")],
  ["runAsNonRoot false", "baseline", secured({ runAsNonRoot: false })],
  ["no runAsNonRoot", "baseline", without("runAsNonRoot")],
  [
    "no runAsNonRoot and a user",
    "baseline",
    { container: { securityContext: { ...safe, runAsNonRoot: null, runAsUser: 1 } } },
  ],
  ["runAsNonRoot of the pod", "restricted", { ...without("runAsNonRoot"), ...podSecured({ runAsNonRoot: true }) }],
  ["runAsNonRoot false of the pod", "baseline", podSecured({ runAsNonRoot: false })],
  ["runAsNonRoot with users of its own", "restricted", ownUsers({ runAsNonRoot: false })],
  ["runAsNonRoot with users of its own in 1.34", "baseline", ownUsers({ runAsNonRoot: false }, "1.34")],
  ["a user", "restricted", secured({ runAsUser: 1000 })],
  ["user 0", "baseline", secured({ runAsUser: 0 })],
  ["user 0 of the pod", "baseline", podSecured({ runAsUser: 0 })],
  ["user 0 of the pod and another", "baseline", { ...secured({ runAsUser: 1 }), ...podSecured({ runAsUser: 0 }) }],
  ["user 0 with users of its own", "restricted", ownUsers({ runAsNonRoot: false, runAsUser: 0 })],
  ["Windows", "restricted", windows({}, { runAsNonRoot: true })],
  ["Windows as anybody", "baseline", windows({}, {})],
  [
    "Windows with HostProcess",
    "privileged",
    windows({}, { runAsNonRoot: true, windowsOptions: { hostProcess: true } }),
  ],
  ...["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start"].map(
    (name) => [name, "restricted", sysctl(name, "1.26")] as const,
  ),
  ...["net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range"].map(
    (name) => [name, "restricted", sysctl(name, "1.26")] as const,
  ),
  ...(
    [
      ["net.ipv4.ip_local_reserved_ports", 27],
      ["net.ipv4.tcp_keepalive_time", 29],
      ["net.ipv4.tcp_fin_timeout", 29],
      ["net.ipv4.tcp_keepalive_intvl", 29],
      ["net.ipv4.tcp_keepalive_probes", 29],
      ["net.ipv4.tcp_rmem", 32],
      ["net.ipv4.tcp_wmem", 32],
    ] as const
  ).flatMap(
    ([name, minor]) =>
      [
        [name, "restricted", sysctl(name)],
        [`${name} in 1.${minor}`, "restricted", sysctl(name, `1.${minor}`)],
        [`${name} in 1.${minor - 1}`, "privileged", sysctl(name, `1.${minor - 1}`)],
      ] as const,
  ),
  ["another sysctl", "privileged", sysctl("vm.max_map_count")],
];

opa.each(cases)("%s is for %s", async (_, profile, given) => {
  const fields =
    given.container === undefined ? ["containers"] : ["containers", "initContainers", "ephemeralContainers"];

  const profiles = await profilesOf(
    fields.map((field) => podWith(given, field)),
    given.version,
  );

  expect(profiles).toEqual(fields.map(() => profile));
});

opa("each kind of workload is judged by its pods", async () => {
  const good = podWith({}, "containers").spec as JsonObject;
  const bad = podWith({ pod: { hostPID: true } }, "containers").spec as JsonObject;
  const kinds = workloads(good).map(({ kind }) => kind);

  expect(await profilesOf(workloads(good))).toEqual(kinds.map(() => "restricted"));
  expect(await profilesOf(workloads(bad))).toEqual(kinds.map(() => "privileged"));
});

function podWith({ pod = {}, container = {}, annotations }: Case, field: string): JsonObject {
  const context = pod.os === undefined ? safe : { runAsNonRoot: true };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a", ...(annotations && { annotations }) },
    spec: {
      ...pod,
      containers: [{ name: "plain", securityContext: context }],
      [field]: [{ name: "judged", securityContext: context, ...container }],
    },
  };
}

function workloads(spec: JsonObject): readonly JsonObject[] {
  const template = { spec };
  const kinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "Rollout"];
  return [
    { kind: "Pod", spec },
    { kind: "PodTemplate", template },
    { kind: "CronJob", spec: { jobTemplate: { spec: { template } } } },
    ...kinds.map((kind) => ({ kind, spec: { template } })),
  ];
}

/** The strictest profile of which no rule says anything. */
async function profilesOf(objects: readonly Json[], kubernetesVersion: string | null = null): Promise<Profile[]> {
  const rules = loaded.rules.filter(({ profile }) => profile !== null);
  const parameters = Object.fromEntries(
    rules.map((rule) => [rule.id, Object.fromEntries(rule.parameters.map((one) => [one.name, one.default]))]),
  );
  const data = { fairlead: { kubernetesVersion, parameters } };
  const answers = await loaded.evaluate([...new Set(rules.map((rule) => rule.package))], objects, { data });
  return answers.map((denials) => {
    const said = new Set(denials.map((denial) => rules.find((rule) => rule.package === denial.package)?.profile));
    if (said.has("pod-security-baseline")) return "privileged";
    return said.has("pod-security-restricted") ? "baseline" : "restricted";
  });
}
