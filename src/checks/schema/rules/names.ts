import { isJsonObject, type JsonObject } from "../../../domain/json.ts";
import { pointerOf } from "../../../domain/json-pointer.ts";
import { groupOf } from "../../../domain/manifest.ts";
import { isSubstituted } from "../messages.ts";
import type { Problem } from "../problem.ts";
import { judgedText, type Rule, valueAt } from "./rule.ts";

const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const qualified = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Whether a text is a DNS-1123 label, as the API server asks of containers, volumes and namespaces. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && label.test(text);
}

/** Whether a text is a DNS-1123 subdomain: labels with dots between. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && subdomain.test(text);
}

/** Every object has a name that its kind allows. */
export const objectName: Rule = ({ apiVersion, kind, object }) => {
  if (isQuestion(groupOf(apiVersion))) return [];
  const name = valueAt(object, "metadata", "name");
  if (name === undefined || name === "") {
    if (valueAt(object, "metadata", "generateName") !== undefined) return [];
    const pointer = valueAt(object, "metadata") === undefined ? "" : "/metadata";
    return [{ pointer, rule: "required-field", message: `metadata.name is missing; every ${kind} needs a name.` }];
  }
  const text = judgedText(name);
  const wrong = text === undefined ? undefined : wrongName(apiVersion, kind, text);
  return wrong === undefined
    ? []
    : [{ pointer: "/metadata/name", rule: "name", message: `metadata.name is "${text}"; ${wrong}.` }];
};

/** Reviews are asked of the API server and answered; nothing of them is kept under a name. */
function isQuestion(group: string): boolean {
  return group === "authentication.k8s.io" || group === "authorization.k8s.io";
}

function wrongName(apiVersion: string, kind: string, name: string): string | undefined {
  const group = groupOf(apiVersion);
  if (pathNames.has(group) || pathNames.has(`${group}/${kind}`)) {
    return /[/%]/.test(name) || name === "." || name === ".." ? "a name must not hold / or %" : undefined;
  }
  const kindKey = `${group}/${kind}`;
  if (labelNames.has(kindKey) && !isDnsLabel(name)) {
    return `the name of a ${kind} may hold lower-case letters, digits and -, 63 characters at most, and starts and ends with a letter or digit`;
  }
  if (!isDnsSubdomain(name)) {
    return "a name may hold lower-case letters, digits, - and ., 253 characters at most, and starts and ends with a letter or digit";
  }
  if (kindKey === "batch/CronJob" && name.length > 52) {
    return "a CronJob's name has at most 52 characters, because its Jobs add eleven";
  }
  return undefined;
}

/** Groups and kinds whose names only have to fit into a URL's path. */
const pathNames: ReadonlySet<string> = new Set([
  "rbac.authorization.k8s.io",
  "apiregistration.k8s.io/APIService",
  "networking.k8s.io/IPAddress",
  "certificates.k8s.io/CertificateSigningRequest",
  "certificates.k8s.io/ClusterTrustBundle",
]);

const labelNames: ReadonlySet<string> = new Set(["/Namespace", "/Service"]);

const metadataPaths = [
  ["metadata"],
  ["spec", "template", "metadata"],
  ["spec", "jobTemplate", "metadata"],
  ["spec", "jobTemplate", "spec", "template", "metadata"],
] as const;

/** Labels and annotations, of the object and of what it makes, are spelt as Kubernetes allows. */
export const labelsAndAnnotations: Rule = ({ object }) => {
  const problems: Problem[] = [];
  for (const path of metadataPaths) {
    const metadata = valueAt(object, ...path);
    if (!isJsonObject(metadata)) continue;
    if (isJsonObject(metadata.labels)) problems.push(...labelProblems(metadata.labels, path));
    if (isJsonObject(metadata.annotations)) problems.push(...annotationProblems(metadata.annotations, path));
  }
  return problems;
};

function labelProblems(labels: JsonObject, path: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  for (const key in labels) {
    const field = () => `${path.join(".")}.labels`;
    const wrongKey = wrongLabelKey(key);
    const text = judgedText(labels[key]);
    if (wrongKey !== undefined) problems.push(told(`${field()} has the key "${key}"; ${wrongKey}.`, key));
    else if (text !== undefined && !(text.length <= 63 && qualified.test(text))) {
      problems.push(
        told(
          `${field()}[${key}] is "${text}"; a label's value may hold letters, digits, -, _ and ., 63 characters at most, and starts and ends with a letter or digit.`,
          key,
        ),
      );
    }
  }
  return problems;

  function told(message: string, key: string): Problem {
    return { pointer: pointerOf([...path, "labels", key]), rule: "label", message };
  }
}

function annotationProblems(annotations: JsonObject, path: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  for (const key in annotations) {
    const wrong = wrongLabelKey(key);
    if (wrong === undefined) continue;
    const pointer = pointerOf([...path, "annotations", key]);
    const message = `${path.join(".")}.annotations has the key "${key}"; ${wrong}.`;
    problems.push({ pointer, rule: "annotation", message });
  }
  return problems;
}

const rightKeys = new Set<string>();

/** Why a text is no key of a label or an annotation; undefined when it is one. */
function wrongLabelKey(key: string): string | undefined {
  if (rightKeys.has(key)) return undefined;
  const wrong = wrongInKey(key);
  if (wrong === undefined && rightKeys.size < 10_000) rightKeys.add(key);
  return wrong;
}

function wrongInKey(key: string): string | undefined {
  if (isSubstituted(key)) return undefined;
  const slash = key.indexOf("/");
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (prefix !== undefined && !isDnsSubdomain(prefix.toLowerCase()))
    return "what stands before the / must be a DNS name";
  if (name.length > 63 || !qualified.test(name)) {
    return "a key's name may hold letters, digits, -, _ and ., 63 characters at most, and starts and ends with a letter or digit";
  }
  return undefined;
}
