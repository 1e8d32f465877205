import type { Node } from "web-tree-sitter";
import { escapeKey } from "../../domain/json-pointer.ts";
import type { NamedFile } from "./answer.ts";

/** Deeper than anybody writes; what lies below is told on the line of what holds it. */
const maxDepth = 60;

/** Lines by JSON pointer into what the file is as JSON: blocks as lists below their labels, attributes as values. */
export function placesOf(root: Node): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const body of childrenOf(root, "body")) placeBody(body, "", lines, 0);
  return lines;
}

function placeBody(body: Node, pointer: string, lines: Map<string, number>, depth: number): void {
  if (depth > maxDepth) return;
  const counts = new Map<string, number>();
  for (const node of body.namedChildren) {
    if (node.type === "attribute") placeAttribute(node, pointer, lines, depth);
    if (node.type === "block") placeBlock(node, pointer, { lines, counts, depth });
  }
}

function placeAttribute(node: Node, pointer: string, lines: Map<string, number>, depth: number): void {
  const [name, value] = node.namedChildren;
  if (name === undefined) return;
  const at = `${pointer}/${escapeKey(name.text)}`;
  lines.set(at, lineOf(node));
  if (value !== undefined) placeValue(value, at, lines, depth + 1);
}

type Inside = { readonly lines: Map<string, number>; readonly counts: Map<string, number>; readonly depth: number };

function placeBlock(node: Node, pointer: string, { lines, counts, depth }: Inside): void {
  let path = pointer;
  for (const part of node.namedChildren) {
    if (part.type !== "identifier" && part.type !== "string_lit") break;
    path += `/${escapeKey(part.type === "identifier" ? part.text : textOfLiteral(part))}`;
    if (!lines.has(path)) lines.set(path, lineOf(node));
  }
  const index = counts.get(path) ?? 0;
  counts.set(path, index + 1);
  lines.set(`${path}/${index}`, lineOf(node));
  for (const body of childrenOf(node, "body")) placeBody(body, `${path}/${index}`, lines, depth + 1);
}

/** Longer lists are tables that somebody generated; they are told on their first line. */
const maxElements = 2_000;

/** The elements of objects and lists that are written out. */
function placeValue(node: Node, pointer: string, lines: Map<string, number>, depth: number): void {
  if (depth > maxDepth || node.namedChildCount > maxElements) return;
  const [only] = node.namedChildren;
  if (node.type === "expression" || node.type === "collection_value") {
    if (only !== undefined && node.namedChildCount === 1) placeValue(only, pointer, lines, depth + 1);
    return;
  }
  if (node.type === "tuple") {
    for (const [index, element] of childrenOf(node, "expression").entries())
      place(element, element, `${pointer}/${index}`);
  }
  if (node.type === "object") {
    for (const element of childrenOf(node, "object_elem")) {
      const [key, value] = element.namedChildren;
      if (key !== undefined && value !== undefined) place(key, value, `${pointer}/${escapeKey(keyOf(key))}`);
    }
  }

  function place(at: Node, value: Node, path: string): void {
    lines.set(path, lineOf(at));
    placeValue(value, path, lines, depth + 1);
  }
}

function keyOf(key: Node): string {
  const literal = key.descendantsOfType("string_lit")[0];
  return literal === null || literal === undefined ? key.text : textOfLiteral(literal);
}

/** Functions that read by name. */
const readers: ReadonlyMap<string, NamedFile["kind"]> = new Map([
  ...["", "base64", "base64sha256", "base64sha512", "md5", "sha1", "sha256", "sha512"].map(
    (form) => [`file${form}`, "file"] as const,
  ),
  ["templatefile", "template"],
  ["fileset", "directory"],
]);

/** Files that the configuration reads, where their names are written out. */
export function namedFiles(root: Node): readonly NamedFile[] {
  return root.descendantsOfType("function_call").flatMap((call) => {
    const name = call?.namedChildren[0]?.text ?? "";
    const first = call?.namedChildren.find((each) => each?.type === "function_arguments")?.namedChildren[0];
    const kind = readers.get(name);
    if (kind === undefined || first === null || first === undefined) return [];
    const written = /^"((?:\$\{path\.(?:module|root|cwd)\})?[^"$%\\]*)"$/.exec(first.text.trim())?.[1];
    const path = written ?? /^path\.(?:module|root|cwd)$/.exec(first.text.trim())?.[0];
    if (path === undefined) return [];
    const from = path.includes("path.module") ? "module" : "root";
    const rest = path.replace(/^\$\{path\.\w+\}\/?|^path\.\w+$/, "") || ".";
    return [{ path: rest, from, kind }];
  });
}

function childrenOf(node: Node, type: string): readonly Node[] {
  return node.namedChildren.filter((child) => child.type === type);
}

function textOfLiteral(node: Node): string {
  const inner = node.text.replace(/^"|"$/g, "");
  if (!inner.includes("\\")) return inner;
  try {
    return String(JSON.parse(`"${inner}"`));
  } catch {
    return inner;
  }
}

function lineOf(node: Node): number {
  return node.startPosition.row + 1;
}
