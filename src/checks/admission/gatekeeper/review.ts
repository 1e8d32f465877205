import { isJsonObject, type JsonObject } from "../../../domain/json.ts";
import type { Manifest } from "../../../domain/manifest.ts";
import { InvariantError } from "../../../errors.ts";
import { builtInKind } from "../../schema/definitions.ts";
import type { AdmissionRequest } from "../engine.ts";
import { type Candidate, isNamespace } from "./match.ts";

/**
 * What a template reads as `input.review`: the AdmissionRequest as the API server sends it. Who asks is nobody here,
 * and templates that ask for it are not evaluated.
 */
export function reviewOf({ operation, object, old }: AdmissionRequest): JsonObject {
  const about = aboutOf({ object, old });
  const { group, kind, namespace } = candidateOf(about);
  const version = about.apiVersion.slice(about.apiVersion.indexOf("/") + 1);
  // A Namespace is asked for in itself.
  const within = isNamespace({ group, kind }) ? about.id.name : namespace;
  return {
    uid: "",
    kind: { group, version, kind },
    requestKind: { group, version, kind },
    operation,
    ...nameOf(about),
    ...(within !== null && { namespace: within }),
    userInfo: {},
    object: object && placed(object),
    oldObject: old && placed(old),
    dryRun: false,
    options: null,
  };
}

/** What a request is about: the object, or what is deleted. */
export function aboutOf({ object, old }: Pick<AdmissionRequest, "object" | "old">): Manifest {
  const about = object ?? old;
  if (about === null) throw new InvariantError("a request has an object, or one that was there");
  return about;
}

function nameOf({ object: { metadata } }: Manifest): JsonObject {
  const name = isJsonObject(metadata) ? metadata.name : undefined;
  return typeof name === "string" ? { name } : {};
}

/** The object in the namespace that it goes to, written there or not. */
export function placed({ id, object }: Manifest): JsonObject {
  const { metadata } = object;
  if (id.namespace === null || !isJsonObject(metadata) || metadata.namespace === id.namespace) return object;
  return { ...object, metadata: { ...metadata, namespace: id.namespace } };
}

/** A manifest as constraints are matched with it. */
export function candidateOf(manifest: Manifest): Candidate {
  const { id, apiVersion, object } = manifest;
  const known = builtInKind(apiVersion, id.kind);
  return {
    object,
    group: id.group,
    kind: id.kind,
    namespaced: id.namespace !== null ? true : (known?.namespaced ?? null),
    namespace: id.namespace,
  };
}
