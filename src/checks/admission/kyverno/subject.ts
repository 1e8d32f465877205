import { isJsonObject, type JsonObject } from "../../../domain/json.ts";
import type { Manifest } from "../../../domain/manifest.ts";
import type { AdmissionRequest } from "../engine.ts";
import type { KnownLabels } from "../gatekeeper/label-selector.ts";
import { candidateOf, placed } from "../gatekeeper/review.ts";
import { asAdmitted } from "../validating-admission-policy/as-admitted.ts";

/** One object as Kyverno would be asked about it. */
export type Subject = {
  readonly operation: AdmissionRequest["operation"];
  /** Null of what is deleted. */
  readonly object: JsonObject | null;
  readonly old: JsonObject | null;
  /** The object, or what is deleted. */
  readonly about: JsonObject;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  /** Null for what is of the cluster; undefined where nobody says. */
  readonly namespace: string | null | undefined;
};

/** Labels of a namespace, by its name. */
export type NamespaceLabels = (name: string) => KnownLabels;

const known = new WeakMap<AdmissionRequest, Subject>();

/** Undefined for a request about nothing. */
export function subjectOf(request: AdmissionRequest): Subject | undefined {
  const { operation, object, old } = request;
  const about = object ?? old;
  if (about === null) return undefined;
  const found = known.get(request) ?? subject(operation, about, object, old);
  known.set(request, found);
  return found;
}

/** What was there before, as if it were created: how Kyverno asks whether a violation is new. */
export function earlierSubject({ old }: AdmissionRequest): Subject | undefined {
  return old === null ? undefined : subject("CREATE", old, old, null);
}

function subject(
  operation: Subject["operation"],
  about: Manifest,
  object: Manifest | null,
  old: Manifest | null,
): Subject {
  const { namespaced, namespace } = candidateOf(about);
  return {
    operation,
    object: object && admitted(object),
    old: old && admitted(old),
    about: admitted(about),
    group: about.id.group,
    version: about.apiVersion.slice(about.apiVersion.indexOf("/") + 1),
    kind: about.id.kind,
    name: about.id.name,
    namespace: namespace ?? (namespaced === false ? null : undefined),
  };
}

/** With its namespace, and what the API server fills in before it asks. */
function admitted(manifest: Manifest): JsonObject {
  return asAdmitted({ ...manifest, object: placed(manifest) });
}

/** `metadata.labels` or `metadata.annotations`. */
export function tagsOf({ metadata }: JsonObject, tag: "labels" | "annotations"): JsonObject {
  const tags = isJsonObject(metadata) ? metadata[tag] : undefined;
  return isJsonObject(tags) ? tags : {};
}
