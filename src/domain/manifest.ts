import type { Json, JsonObject } from "./json.ts";
import type { SourceLocation } from "./source.ts";

/** What Kubernetes calls a resource by. The API version is no part of identity: a bump is an update. */
export type ResourceId = {
  /** "" for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Null when the manifest names none: cluster-scoped, or left to whoever applies it. */
  readonly namespace: string | null;
  readonly name: string;
};

/** One place a manifest comes from: the document that defines it, or a patch that changes it. */
export type Origin = SourceLocation & {
  /** Position of the YAML document within the file, from 0. */
  readonly document: number;
  /** A patch's fields are looked up before the resource's own: it had the last word. */
  readonly role: "resource" | "patch" | "generator" | "template" | "values";
  /**
   * Where in the origin's document the manifest stands: [] when it is the document itself,
   * such as ["items", 0] inside a List. Of `values`, what a template reads there as `.Values`; a last step
   * "global" holds the global values of a chart that is not the outermost. A template with steps is none of the
   * repository's own: the line stands for an archive's.
   */
  readonly within: readonly (string | number)[];
  /**
   * What an engine's object lays over a kustomization there, by the kustomization's field: that object may
   * say it in words of its own.
   */
  readonly written?: { readonly field: string; readonly value: Json };
};

/** One rendered resource. */
export type Manifest = {
  readonly id: ResourceId;
  readonly apiVersion: string;
  readonly object: JsonObject;
  /** Where it comes from, the last word first; never empty. */
  readonly origins: readonly Origin[];
};

/** The one key of an identity; equal for equal identities and only for them. */
export function resourceKey(id: ResourceId): string {
  return JSON.stringify([id.group, id.kind, id.namespace, id.name]);
}

/** For people: `Deployment shop/web`, `Namespace shop` without a namespace, or an address of Terraform's as it is. */
export function resourceName(id: ResourceId): string {
  if (id.group === "terraform") return id.name;
  return id.namespace === null ? `${id.kind} ${id.name}` : `${id.kind} ${id.namespace}/${id.name}`;
}

/** The group of an `apiVersion`: `apps/v1` → `apps`, `v1` → "". */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}
