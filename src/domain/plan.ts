import type { Json } from "./json.ts";
import type { ResourceId } from "./manifest.ts";
import type { SourceLocation } from "./source.ts";

/** `replace` is a delete and a create: a field that cannot change in place has changed. */
export type Action = "create" | "update" | "replace" | "delete";

/** Most dangerous first; the order in which changes are shown. */
export const actions = ["delete", "replace", "update", "create"] as const satisfies readonly Action[];

/** One field, before and after. Null stands for absent: Kubernetes reads the two alike. */
export type FieldChange = {
  /** As people write it: `spec.template.spec.containers[web].image`, `metadata.labels[a.b/c]`. */
  readonly path: string;
  readonly before: Json;
  readonly after: Json;
};

/** Why a reader should stop at a change. */
export type Risk =
  | "deletes-stateful"
  | "deletes-namespace"
  | "deletes-definition"
  | "replaces"
  | "changes-selector"
  | "scales-to-zero"
  | "moves-image-back"
  | "widens-permissions";

/** One resource to create, update, replace or delete. A delete has no fields. */
export type Change = {
  readonly action: Action;
  readonly apiVersion: string;
  readonly id: ResourceId;
  readonly fields: readonly FieldChange[];
  readonly risks: readonly Risk[];
  /** Lines of the head's sources that cause it; of the base's for a delete. */
  readonly sources: readonly SourceLocation[];
};

/** What a merge would change. "Nothing" is an answer; it never stands in for "not known". */
export type Plan =
  | {
      readonly status: "known";
      readonly changes: readonly Change[];
      /** Differences left out because they mean nothing, or because the configuration says so. */
      readonly ignored: number;
      /** Set when the base did not render: everything is listed as create. */
      readonly note?: string;
    }
  | { readonly status: "unknown"; readonly reason: string };
