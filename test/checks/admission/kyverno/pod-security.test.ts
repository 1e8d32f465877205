import { expect, test } from "vitest";
import { asked, pod, policy } from "./asked.ts";

const rule = (level: string, more = "") => policy("Pod", `podSecurity: { level: ${level}, version: latest ${more} }`);

/** What the restricted level asks of a Pod, and no more. */
const hardened =
  "{ securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: [ALL] }, seccompProfile: { type: RuntimeDefault } } }";

const own = (context: string) =>
  hardened.replace("{ allowPrivilegeEscalation", `{ ${context}, allowPrivilegeEscalation`);

const baseline: readonly (readonly [control: string, container: string, spec: string, pointer: string])[] = [
  ["Host Namespaces", "{}", "{ hostNetwork: true }", "/spec/hostNetwork"],
  ["Host Namespaces", "{}", "{ hostIPC: true }", "/spec/hostIPC"],
  [
    "Privileged Containers",
    "{ securityContext: { privileged: true } }",
    "{}",
    "/spec/containers/0/securityContext/privileged",
  ],
  [
    "HostProcess",
    "{}",
    "{ securityContext: { windowsOptions: { hostProcess: true } } }",
    "/spec/securityContext/windowsOptions/hostProcess",
  ],
  [
    "Capabilities",
    "{ securityContext: { capabilities: { add: [SYS_ADMIN] } } }",
    "{}",
    "/spec/containers/0/securityContext/capabilities/add",
  ],
  ["HostPath Volumes", "{}", "{ volumes: [{ name: a, hostPath: { path: / } }] }", "/spec/volumes/0/hostPath"],
  ["Host Ports", "{ ports: [{ hostPort: 80 }] }", "{}", "/spec/containers/0/ports/0/hostPort"],
  [
    "AppArmor",
    "{ securityContext: { appArmorProfile: { type: Unconfined } } }",
    "{}",
    "/spec/containers/0/securityContext/appArmorProfile/type",
  ],
  [
    "SELinux",
    "{}",
    "{ securityContext: { seLinuxOptions: { type: spc_t } } }",
    "/spec/securityContext/seLinuxOptions/type",
  ],
  [
    "SELinux",
    "{ securityContext: { seLinuxOptions: { user: a } } }",
    "{}",
    "/spec/containers/0/securityContext/seLinuxOptions/user",
  ],
  [
    "/proc Mount Type",
    "{ securityContext: { procMount: Unmasked } }",
    "{}",
    "/spec/containers/0/securityContext/procMount",
  ],
  [
    "Seccomp",
    "{}",
    "{ securityContext: { seccompProfile: { type: Unconfined } } }",
    "/spec/securityContext/seccompProfile/type",
  ],
  [
    "Sysctls",
    "{}",
    "{ securityContext: { sysctls: [{ name: kernel.msgmax, value: '1' }] } }",
    "/spec/securityContext/sysctls/0/name",
  ],
];

test.each(baseline)("baseline refuses %s: %s %s", async (control, container, spec, pointer) => {
  expect(await asked({ rules: rule("baseline"), objects: pod(container, spec) })).toEqual([
    `Pod shop/web: deny p/r at ${pointer}: Validation rule 'r' failed. It violates PodSecurity "baseline:latest": ${control}`,
  ]);
  expect(await asked({ rules: rule("privileged"), objects: pod(container, spec) })).toEqual([]);
});

test("baseline lets in a Pod that asks for nothing, and what is safe", async () => {
  const safe = pod(
    "{ ports: [{ containerPort: 80 }], securityContext: { capabilities: { add: [NET_BIND_SERVICE] }, procMount: Default } }",
    "{ volumes: [{ name: a, emptyDir: {} }], securityContext: { sysctls: [{ name: net.ipv4.tcp_syncookies, value: '1' }] } }",
  );
  expect(await asked({ rules: rule("baseline"), objects: pod() })).toEqual([]);
  expect(await asked({ rules: rule("baseline"), objects: safe })).toEqual([]);
});

test.each([
  [
    "Privilege Escalation",
    hardened.replace("allowPrivilegeEscalation: false, ", ""),
    "{}",
    "/spec/containers/0/securityContext/allowPrivilegeEscalation",
  ],
  [
    "Running as Non-root",
    hardened.replace("runAsNonRoot: true, ", ""),
    "{}",
    "/spec/containers/0/securityContext/runAsNonRoot",
  ],
  ["Running as Non-root user", own("runAsUser: 0"), "{}", "/spec/containers/0/securityContext/runAsUser"],
  [
    "Seccomp",
    hardened.replace(", seccompProfile: { type: RuntimeDefault }", ""),
    "{}",
    "/spec/containers/0/securityContext/seccompProfile/type",
  ],
  ["Capabilities", hardened.replace("[ALL]", "[KILL]"), "{}", "/spec/containers/0/securityContext/capabilities/drop"],
  [
    "Capabilities",
    hardened.replace("{ drop", "{ add: [CHOWN], drop"),
    "{}",
    "/spec/containers/0/securityContext/capabilities/add",
  ],
  ["Volume Types", hardened, "{ volumes: [{ name: a, nfs: { server: a, path: / } }] }", "/spec/volumes/0"],
])("restricted refuses %s as well: %s %s", async (control, container, spec, pointer) => {
  expect(await asked({ rules: rule("restricted"), objects: pod(container, spec) })).toEqual([
    `Pod shop/web: deny p/r at ${pointer}: Validation rule 'r' failed. It violates PodSecurity "restricted:latest": ${control}`,
  ]);
  expect(await asked({ rules: rule("baseline"), objects: pod(container, spec) })).toEqual([]);
});

test("restricted lets in what is hardened, in the container or for the whole Pod", async () => {
  const forAll = "{ securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } } }";
  const container = "{ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } } }";

  expect(await asked({ rules: rule("restricted"), objects: pod(hardened) })).toEqual([]);
  expect(await asked({ rules: rule("restricted"), objects: pod(container, forAll) })).toEqual([]);
});

test("what was so before may be updated", async () => {
  const [old, objects] = [pod("{}", "{ hostPID: true }"), pod("{}", "{ hostPID: true, hostIPC: true }")];

  expect((await asked({ rules: rule("baseline"), objects, old }))[0]).toContain(": audit p/r ");
  expect((await asked({ rules: rule("baseline"), objects, old: pod() }))[0]).toContain(": deny p/r ");
});

test("of workloads it is the template that counts", async () => {
  const objects =
    "{ apiVersion: batch/v1, kind: CronJob, metadata: { name: web, namespace: shop }, spec: { jobTemplate: { spec: { template: { spec: { hostPID: true } } } } } }";
  expect((await asked({ rules: rule("baseline"), objects }))[0]).toContain(
    "at /spec/jobTemplate/spec/template/spec/hostPID: ",
  );
});

test.each([
  ["a control of the Pod", "[{ controlName: Host Namespaces }]", "{}", "{ hostPID: true }", true],
  ["another control", "[{ controlName: Host Ports }]", "{}", "{ hostPID: true }", false],
  [
    "a control of some images",
    "[{ controlName: Privileged Containers, images: ['corp/*'] }]",
    "{ securityContext: { privileged: true } }",
    "{}",
    true,
  ],
  [
    "a control of other images",
    "[{ controlName: Privileged Containers, images: ['hub/*'] }]",
    "{ securityContext: { privileged: true } }",
    "{}",
    false,
  ],
])("excludes %s", async (_, exclude, container, spec, isExcluded) => {
  const rules = rule("baseline", `, exclude: ${exclude}`);
  expect(await asked({ rules, objects: pod(container, spec) })).toHaveLength(isExcluded ? 0 : 1);
});

test.each([
  ["a version of the standards", rule("baseline").replace("latest", "v1.24"), "{}", "{}"],
  [
    "single values",
    rule("baseline", ", exclude: [{ controlName: Capabilities, images: ['*'], restrictedField: a, values: [b] }]"),
    "{ securityContext: { capabilities: { add: [SYS_ADMIN] } } }",
    "{}",
  ],
  [
    "a sysctl that newer releases allow",
    rule("baseline"),
    "{}",
    "{ securityContext: { sysctls: [{ name: net.ipv4.tcp_fin_timeout, value: '1' }] } }",
  ],
  ["a host of a probe", rule("baseline"), "{ livenessProbe: { httpGet: { host: a, port: 1 } } }", "{}"],
  [
    "a user namespace",
    rule("restricted"),
    hardened.replace("runAsNonRoot: true", "runAsNonRoot: false"),
    "{ hostUsers: false }",
  ],
])("%s is not guessed", async (_, rules, container, spec) => {
  const [answer = ""] = await asked({ rules, objects: pod(container, spec) });
  expect(answer).toContain("not evaluated p/r: ");
});
