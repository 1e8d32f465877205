import { amount } from "../domain/amount.ts";
import type { FieldChange } from "../domain/plan.ts";
import { type FieldTree, fieldTree } from "./field-tree.ts";
import { imageWords } from "./image-words.ts";
import { block, cut, isHiddenChange, isShort, prefixed, scalar, textDiff } from "./values.ts";

/** How much of a change is written out. */
export type FieldLimits = {
  readonly fields: number;
  /** Lines of one field. */
  readonly lines: number;
  /** Lines of all fields together: one enormous change must not cost the others their lines. */
  readonly total?: number;
  readonly width: number;
};

/** Nothing left out. */
export const wholeFields: FieldLimits = {
  fields: Number.POSITIVE_INFINITY,
  lines: Number.POSITIVE_INFINITY,
  width: Number.POSITIVE_INFINITY,
};
export const everyField: FieldLimits = { fields: 200, lines: 200, total: 300, width: 400 };
export const fewFields: FieldLimits = { fields: 8, lines: 8, total: 24, width: 120 };

/**
 * The fields of a change as the lines of a `diff` fence: `-` before, `+` after, `!` where one line says both.
 * What is all new is shown as a tree.
 */
export function fieldLines(fields: readonly FieldChange[], limits: FieldLimits): readonly string[] {
  const some = fields.slice(0, limits.fields);
  const allNew = some.length > 1 && some.every(({ before }) => before === null);
  const shown = allNew ? treeLines(fieldTree(some), limits, "+ ") : some.flatMap((field) => linesOf(field, limits));
  const left = fields.length - some.length;
  const more = left > 0 ? [`# and ${amount(left, "more field")}`] : [];
  const { total = shown.length } = limits;
  const over = shown.length - total;
  return over > 0 ? [...shown.slice(0, total), `# and ${amount(over, "more line")}`, ...more] : [...shown, ...more];
}

function treeLines(trees: readonly FieldTree[], limits: FieldLimits, indent: string): readonly string[] {
  return trees.flatMap(({ step, field, below, isItem }) => {
    if (field === null) return [cut(`${indent}${step}:`, limits.width), ...treeLines(below, limits, `${indent}  `)];
    const remark = remarkOf(field);
    if (isItem) return [cut(`${indent}- ${scalar(field.after)}`, limits.width) + remark];
    if (isShort(field.after)) return [cut(`${indent}${step}: ${valueAfter(field)}`, limits.width) + remark];
    const mark = typeof field.after === "string" ? " |" : "";
    const lines = prefixed(`${indent}  `, block(field.after));
    return [cut(`${indent}${step}:${mark}`, limits.width) + remark, ...firstOf(lines, limits)];
  });
}

function linesOf(field: FieldChange, limits: FieldLimits): readonly string[] {
  const { path, before, after, unknown } = field;
  const remark = remarkOf(field);
  const name = path === "" ? "" : `${path}: `;
  if (isHiddenChange(before, after)) return [`${cut(`! ${name}(hidden, changed)`, limits.width)}${remark}`];
  const image = imageWords(field);
  if (image !== undefined) return [`${cut(`! ${name}${image}`, limits.width)}${forced(field)}`];
  if (isShort(before) && isShort(after)) {
    const gone = after === null && unknown !== true;
    return [
      ...(before === null ? [] : [cut(`- ${name}${scalar(before)}`, limits.width) + (gone ? remark : "")]),
      ...(gone ? [] : [cut(`+ ${name}${valueAfter(field)}`, limits.width) + remark]),
    ];
  }
  const lines =
    unknown === true ? [...prefixed("- ", block(before)), `+ ${knownLater}`] : textDiff(block(before), block(after));
  const told = lines.length === 0 ? ["# differs further down than this is read"] : firstOf(lines, limits);
  return [`@@ ${cut(path, limits.width)} @@${remark}`, ...told];
}

const knownLater = "(known after apply)";

function valueAfter({ after, unknown }: FieldChange): string {
  return unknown === true ? knownLater : scalar(after);
}

function firstOf(lines: readonly string[], limits: FieldLimits): readonly string[] {
  const shown = lines.slice(0, limits.lines).map((line) => cut(line, limits.width));
  const left = lines.length - shown.length;
  return left > 0 ? [...shown, `# and ${amount(left, "more line")}`] : shown;
}

/** What the difference means, as a comment behind it. */
function remarkOf(field: FieldChange): string {
  const words = [field.note === undefined ? "" : cut(field.note, 200), replacement(field)].filter(Boolean);
  return words.length === 0 ? "" : `  # ${words.join(", ")}`;
}

function forced(field: FieldChange): string {
  return field.replaces === true ? `  # ${replacement(field)}` : "";
}

function replacement({ replaces }: FieldChange): string {
  return replaces === true ? "forces replacement" : "";
}
