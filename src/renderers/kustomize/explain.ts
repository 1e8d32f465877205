import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { Closure } from "./closure.ts";

/** What kustomize's complaint says to an author, and the best line for it. */
export type Complaint = SourceLocation & { readonly message: string };

/** Turns what kustomize printed into one sentence without our folder's name, at the file it blames. */
export function explain(stderr: string, folder: string, closure: Closure): Complaint {
  const message = tidy(withoutInlineText(stderr, closure), folder);
  const at = blame(message, closure);
  return { ...at, message: `kustomize cannot build this: ${message}` };
}

/** kustomize repeats what it cannot read, and text written in a kustomization may hold a secret's value. */
function withoutInlineText(said: string, { nodes }: Closure): string {
  const lines = nodes.flatMap(({ object }) => inlineTexts(object)).flatMap((text) => text.split("\n"));
  const told = lines.map((line) => line.trim()).filter((line) => line.length >= 4);
  return told.toSorted((a, b) => b.length - a.length).reduce((text, line) => text.replaceAll(line, "…"), said);
}

function inlineTexts(value: Json): readonly string[] {
  if (typeof value === "string") return value.includes("\n") ? [value] : [];
  if (isJsonArray(value)) return value.flatMap(inlineTexts);
  return isJsonObject(value) ? Object.values(value).flatMap(inlineTexts) : [];
}

function tidy(stderr: string, folder: string): string {
  const complaint = unwrapLog(stderr) ?? /^error:\s*([\s\S]*)/im.exec(stderr)?.[1] ?? stderr;
  const local = complaint.replaceAll(`${folder}/`, "").replaceAll(folder, ".");
  const plain = withoutQuoted(local).replaceAll(/\s+/g, " ").trim();
  if (plain === "") return "it says nothing about why.";
  return plain.length > 600 ? `${plain.slice(0, 300)} … ${plain.slice(-280)}` : plain;
}

/** Without a home directory kubectl prints its error as a line of its log, in quotes or between < and >. */
function unwrapLog(stderr: string): string | undefined {
  const quoted = /"command failed" err=("(?:[^"\\]|\\.)*")/.exec(stderr)?.[1];
  if (quoted === undefined) return /"command failed" err=<([\s\S]*)\n\s*>/.exec(stderr)?.[1];
  return quoted.slice(1, -1).replaceAll(/\\(.)/gs, (_, character: string) => (character === "n" ? "\n" : character));
}

/** kustomize repeats patches, configurations and literals, any of which may hold a secret's value. */
function withoutQuoted(text: string): string {
  return text
    .replaceAll(/: node contents:[\s\S]*?(?='\s*: must build|$)/g, "")
    .replaceAll(/config: `[^`]*`/g, "config")
    .replaceAll(/\[patch: ".*?"\]/gs, "[the patch]")
    .replaceAll(/literal sources? \[.*?\]: /gs, "")
    .replaceAll(/invalid literal source .*?, expected/gs, "a literal that is not what is expected:");
}

/** The innermost cause stands last in the message. */
function blame(message: string, { nodes, inputs }: Closure): SourceLocation {
  const root = nodes[0]?.path ?? inputs[0] ?? "";
  const line = Number(/\bline (\d+)/.exec(message)?.[1] ?? 1);
  const named = inputs
    .filter((path) => path.includes("."))
    .map((path) => ({ path, at: message.lastIndexOf(path) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => b.at - a.at || b.path.length - a.path.length)[0];
  if (named !== undefined) return { path: named.path, line };
  const entry = nodes.flatMap((node) =>
    node.references
      .filter(({ target }) => message.includes(`'${target}'`))
      .map((reference) => ({ path: node.path, line: reference.line })),
  )[0];
  return entry ?? patchLine(message, nodes) ?? { path: root, line: 1 };
}

function patchLine(message: string, nodes: Closure["nodes"]): SourceLocation | undefined {
  if (!/\bpatch/i.test(message)) return undefined;
  for (const node of nodes) {
    for (const field of ["patches", "patchesStrategicMerge", "patchesJson6902"]) {
      if (node.object[field] !== undefined) return { path: node.path, line: node.lineOf([field]) };
    }
  }
  return undefined;
}
