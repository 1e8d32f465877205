import { structuredPatch } from "diff";
import { stringify } from "yaml";
import { isJsonArray, isJsonObject, type Json } from "../domain/json.ts";

/** More edits than this are shown as all old lines and all new lines: finding fewer costs too much. */
const mostEdits = 500;

/** Longer texts are not read to their end: nobody would, and the report has no room. */
const longestText = 100_000;

/** A masked value that differs is told as such: its two masks are no news to a reader. */
export function isHiddenChange(before: Json, after: Json): boolean {
  return before === "(hidden)" && (after === "(hidden)" || after === "(hidden, changed)");
}

/** Whether it stands on one line. */
export function isShort(value: Json): boolean {
  if (isJsonArray(value)) return value.length === 0;
  if (isJsonObject(value)) return Object.keys(value).length === 0;
  return typeof value !== "string" || !value.includes("\n");
}

/** A value on one line, quoted where it would read as something else. */
export function scalar(value: Json): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const plain = /^[\p{L}\p{N}(/.][\p{L}\p{N} _./:@=,()+-]*$/u.test(value) && !/: |:$| $| #|^[\d.:_+-]+$/.test(value);
  const other = /^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value) || !Number.isNaN(Number(value));
  return plain && !other ? value : JSON.stringify(value);
}

/** A value over several lines; nothing at all for an absent one. */
export function block(value: Json): string {
  if (value === null) return "";
  const text = typeof value === "string" ? value : stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
  const short = text.slice(0, longestText);
  return short.endsWith("\n") ? short : `${short}\n`;
}

/** The lines that differ with a little around them, each with its mark. */
export function textDiff(before: string, after: string): readonly string[] {
  const options = { context: 3, maxEditLength: mostEdits } as const;
  const patch = before === "" || after === "" ? undefined : structuredPatch("", "", before, after, "", "", options);
  if (patch === undefined) return [...prefixed("- ", before), ...prefixed("+ ", after)];
  return patch.hunks.flatMap(({ lines }, index) => [
    ...(index > 0 ? ["  …"] : []),
    ...lines.map((line) => `${line.slice(0, 1)} ${line.slice(1)}`),
  ]);
}

/** Each line of a text with this before it. */
export function prefixed(prefix: string, text: string): readonly string[] {
  return text === ""
    ? []
    : text
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => prefix + line);
}

/** Cut between characters. */
export function cut(line: string, width: number): string {
  const points = line.length <= width ? undefined : [...line.slice(0, width * 2 + 2)];
  return points === undefined || points.length <= width ? line : `${points.slice(0, width).join("")}…`;
}
