import { posix } from "node:path";
import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";
import type { SourceTree } from "../../ports/git.ts";
import { decodeText, readPlaces } from "../../sources/documents.ts";
import { lineStarts, placeOf } from "../../sources/lines.ts";
import { judgeLiteral, type Literal } from "./literal.ts";

/** A value that kustomize puts into a Secret, where it is written. */
export type GeneratedEntry = {
  readonly path: string;
  readonly line: number;
  readonly generator: string;
  readonly key: string;
  readonly value: string;
  readonly literal: Literal;
  /** Every line of the file is the value. */
  readonly wholeFile: boolean;
};

const names = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
const marker = Buffer.from("secretGenerator");

/** Every value in plain text that a `secretGenerator` of the tree reads from a file among `paths`. */
export async function generatedEntries(tree: SourceTree, paths: ReadonlySet<string>): Promise<GeneratedEntry[]> {
  const kustomizations = [...tree.entries.keys()].filter((path) => names.test(path));
  const entries: GeneratedEntry[] = [];
  for (const [path, bytes] of await tree.read(kustomizations)) {
    if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(marker)) continue;
    const text = decodeText(bytes);
    if (typeof text === "string") entries.push(...(await entriesOf(tree, path, text, paths)));
  }
  return entries.filter(({ literal }) => literal !== "harmless");
}

async function entriesOf(
  tree: SourceTree,
  path: string,
  text: string,
  paths: ReadonlySet<string>,
): Promise<GeneratedEntry[]> {
  const { documents, offsets } = readPlaces(text);
  const starts = lineStarts(text);
  const lineOf = (list: Json, index: number) => placeOf(starts, offsets.get(list)?.get(index) ?? 0).line;
  const entries: GeneratedEntry[] = [];
  for (const { object } of documents) {
    const generators = isJsonObject(object) && isJsonArray(object.secretGenerator) ? object.secretGenerator : [];
    for (const generator of generators) {
      if (!isJsonObject(generator)) continue;
      const name = typeof generator.name === "string" ? generator.name : "";
      if (paths.has(path)) entries.push(...literalsOf(generator.literals, path, name, lineOf));
      entries.push(...(await filesOf(tree, path, name, generator, paths)));
    }
  }
  return entries;
}

function literalsOf(
  literals: Json | undefined,
  path: string,
  generator: string,
  lineOf: (list: Json, index: number) => number,
): GeneratedEntry[] {
  if (!isJsonArray(literals)) return [];
  return literals.flatMap((literal, index) => {
    const pair = typeof literal === "string" ? pairOf(literal) : undefined;
    return pair === undefined ? [] : [entry(path, lineOf(literals, index), generator, pair, false)];
  });
}

/** `envs` and `env` name files of pairs, `files` names files that are a value each. */
async function filesOf(
  tree: SourceTree,
  path: string,
  generator: string,
  settings: { readonly [key: string]: Json },
  paths: ReadonlySet<string>,
): Promise<GeneratedEntry[]> {
  const beside = (file: string) => posix.normalize(posix.join(posix.dirname(path), file));
  const envs = [...texts(settings.envs), ...texts(settings.env)].map(beside).filter((file) => paths.has(file));
  const files = texts(settings.files)
    .map((given) => {
      const [, key, file = given] = /^([^=]+)=(.*)$/.exec(given) ?? [];
      return { key: key ?? posix.basename(file), file: beside(file) };
    })
    .filter(({ file }) => paths.has(file));
  const contents = await tree.read([...envs, ...files.map(({ file }) => file)]);
  const textAt = (file: string) => Buffer.from(contents.get(file) ?? []).toString("utf8");
  return [
    ...envs.flatMap((file) =>
      pairsOf(textAt(file)).map(({ line, ...pair }) => entry(file, line, generator, pair, false)),
    ),
    ...files.map(({ key, file }) => entry(file, 1, generator, { key, value: textAt(file) }, true)),
  ];
}

function entry(
  path: string,
  line: number,
  generator: string,
  { key, value }: { readonly key: string; readonly value: string },
  wholeFile: boolean,
): GeneratedEntry {
  return {
    path,
    line,
    generator,
    key,
    value,
    literal: judgeLiteral(value),
    wholeFile,
  };
}

function texts(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  return isJsonArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function pairsOf(text: string): { line: number; key: string; value: string }[] {
  return text.split("\n").flatMap((row, index) => {
    const pair = row.trimStart().startsWith("#") ? undefined : pairOf(row.trim());
    return pair === undefined || pair.key.startsWith("sops_") ? [] : [{ line: index + 1, ...pair }];
  });
}

function pairOf(text: string): { key: string; value: string } | undefined {
  const at = text.indexOf("=");
  if (at <= 0) return undefined;
  return { key: text.slice(0, at), value: text.slice(at + 1).replace(/^(["'])(.*)\1$/, "$2") };
}
