import { isJsonArray, type Json, type JsonObject, objectIn, objectsIn } from "../../../domain/json.ts";
import {
  type Container,
  containersOf,
  type Found,
  isSet,
  ofBoth,
  ofEach,
  ofPod,
  ofVolumes,
  valueAt,
} from "./pod-fields.ts";

/** A control of the Pod Security Standards that a Pod does not keep, as Kyverno and the standards name it. */
export type Violation = Found & { readonly control: string };

type Control = {
  readonly control: string;
  readonly level: "baseline" | "restricted";
  /** Pods of Windows have nothing of the kind. */
  readonly linuxOnly?: true;
  find(pod: JsonObject, containers: readonly Container[]): readonly Found[];
};

/** Every violation of a level, by the newest version of the standards (kubernetes.io/docs/concepts/security/pod-security-standards). */
export function violationsOf(pod: JsonObject, level: "baseline" | "restricted"): readonly Violation[] {
  const spec = objectIn(pod.spec);
  const containers = containersOf(spec);
  const isWindows = objectIn(spec.os).name === "windows";
  return controls
    .filter((one) => (level === "restricted" || one.level === "baseline") && !(isWindows && one.linuxOnly === true))
    .flatMap(({ control, find }) => find(pod, containers).map((found) => ({ control, ...found })));
}

const baselineCapabilities = new Set(
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(
    " ",
  ),
);
const oldSysctls = new Set(
  "kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.tcp_syncookies net.ipv4.ping_group_range net.ipv4.ip_unprivileged_port_start".split(
    " ",
  ),
);
const newSysctls = new Set(
  "net.ipv4.ip_local_reserved_ports net.ipv4.tcp_keepalive_time net.ipv4.tcp_fin_timeout net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes net.ipv4.tcp_rmem net.ipv4.tcp_wmem".split(
    " ",
  ),
);
const seLinuxTypes = new Set<Json | undefined>([
  undefined,
  null,
  "",
  "container_t",
  "container_init_t",
  "container_kvm_t",
]);
const volumeTypes = new Set(
  "name configMap csi downwardAPI emptyDir ephemeral persistentVolumeClaim projected secret image".split(" "),
);
const handlers = [
  ["livenessProbe"],
  ["readinessProbe"],
  ["startupProbe"],
  ["lifecycle", "postStart"],
  ["lifecycle", "preStop"],
];

const controls: readonly Control[] = [
  {
    control: "Host Namespaces",
    level: "baseline",
    find: (pod) =>
      ["hostNetwork", "hostPID", "hostIPC"].flatMap((field) => ofPod(pod, ["spec", field], (value) => value === true)),
  },
  {
    control: "Privileged Containers",
    level: "baseline",
    find: (_, containers) => ofEach(containers, ["securityContext", "privileged"], (value) => value === true),
  },
  {
    control: "HostProcess",
    level: "baseline",
    find: (pod, containers) => ofBoth(pod, containers, ["windowsOptions", "hostProcess"], (value) => value === true),
  },
  {
    control: "Capabilities",
    level: "baseline",
    find: (_, containers) =>
      ofEach(containers, ["securityContext", "capabilities", "add"], (value) => added(value, baselineCapabilities)),
  },
  {
    control: "HostPath Volumes",
    level: "baseline",
    find: (pod) => ofVolumes(pod, ({ hostPath }) => hostPath !== undefined && hostPath !== null, "hostPath"),
  },
  {
    control: "Host Ports",
    level: "baseline",
    find: (_, containers) =>
      containers.flatMap(({ object, path, image }) =>
        objectsIn(object.ports).flatMap(({ hostPort }, index) =>
          typeof hostPort === "number" && hostPort !== 0
            ? [{ path: [...path, "ports", String(index), "hostPort"], image }]
            : [],
        ),
      ),
  },
  {
    control: "Host Probes / Lifecycle Hooks",
    level: "baseline",
    find: (_, containers) =>
      handlers.flatMap((handler) =>
        ["httpGet", "tcpSocket"].flatMap((kind) => {
          const found = ofEach(
            containers,
            [...handler, kind, "host"],
            (value) => typeof value === "string" && value !== "",
          );
          return found.map((one) => ({
            ...one,
            doubt: "a host of a probe or hook is forbidden since Kubernetes 1.34",
          }));
        }),
      ),
  },
  { control: "AppArmor", level: "baseline", find: appArmor },
  { control: "SELinux", level: "baseline", find: seLinux },
  {
    control: "/proc Mount Type",
    level: "baseline",
    find: (pod, containers) => {
      const found = ofEach(
        containers,
        ["securityContext", "procMount"],
        (value) => isSet(value) && value !== "Default",
      );
      return withUserNamespaces(pod, found);
    },
  },
  {
    control: "Seccomp",
    level: "baseline",
    find: (pod, containers) => ofBoth(pod, containers, ["seccompProfile", "type"], (value) => value === "Unconfined"),
  },
  { control: "Sysctls", level: "baseline", find: sysctls },
  {
    control: "Volume Types",
    level: "restricted",
    find: (pod) =>
      ofVolumes(pod, (volume) => Object.entries(volume).some(([key, value]) => !volumeTypes.has(key) && isSet(value))),
  },
  {
    control: "Privilege Escalation",
    level: "restricted",
    linuxOnly: true,
    find: (_, containers) =>
      ofEach(containers, ["securityContext", "allowPrivilegeEscalation"], (value) => value !== false),
  },
  { control: "Running as Non-root", level: "restricted", find: nonRoot },
  {
    control: "Running as Non-root user",
    level: "restricted",
    find: (pod, containers) =>
      withUserNamespaces(
        pod,
        ofBoth(pod, containers, ["runAsUser"], (value) => value === 0),
      ),
  },
  {
    control: "Seccomp",
    level: "restricted",
    linuxOnly: true,
    find: (pod, containers) => {
      const own = valueAt(pod, ["spec", "securityContext", "seccompProfile", "type"]);
      return ofEach(containers, ["securityContext", "seccompProfile", "type"], (value) => !isSet(value) && !isSet(own));
    },
  },
  {
    control: "Capabilities",
    level: "restricted",
    linuxOnly: true,
    find: (_, containers) => [
      ...ofEach(
        containers,
        ["securityContext", "capabilities", "drop"],
        (value) => !isJsonArray(value) || !value.includes("ALL"),
      ),
      ...ofEach(containers, ["securityContext", "capabilities", "add"], (value) =>
        added(value, new Set(["NET_BIND_SERVICE"])),
      ),
    ],
  },
];

function appArmor(pod: JsonObject, containers: readonly Container[]): readonly Found[] {
  const annotations = objectIn(objectIn(pod.metadata).annotations);
  const bad = Object.entries(annotations).filter(
    ([key, value]) =>
      key.startsWith("container.apparmor.security.beta.kubernetes.io/") &&
      !/^(?:$|runtime\/default$|localhost\/)/.test(String(value)),
  );
  return [
    ...bad.map(([key]) => ({ path: ["metadata", "annotations", key], image: null })),
    ...ofBoth(pod, containers, ["appArmorProfile", "type"], (value) => value === "Unconfined"),
  ];
}

function seLinux(pod: JsonObject, containers: readonly Container[]): readonly Found[] {
  const engine = (found: Found) => ({ ...found, doubt: "container_engine_t is allowed since Kubernetes 1.31" });
  const types = ofBoth(pod, containers, ["seLinuxOptions", "type"], (value) => !seLinuxTypes.has(value));
  const isEngine = ({ path }: Found) => valueAt(pod, path) === "container_engine_t";
  return [
    ...types.map((found) => (isEngine(found) ? engine(found) : found)),
    ...ofBoth(pod, containers, ["seLinuxOptions", "user"], (value) => isSet(value) && value !== ""),
    ...ofBoth(pod, containers, ["seLinuxOptions", "role"], (value) => isSet(value) && value !== ""),
  ];
}

function sysctls(pod: JsonObject): readonly Found[] {
  const context = objectIn(objectIn(pod.spec).securityContext);
  return objectsIn(context.sysctls).flatMap(({ name }, index) => {
    if (oldSysctls.has(String(name))) return [];
    const found = { path: ["spec", "securityContext", "sysctls", String(index), "name"], image: null };
    return [
      newSysctls.has(String(name))
        ? { ...found, doubt: `releases of Kubernetes differ in whether ${name} is safe` }
        : found,
    ];
  });
}

/** The Pod's own value holds for containers that have none. */
function nonRoot(pod: JsonObject, containers: readonly Container[]): readonly Found[] {
  const own = valueAt(pod, ["spec", "securityContext", "runAsNonRoot"]);
  const found = [
    ...ofPod(pod, ["spec", "securityContext", "runAsNonRoot"], (value) => value === false),
    ...ofEach(
      containers,
      ["securityContext", "runAsNonRoot"],
      (value) => value === false || (!isSet(value) && !isSet(own)),
    ),
  ];
  return withUserNamespaces(pod, found);
}

/** In a user namespace of its own, root is not the host's: newer releases allow more. */
function withUserNamespaces(pod: JsonObject, found: readonly Found[]): readonly Found[] {
  if (objectIn(pod.spec).hostUsers !== false) return found;
  return found.map((one) => ({ ...one, doubt: "releases of Kubernetes differ in what hostUsers: false allows" }));
}

function added(value: Json | undefined, allowed: ReadonlySet<string>): boolean {
  return isJsonArray(value) && value.some((one) => !allowed.has(String(one)));
}
