import { isJsonObject, type JsonObject } from "../../../domain/json.ts";
import { isDnsLabel } from "../rules/names.ts";
import { judgedText, listAt, valueAt } from "../rules/rule.ts";
import { among, isSet, lacks, type PartProblem, type PartRule, says, textField } from "./part.ts";

const label = textField("name", "name", (text) =>
  isDnsLabel(text) ? undefined : "a volume's name may hold lower-case letters, digits and -, 63 characters at most",
);

/** A volume is called something, and is of one kind; without any it is an empty directory. */
export const volume: PartRule = (part) => {
  const known = Object.keys(part).filter((field) => volumeSources.has(field));
  const several = known.length > 1 ? [says([], "one-of", `has ${known.join(" and ")}; a volume has one source`)] : [];
  return [...label(part), ...several];
};

const volumeSources: ReadonlySet<string> = new Set([
  "awsElasticBlockStore",
  "azureDisk",
  "azureFile",
  "cephfs",
  "cinder",
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "fc",
  "flexVolume",
  "flocker",
  "gcePersistentDisk",
  "gitRepo",
  "glusterfs",
  "hostPath",
  "image",
  "iscsi",
  "nfs",
  "persistentVolumeClaim",
  "photonPersistentDisk",
  "portworxVolume",
  "projected",
  "quobyte",
  "rbd",
  "scaleIO",
  "secret",
  "storageos",
  "vsphereVolume",
]);

export const hostPath: PartRule = (part) => {
  if (part.path === "") return [says(["path"], "required-field", "is empty; it is a path of the node")];
  const path = judgedText(part.path);
  if (path === undefined || !path.split("/").includes("..")) return [];
  return [says(["path"], "format", `is "${path}"; it must not hold ..`)];
};

/** Modes of files in octal: 0644, which YAML reads as 420. */
export const fileModes: PartRule = (part) =>
  ["defaultMode", "mode"].flatMap((field) => {
    const mode = part[field];
    if (typeof mode !== "number" || (mode >= 0 && mode <= 0o777)) return [];
    return [says([field], "range", `is ${mode}; a mode is 0 to 0777, in decimal 511`)];
  });

export const keyToPath: PartRule = (part) => {
  const path = judgedText(part.path);
  const wrong = path !== undefined && (path.startsWith("/") || path.split("/").includes(".."));
  return [
    ...fileModes(part),
    ...(wrong
      ? [says(["path"], "format", `is "${path}"; it is a path within the volume, without a / before it and without ..`)]
      : []),
  ];
};

export const secretVolume: PartRule = (part) => [
  ...fileModes(part),
  ...(isSet(part.secretName) ? [] : [lacks("secretName", "the volume is of one Secret")]),
];

const projections = [
  "clusterTrustBundle",
  "configMap",
  "downwardAPI",
  "podCertificate",
  "secret",
  "serviceAccountToken",
];

export const projection: PartRule = (part) => {
  const found = among(part, projections);
  if (found.length === 1) return [];
  if (found.length > 1) return [says([], "one-of", `has ${found.join(" and ")}; only one of them is allowed`)];
  // The API server takes it, and nothing is projected.
  return [{ ...says([], "one-of", `has none of ${projections.join(", ")}`), severity: "warning" }];
};

/** Sources that a persistent volume has beside those of a pod's volumes. */
const persistentSources = [
  "awsElasticBlockStore",
  "azureDisk",
  "azureFile",
  "cephfs",
  "cinder",
  "csi",
  "fc",
  "flexVolume",
  "flocker",
  "gcePersistentDisk",
  "glusterfs",
  "hostPath",
  "iscsi",
  "local",
  "nfs",
  "photonPersistentDisk",
  "portworxVolume",
  "quobyte",
  "rbd",
  "scaleIO",
  "storageos",
  "vsphereVolume",
];

export const persistentVolume: PartRule = (part) => {
  const problems: PartProblem[] = [];
  const sources = among(part, persistentSources);
  if (sources.length !== 1) {
    problems.push(
      says(
        [],
        "one-of",
        sources.length === 0
          ? "says no source of its volume; it has one, such as csi or nfs"
          : `has ${sources.join(" and ")}; a volume has one source`,
      ),
    );
  }
  if (listAt(part, "accessModes").length === 0) problems.push(lacks("accessModes", "a volume needs at least one"));
  if (valueAt(part, "capacity", "storage") === undefined)
    problems.push(lacks("capacity.storage", "a volume says how large it is"));
  if (sources.includes("local") && valueAt(part, "nodeAffinity", "required") === undefined) {
    problems.push(lacks("nodeAffinity.required", "a local volume is on a node"));
  }
  return [...problems, ...onePod(part)];
};

/** Whoever is alone with a volume is alone. */
function onePod(part: JsonObject): PartProblem[] {
  const modes = listAt(part, "accessModes");
  if (!modes.includes("ReadWriteOncePod") || modes.length === 1) return [];
  return [says(["accessModes"], "one-of", "has ReadWriteOncePod beside other modes; it stands alone")];
}

export const claim: PartRule = (part) => {
  const problems: PartProblem[] = [];
  if (listAt(part, "accessModes").length === 0) problems.push(lacks("accessModes", "a claim needs at least one"));
  const { requests } = isJsonObject(part.resources) ? part.resources : {};
  if (valueAt(requests, "storage") === undefined)
    problems.push(lacks("resources.requests.storage", "a claim says how much it wants"));
  return [...problems, ...onePod(part)];
};
