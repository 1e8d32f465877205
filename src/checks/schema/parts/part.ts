import type { Json, JsonObject } from "../../../domain/json.ts";
import { isSubstituted } from "../messages.ts";

/** Something that a part of a manifest may not be, seen from the part. */
export type PartProblem = {
  /** The field, from the part; empty for the part itself. */
  readonly inside: readonly (string | number)[];
  readonly rule: string;
  /** What follows the field's name in the sentence. */
  readonly says: string;
  readonly severity?: "warning";
};

/** What the API server asks of a part wherever it stands, beyond its schema. */
export type PartRule = (part: JsonObject) => readonly PartProblem[];

export function says(inside: PartProblem["inside"], rule: string, words: string): PartProblem {
  return { inside, rule, says: words };
}

/** What is missing is told on the part that lacks it. */
export function lacks(field: string, why: string): PartProblem {
  return { inside: [], rule: "required-field", says: `has no ${field}; ${why}` };
}

/** There, and not what a template engine leaves when it has nothing to say. */
export function isSet(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null && value !== "";
}

/** Of the fields, those that are set. */
export function among(part: JsonObject, fields: readonly string[]): readonly string[] {
  return fields.filter((field) => part[field] !== undefined && part[field] !== null);
}

/** A rule on one field that is text and known. */
export function textField(field: string, rule: string, wrong: (text: string) => string | undefined): PartRule {
  return (part) => {
    const value = part[field];
    if (typeof value !== "string" || value === "" || isSubstituted(value)) return [];
    const why = wrong(value);
    return why === undefined ? [] : [says([field], rule, `is "${value}"; ${why}`)];
  };
}

/** Exactly one of the fields. */
export function exactlyOne(fields: readonly string[], what: string): PartRule {
  return (part) => {
    const found = among(part, fields);
    if (found.length === 1) return [];
    if (found.length === 0) return [says([], "one-of", `has none of ${what}; exactly one is needed`)];
    return [says([], "one-of", `has ${found.join(" and ")}; only one of them is allowed`)];
  };
}
