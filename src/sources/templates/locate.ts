import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";
import { childOf, isSameElement, type Step } from "../walk.ts";
import type { Reference } from "./references.ts";
import type { TemplateDocument, TemplateNode } from "./template.ts";

/** How far a field could be followed in a template. */
type TemplateSighting = {
  readonly line: number;
  readonly depth: number;
  /** What of the values is written there; with `depth` short of the field, it holds the rest of it. */
  readonly references: readonly Reference[];
};

/** Where a template writes a field, as far as its keys can be told. */
export function sightInTemplate(document: TemplateDocument, steps: readonly Step[]): TemplateSighting {
  return descend(document.nodes, steps, 0, { line: document.line, depth: 0, references: [] });
}

function descend(
  nodes: readonly TemplateNode[],
  steps: readonly Step[],
  depth: number,
  soFar: TemplateSighting,
): TemplateSighting {
  const step = steps[depth];
  if (step === undefined) return soFar;
  let best = soFar;
  for (const node of step.inList ? elementsFor(nodes, step) : nodes.filter(({ key }) => isKey(key, step.token))) {
    const here = { line: node.line, depth: depth + 1, references: referencesOf(node) };
    const found = descend(node.children, steps, depth + 1, here);
    // Branches may write the same key: the one that writes more of the field, or the very value, has it.
    if (found.depth > best.depth || (found.depth === best.depth && writes(node, step) && depth + 1 === steps.length)) {
      best = found;
    }
  }
  return best;
}

/** Keys of an element stand in it; its own are on its first line. */
function referencesOf(node: TemplateNode): readonly Reference[] {
  return node.references;
}

function isKey(key: string | null, token: string): boolean {
  return key !== null && (key === token || (key.includes("{{") && matchesText(key, token)));
}

function elementsFor(nodes: readonly TemplateNode[], step: Step): readonly TemplateNode[] {
  const elements = nodes.filter(({ isElement }) => isElement);
  const { rendered } = step;
  const same = elements.filter((element) => isElementOf(element, rendered));
  if (same.length > 0) return same;
  return elements.length === 1 ? elements : [];
}

/** By the keys that tell elements of lists apart; what the template leaves open may be anything. */
function isElementOf(element: TemplateNode, rendered: Json | undefined): boolean {
  if (!isJsonObject(rendered)) return rendered !== undefined && matchesText(element.value, String(rendered));
  const written = Object.fromEntries(
    element.children.flatMap(({ key, value }) => {
      const wanted = key === null ? undefined : rendered[key];
      if (key === null || wanted === undefined || isJsonObject(wanted) || isJsonArray(wanted)) return [];
      return [[key, matchesText(value, String(wanted)) ? wanted : value]];
    }),
  );
  return isSameElement(written, rendered);
}

function writes({ value }: TemplateNode, { rendered }: Step): boolean {
  return rendered !== null && typeof rendered !== "object" && matchesText(value, String(rendered));
}

/** Whether a line of a template may have written a text: what stands outside actions has to be in it, in order. */
export function matchesText(written: string, text: string): boolean {
  const fixed = unquoted(written.replace(/\s+#.*$/, "")).split(/\{\{.*?\}\}/s);
  if (fixed.length === 1) return fixed[0] === text;
  let at = 0;
  for (const [index, part] of fixed.entries()) {
    const found = index === 0 ? (text.startsWith(part) ? 0 : -1) : text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.endsWith(fixed.at(-1) ?? "");
}

function unquoted(text: string): string {
  const [, , inner] = /^(["'])(.*)\1$/s.exec(text) ?? [];
  return inner ?? text;
}

/** What a reference and the rest of a field lead to in values; elements of lists are found by what they hold. */
export function pathInValues(
  values: Json,
  reference: Reference,
  rest: readonly Step[],
): { readonly path: readonly (string | number)[]; readonly value: Json } | undefined {
  let at: Json | undefined = values;
  const path: (string | number)[] = [];
  const [wanted] = rest;
  for (const key of reference) {
    const next = key === "*" ? elementLike(at, wanted) : key;
    if (next === undefined) return undefined;
    path.push(next);
    at = childOf(at, String(next));
  }
  for (const { token, inList, rendered } of rest) {
    const next: string | number =
      inList && isJsonArray(at) ? at.findIndex((one) => isSameElement(one, rendered)) : token;
    path.push(next);
    at = childOf(at, String(next));
  }
  return at === undefined ? undefined : { path, value: at };
}

function elementLike(values: Json | undefined, wanted: Step | undefined): string | number | undefined {
  if (isJsonArray(values)) {
    const found = values.findIndex((one) => isSameElement(one, wanted?.rendered));
    return found >= 0 ? found : values.length === 1 ? 0 : undefined;
  }
  const keys = isJsonObject(values) ? Object.keys(values) : [];
  return keys.length === 1 ? keys[0] : undefined;
}
