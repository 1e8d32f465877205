import { isJsonArray, isJsonObject, type Json } from "../../../domain/json.ts";
import { isPortName } from "../port-name.ts";
import { isDnsSubdomain } from "../rules/names.ts";
import { judgedText, listAt, mappingAt, valueAt } from "../rules/rule.ts";
import { among, exactlyOne, isSet, lacks, type PartProblem, type PartRule, says, textField } from "./part.ts";

/** An environment variable is called so that a program can ask for it (RelaxedEnvironmentVariableValidation). */
export const environmentVariable: PartRule = (part) => {
  const { name, value, valueFrom } = part;
  if (name === "") return [says(["name"], "required-field", "is empty; a variable has a name")];
  const text = judgedText(name);
  if (text !== undefined && !/^[ -<>-~]+$/.test(text)) {
    return [says(["name"], "name", `is "${text}"; the name of a variable has printable characters, and no =`)];
  }
  const sources = among(isJsonObject(valueFrom) ? valueFrom : {}, variableSources);
  if (isJsonObject(valueFrom) && sources.length === 0) {
    return [says(["valueFrom"], "one-of", `must name exactly one source: one of ${variableSources.join(", ")}`)];
  }
  if (sources.length > 1)
    return [says(["valueFrom"], "one-of", `must name exactly one source, not ${sources.join(" and ")}`)];
  if (isJsonObject(valueFrom) && judgedText(value) !== undefined) {
    return [says([], "one-of", "has value and valueFrom; only one of them is allowed")];
  }
  return fieldReference(valueFrom);
};

const variableSources = ["configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef"];

const podFields: ReadonlySet<string> = new Set([
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.host",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
]);

function fieldReference(valueFrom: Json | undefined): PartProblem[] {
  const path = judgedText(valueAt(valueFrom, "fieldRef", "fieldPath"));
  if (path === undefined || podFields.has(path) || /^metadata\.(?:labels|annotations)\['[^']+'\]$/.test(path))
    return [];
  const why = `allowed is ${[...podFields].join(", ")}, metadata.labels['KEY'] and metadata.annotations['KEY']`;
  return [says(["valueFrom", "fieldRef", "fieldPath"], "allowed-value", `is "${path}"; ${why}`)];
}

export const environmentSource: PartRule = (part) => {
  const prefix = judgedText(part.prefix);
  const wrong = prefix !== undefined && !/^[ -<>-~]+$/.test(prefix);
  return [
    ...exactlyOne(["configMapRef", "secretRef"], "configMapRef and secretRef")(part),
    ...(wrong
      ? [says(["prefix"], "name", `is "${prefix}"; the name of a variable has printable characters, and no =`)]
      : []),
  ];
};

export const resourceField = textField("resource", "allowed-value", (text) =>
  /^(?:limits|requests)\.(?:cpu|memory|ephemeral-storage|hugepages-.+)$/.test(text) || text.includes("/")
    ? undefined
    : "allowed is limits and requests of cpu, memory and ephemeral-storage, such as limits.cpu",
);

export const containerPort = textField("name", "name", (text) =>
  isPortName(text) ? undefined : "a port's name has at most 15 lower-case letters, digits and -, with a letter in it",
);

export const volumeMount: PartRule = (part) => {
  const within = judgedText(part.subPath);
  const problems: PartProblem[] = [];
  if (part.mountPath === "")
    problems.push(says(["mountPath"], "required-field", "is empty; a volume is mounted somewhere"));
  if (within !== undefined && (within.startsWith("/") || within.split("/").includes(".."))) {
    problems.push(
      says(
        ["subPath"],
        "format",
        `is "${within}"; it is a path within the volume, without a / before it and without ..`,
      ),
    );
  }
  if (isSet(part.subPath) && isSet(part.subPathExpr)) {
    problems.push(says([], "one-of", "has subPath and subPathExpr; only one of them is allowed"));
  }
  return problems;
};

const actions = ["exec", "grpc", "httpGet", "tcpSocket"];

/** What runs at the beginning or end of a container. */
export const lifecycleHandler = exactlyOne(
  ["exec", "httpGet", "sleep", "tcpSocket"],
  "exec, httpGet, sleep and tcpSocket",
);

export const probe: PartRule = (part) => {
  const found = among(part, actions);
  const port = ["httpGet", "tcpSocket"].flatMap((action) => {
    const text = judgedText(valueAt(part, action, "port"));
    return text === undefined || isPortName(text)
      ? []
      : [says([action, "port"], "format", `is "${text}"; ${portWords}`)];
  });
  if (found.length === 1) return port;
  const has = found.length === 0 ? "none" : found.join(" and ");
  return [says([], "one-of", `must have exactly one of ${actions.join(", ")}; it has ${has}`)];
};

const portWords = "a port is a number, or a name of at most 15 lower-case letters, digits and -, with a letter in it";

const standardResource = /^(?:cpu|memory|ephemeral-storage|hugepages-.+)$/;

/** What a container asks for and may have is something that a node has. */
export const containerResources: PartRule = (part) =>
  ["limits", "requests"].flatMap((side) =>
    Object.keys(mappingAt(part, side))
      .filter((name) => !standardResource.test(name) && !name.includes("/"))
      .map((name) =>
        says(
          [side, name],
          "allowed-value",
          `is no resource of a container; there are cpu, memory, ephemeral-storage, hugepages-… and names such as example.com/gpu`,
        ),
      ),
  );

export const securityContext: PartRule = (part) => {
  const problems: PartProblem[] = [];
  if (part.allowPrivilegeEscalation === false && part.privileged === true) {
    problems.push(says(["allowPrivilegeEscalation"], "one-of", "cannot be false when privileged is true"));
  }
  const added = valueAt(part, "capabilities", "add");
  const administers = isJsonArray(added) && added.some((one) => one === "SYS_ADMIN" || one === "CAP_SYS_ADMIN");
  if (part.allowPrivilegeEscalation === false && isJsonArray(added) && administers) {
    const told = says(
      ["allowPrivilegeEscalation"],
      "one-of",
      "cannot be false when SYS_ADMIN is added to the capabilities",
    );
    // The API server knows the capability by its long name only; to the kernel both say the same.
    problems.push(added.includes("CAP_SYS_ADMIN") ? told : { ...told, severity: "warning" });
  }
  return [...problems, ...userProblems(part)];
};

/** Of a pod, and of a container. */
export const userProblems: PartRule = (part) =>
  ["runAsUser", "runAsGroup", "fsGroup"].flatMap((field) => {
    const id = part[field];
    if (typeof id !== "number" || (id >= 0 && id <= 2 ** 31 - 1)) return [];
    return [says([field], "range", `is ${id}; an id is a number from 0 to 2147483647`)];
  });

/** A profile of seccomp or AppArmor names a file when, and only when, it is a local one. */
export const localProfile: PartRule = (part) => {
  const named = isSet(part.localhostProfile);
  if (part.type === "Localhost" && !named) return [lacks("localhostProfile", "the type Localhost needs one")];
  if (typeof part.type !== "string" || part.type === "Localhost" || !named) return [];
  return [says(["localhostProfile"], "one-of", `may not be set when the type is ${part.type}`)];
};

export const sysctls: PartRule = (part) => {
  const names = listAt(part, "sysctls").map((one) => judgedText(valueAt(one, "name")));
  return names.flatMap((name, index) => {
    if (name === undefined) return [];
    const inside = ["sysctls", index, "name"];
    if (!/^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:[./][a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*$/.test(name)) {
      return [says(inside, "format", `is "${name}"; the name of a sysctl is such as net.core.somaxconn`)];
    }
    return names.indexOf(name) < index ? [says(inside, "duplicate", `is ${name} a second time; each is set once`)] : [];
  });
};

const objectReference = textField("name", "name", (text) =>
  isDnsSubdomain(text) ? undefined : "a name may hold lower-case letters, digits, - and .",
);

/** The API server takes any name, and nothing can be called so. */
export const secretReference: PartRule = (part) =>
  objectReference(part).map((problem) => ({ ...problem, severity: "warning" as const }));
