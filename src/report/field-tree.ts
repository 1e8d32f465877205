import type { FieldChange } from "../domain/plan.ts";

/** A field's path cut into steps, as they are written: `spec`, `containers`, `[web]`, `image`. */
export type FieldTree = {
  readonly step: string;
  /** Set on a leaf. */
  readonly field: FieldChange | null;
  /** A value of a list of single values, which has no name beside itself. */
  readonly isItem?: boolean;
  readonly below: readonly FieldTree[];
};

/** Fields with common beginnings brought together, and steps without a choice joined: `spec.replicas`. */
export function fieldTree(fields: readonly FieldChange[]): readonly FieldTree[] {
  return grow(fields.map((field) => ({ field, steps: stepsOf(field.path) })));
}

type Growing = { readonly field: FieldChange; readonly steps: readonly string[] };

function grow(fields: readonly Growing[]): readonly FieldTree[] {
  return [...Map.groupBy(fields, ({ steps }) => steps[0] ?? "")].flatMap(([step, group]) => {
    const leaves = group
      .filter(({ steps }) => steps.length <= 1)
      .map(({ field }) => ({ step, field, below: [], isItem: isItem(step, field) }));
    const longer = group.filter(({ steps }) => steps.length > 1);
    if (longer.length === 0) return leaves;
    return [...leaves, joined(step, grow(longer.map(({ field, steps }) => ({ field, steps: steps.slice(1) }))))];
  });
}

function isItem(step: string, { after }: FieldChange): boolean {
  return (typeof after === "string" || typeof after === "number") && step === `[${after}]`;
}

function joined(step: string, below: readonly FieldTree[]): FieldTree {
  const [only, ...others] = below;
  if (only === undefined || others.length > 0 || only.isItem) return { step, field: null, below };
  return { ...only, step: `${step}${only.step.startsWith("[") ? "" : "."}${only.step}` };
}

function stepsOf(path: string): readonly string[] {
  const steps: string[] = [];
  let depth = 0;
  let start = 0;
  const end = (at: number) => {
    if (at > start) steps.push(path.slice(start, at));
  };
  for (let at = 0; at < path.length; at++) {
    if (depth === 0 && (path[at] === "." || path[at] === "[")) {
      end(at);
      start = path[at] === "." ? at + 1 : at;
    }
    if (path[at] === "[") depth += 1;
    if (path[at] === "]") depth = Math.max(0, depth - 1);
  }
  end(path.length);
  return steps.slice(0, deepest).concat(steps.length > deepest ? [steps.slice(deepest).join(".")] : []);
}

/** No manifest is as deep; a path that is should not exhaust the stack. */
const deepest = 40;
