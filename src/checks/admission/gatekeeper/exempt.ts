import { isJsonArray, type JsonObject, objectIn } from "../../../domain/json.ts";
import type { AdmissionRule } from "../engine.ts";
import { globMatches } from "./glob.ts";
import { type Candidate, isNamespace, labelsIn } from "./match.ts";

/** Gatekeeper's own: its webhook leaves it alone as it is delivered. */
const own = "gatekeeper-system";

/** The API server does not ask Gatekeeper about what is in a namespace with this label. */
const ignoreLabel = "admission.gatekeeper.sh/ignore";

/**
 * Whether Gatekeeper's webhook is never asked about an object: it is in a namespace that Gatekeeper's Config keeps
 * out, or in its own.
 * https://open-policy-agent.github.io/gatekeeper/website/docs/exempt-namespaces
 */
export function exemptions(rules: readonly AdmissionRule[]): (candidate: Candidate) => boolean {
  const globs = rules
    .filter(({ manifest: { id } }) => id.group === "config.gatekeeper.sh" && id.kind === "Config")
    .flatMap(({ manifest }) => excludedBy(manifest.object));
  return (candidate) => {
    const namespace = namespaceOf(candidate);
    return namespace !== null && (namespace === own || globs.some((glob) => globMatches(glob, namespace)));
  };
}

function excludedBy({ spec }: JsonObject): readonly string[] {
  const { match } = objectIn(spec);
  return (isJsonArray(match) ? match.map(objectIn) : []).flatMap(({ excludedNamespaces, processes }) => {
    const names = isJsonArray(processes) ? processes : [];
    if (!names.includes("*") && !names.includes("webhook")) return [];
    return (isJsonArray(excludedNamespaces) ? excludedNamespaces : []).map(String);
  });
}

/** Whether the namespace of an object, as it is declared, is one that Gatekeeper is not asked about. */
export function isIgnored(candidate: Candidate, labelsOf: (namespace: string) => JsonObject): boolean {
  if (isNamespace(candidate)) return Object.hasOwn(labelsIn(candidate.object), ignoreLabel);
  const namespace = namespaceOf(candidate);
  return namespace !== null && Object.hasOwn(labelsOf(namespace), ignoreLabel);
}

function namespaceOf(candidate: Candidate): string | null {
  if (!isNamespace(candidate)) return candidate.namespace;
  const { name } = objectIn(candidate.object.metadata);
  return typeof name === "string" ? name : null;
}
