import { structuredPatch } from "diff";
import { stringify } from "yaml";
import { isJsonArray, isJsonObject, type Json } from "../domain/json.ts";
import type { FieldChange } from "../domain/plan.ts";
import { type FieldTree, fieldTree } from "./field-tree.ts";
import { amount } from "./words.ts";

/** How much of a change is written out. */
export type FieldLimits = { readonly fields: number; readonly lines: number; readonly width: number };

export const everyField: FieldLimits = { fields: 200, lines: 200, width: 400 };
export const fewFields: FieldLimits = { fields: 8, lines: 8, width: 120 };

/** More edits than this are shown as all old lines and all new lines: finding fewer costs too much. */
const mostEdits = 500;

/** Longer texts are not read to their end: nobody would, and the report has no room. */
const longestText = 100_000;

/** The fields of a change as the lines of a `diff` fence: `-` before, `+` after. What is all new is shown as a tree. */
export function fieldLines(fields: readonly FieldChange[], limits: FieldLimits): readonly string[] {
  const some = fields.slice(0, limits.fields);
  const allNew = some.length > 1 && some.every(({ before }) => before === null);
  const shown = allNew ? treeLines(fieldTree(some), limits, "+ ") : some.flatMap((field) => linesOf(field, limits));
  const left = fields.length - some.length;
  return left > 0 ? [...shown, `# and ${amount(left, "more field")}`] : shown;
}

function treeLines(trees: readonly FieldTree[], limits: FieldLimits, indent: string): readonly string[] {
  return trees.flatMap(({ step, field, below, isItem }) => {
    if (field === null) return [cut(`${indent}${step}:`, limits.width), ...treeLines(below, limits, `${indent}  `)];
    if (isItem) return [cut(`${indent}- ${scalar(field.after)}`, limits.width)];
    if (isShort(field.after)) return [cut(`${indent}${step}: ${scalar(field.after)}`, limits.width)];
    const lines = prefixed(`${indent}  `, block(field.after));
    const shown = lines.slice(0, limits.lines).map((line) => cut(line, limits.width));
    const left = lines.length - shown.length;
    const mark = typeof field.after === "string" ? " |" : "";
    return [
      cut(`${indent}${step}:${mark}`, limits.width),
      ...shown,
      ...(left > 0 ? [`# and ${amount(left, "more line")}`] : []),
    ];
  });
}

function linesOf({ path, before, after }: FieldChange, limits: FieldLimits): readonly string[] {
  if (isHiddenChange(before, after)) return [`! ${path}: (hidden, changed)`];
  if (isShort(before) && isShort(after)) {
    const name = path === "" ? "" : `${path}: `;
    return [
      ...(before === null ? [] : [cut(`- ${name}${scalar(before)}`, limits.width)]),
      ...(after === null ? [] : [cut(`+ ${name}${scalar(after)}`, limits.width)]),
    ];
  }
  const lines = textDiff(block(before), block(after));
  const shown = lines.slice(0, limits.lines).map((line) => cut(line, limits.width));
  const left = lines.length - shown.length;
  return [`@@ ${path} @@`, ...shown, ...(left > 0 ? [`# and ${amount(left, "more line")}`] : [])];
}

/** A masked value that differs is told as such: its two masks are no news to a reader. */
function isHiddenChange(before: Json, after: Json): boolean {
  return before === "(hidden)" && (after === "(hidden)" || after === "(hidden, changed)");
}

function isShort(value: Json): boolean {
  if (isJsonArray(value)) return value.length === 0;
  if (isJsonObject(value)) return Object.keys(value).length === 0;
  return typeof value !== "string" || !value.includes("\n");
}

/** A value on one line, quoted where it would read as something else. */
function scalar(value: Json): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const plain = /^[\p{L}\p{N}(/.][\p{L}\p{N} _./:@=,()+-]*$/u.test(value) && !/: |:$| $| #|^[\d.:_+-]+$/.test(value);
  const other = /^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value) || !Number.isNaN(Number(value));
  return plain && !other ? value : JSON.stringify(value);
}

/** A value over several lines; nothing at all for an absent one. */
function block(value: Json): string {
  if (value === null) return "";
  const text = typeof value === "string" ? value : stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
  const short = text.slice(0, longestText);
  return short.endsWith("\n") ? short : `${short}\n`;
}

function textDiff(before: string, after: string): readonly string[] {
  const options = { context: 3, maxEditLength: mostEdits } as const;
  const patch = before === "" || after === "" ? undefined : structuredPatch("", "", before, after, "", "", options);
  if (patch === undefined) return [...prefixed("- ", before), ...prefixed("+ ", after)];
  return patch.hunks.flatMap(({ lines }, index) => [
    ...(index > 0 ? ["  …"] : []),
    ...lines.map((line) => `${line.slice(0, 1)} ${line.slice(1)}`),
  ]);
}

function prefixed(prefix: string, text: string): readonly string[] {
  return text === ""
    ? []
    : text
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => prefix + line);
}

function cut(line: string, width: number): string {
  const points = line.length <= width ? undefined : [...line.slice(0, width * 2 + 2)];
  return points === undefined || points.length <= width ? line : `${points.slice(0, width).join("")}…`;
}
