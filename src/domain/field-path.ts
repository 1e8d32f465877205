/*
 * Field paths as people write them: `spec.template.spec.containers[web].image`. A segment in brackets
 * is a map's key with special characters, or what names an element of a list.
 */

const plainKey = /^[A-Za-z0-9_$-]+$/;

/** One step of a path: a key of a map, or an element of a list by its name or position. */
export type FieldStep = { readonly key: string } | { readonly element: string };

/** Appends a step to a path; the empty path is the whole. */
export function appendStep(path: string, step: FieldStep): string {
  if ("element" in step) return `${path}[${step.element}]`;
  if (!plainKey.test(step.key)) return `${path}[${step.key}]`;
  return path === "" ? step.key : `${path}.${step.key}`;
}

/**
 * The segments of a path, or undefined when it is none. Brackets may nest, so that an element may be
 * named by anything whose own brackets are balanced.
 */
export function parseFieldPath(text: string): readonly string[] | undefined {
  const segments: string[] = [];
  let at = 0;
  while (at < text.length) {
    const end = text[at] === "[" ? closing(text, at) : plainEnd(text, at, segments.length > 0);
    if (end === undefined) return undefined;
    segments.push(text[at] === "[" ? text.slice(at + 1, end - 1) : text.slice(at, end).replace(/^\./, ""));
    at = end;
  }
  return segments.length === 0 || segments.includes("") ? undefined : segments;
}

function plainEnd(text: string, at: number, inside: boolean): number | undefined {
  const pattern = inside ? /\.[^.[\]\s]+/y : /[^.[\]\s]+/y;
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function closing(text: string, at: number): number | undefined {
  let depth = 0;
  for (let index = at; index < text.length; index++) {
    if (text[index] === "[") depth += 1;
    if (text[index] === "]") depth -= 1;
    if (depth === 0) return index + 1;
  }
  return undefined;
}
