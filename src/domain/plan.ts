import type { Json } from "./json.ts";
import type { ResourceId } from "./manifest.ts";
import type { SourceLocation } from "./source.ts";

/**
 * `replace` is a delete and a create: a field that cannot change in place has changed. `forget` and `read`
 * are Terraform's: it no longer manages something that stays, or reads a data source when it applies.
 */
export type Action = "create" | "update" | "replace" | "delete" | "forget" | "read";

/** Most dangerous first; the order in which changes are shown. */
export const actions = ["delete", "replace", "forget", "update", "create", "read"] as const satisfies readonly Action[];

/** One field, before and after. Null stands for absent: Kubernetes reads the two alike. */
export type FieldChange = {
  /** As people write it: `spec.template.spec.containers[web].image`, `metadata.labels[a.b/c]`. */
  readonly path: string;
  readonly before: Json;
  readonly after: Json;
  /** Set where the value after is known only once it is applied; `after` is null then. */
  readonly unknown?: true;
  /** Set where this field is why the resource is replaced. */
  readonly replaces?: true;
  /** What the difference means, in a few words of ours: `newer`, `from 2 to 5 replicas`. */
  readonly note?: string;
};

/** Why a reader should stop at a change, most dangerous first. docs/plan.md tells each. */
export const risks = [
  "deletes-stateful",
  "deletes-namespace",
  "deletes-definition",
  "uninstalls",
  "may-be-pruned",
  "replaces",
  "widens-permissions",
  "opens-network",
  "exposes",
  "removed-api",
  "misses-own-pods",
  "loses-endpoints",
  "changes-selector",
  "scales-to-zero",
  "blocks-eviction",
  "fights-autoscaler",
  "drops-probe",
  "drops-limit",
  "moves-image-back",
  "unpins-image",
] as const;

export type Risk = (typeof risks)[number];

/** One resource to create, update, replace or delete. A delete has no fields. */
export type Change = {
  readonly action: Action;
  readonly apiVersion: string;
  readonly id: ResourceId;
  readonly fields: readonly FieldChange[];
  readonly risks: readonly Risk[];
  /** A sentence on why a risk is one here, where there is more to say than what holds for all of its kind. */
  readonly reasons?: Readonly<Partial<Record<Risk, string>>>;
  /** Where it was before, in words: another application, or Terraform's previous address. */
  readonly movedFrom?: string;
  /** Terraform takes over something that exists. */
  readonly imported?: true;
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
      /** What Terraform found changed outside of it; no part of what the merge does. */
      readonly drift?: readonly Change[];
      /** Set when the base did not render: everything is listed as create. */
      readonly note?: string;
    }
  | { readonly status: "unknown"; readonly reason: string };
