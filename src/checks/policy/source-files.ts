import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { SourceTree } from "../../ports/git.ts";
import { decodeText } from "../../sources/documents.ts";
import { toPlaces } from "../../sources/places.ts";
import { stepsOf, walk } from "../../sources/walk.ts";
import type { CheckScope } from "../check.ts";
import { hideLiterals } from "../secrets/configuration-literals.ts";
import type { Asked } from "./asked.ts";
import { pointersIn } from "./place.ts";

/** The files that packages below `fairlead.source` judge, by the word that follows it. */
const kinds = {
  /** Of GitHub, and the composite actions that stand beside them. */
  workflow: /^\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/,
  chart: /(?:^|\/)Chart\.yaml$/,
  kustomization: /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/,
} as const satisfies Record<string, RegExp>;

type SourceKind = keyof typeof kinds;

/** One file, parsed. */
export type SourceFile = {
  readonly kind: SourceKind;
  readonly path: string;
  readonly object: JsonObject;
  /** Names of the other files in its folder. */
  readonly beside: readonly string[];
  /** The line of what a JSON pointer leads to, or of the nearest thing around it. */
  lineAt(pointer: string): number;
};

/** Which files a package judges: those that its name says behind `fairlead.source`; undefined for other packages. */
export function sourceKindOf(packageName: string): string | undefined {
  const [fairlead, source, kind = ""] = packageName.split(".");
  return fairlead === "fairlead" && source === "source" ? kind : undefined;
}

/** Packages that name no kind of file: they would never be asked. */
export function problemsOfKinds(packages: readonly string[]): readonly string[] {
  return packages
    .filter((name) => !Object.hasOwn(kinds, sourceKindOf(name) ?? "workflow"))
    .map(
      (name) =>
        `the package ${name} names no kind of file behind fairlead.source: it is one of ${Object.keys(kinds).join(", ")}`,
    );
}

/** Whether any of the scope's files is one that rules about source files judge. */
export function hasSourceFiles({ head, files }: Pick<CheckScope, "head" | "files">): boolean {
  return files.some((path) => kindOf(head, path) !== undefined);
}

/** Every file of the scope that rules about source files judge. What cannot be read is the yaml check's to tell. */
export async function readSourceFiles({
  head,
  files,
}: Pick<CheckScope, "head" | "files">): Promise<readonly SourceFile[]> {
  const wanted = files.filter((path) => kindOf(head, path) !== undefined);
  if (wanted.length === 0) return [];
  const folders = foldersOf(head, wanted);
  return [...(await head.read(wanted))].flatMap(([path, bytes]) => {
    const kind = kindOf(head, path);
    const text = decodeText(bytes);
    if (kind === undefined || typeof text !== "string") return [];
    const read = readSource(kind, text);
    return read === undefined ? [] : [{ kind, path, ...read, beside: folders.get(folderOf(path)) ?? [] }];
  });
}

/** As rules are given them. */
export function sourcesAsked(files: readonly SourceFile[]): readonly Asked[] {
  return files.map(({ path, object, beside, lineAt }) => {
    const pointerOf = pointersIn(object);
    return {
      input: object,
      each: { action: null, old: null, path, beside },
      resource: null,
      object,
      pointerOf,
      locate: (denial) => ({ path, line: lineAt(pointerOf(denial)) }),
    };
  });
}

function kindOf({ entries }: Pick<SourceTree, "entries">, path: string): SourceKind | undefined {
  const found = (Object.keys(kinds) as SourceKind[]).find((kind) => kinds[kind].test(path));
  if (found === undefined || entries.get(path)?.kind !== "file") return undefined;
  // A chart's `charts/` holds other people's charts, as they were packed.
  return found === "chart" && isWithinChart(entries, path) ? undefined : found;
}

function isWithinChart(entries: SourceTree["entries"], path: string): boolean {
  const parts = path.split("/");
  return parts.some((part, at) => part === "charts" && entries.has([...parts.slice(0, at), "Chart.yaml"].join("/")));
}

function readSource(kind: SourceKind, text: string): Pick<SourceFile, "object" | "lineAt"> | undefined {
  const places = toPlaces(text);
  const [document] = [...places.documents.values()].filter(isJsonObject);
  if (document === undefined) return undefined;
  const written = kind === "workflow" ? withTriggers(document) : document;
  const lineAt = (pointer: string) => {
    const found = pointer.replace(/^\/on(?=\/|$)/, "true" in document ? "/true" : "/on");
    const { offset } = walk(document, stepsOf(document, found), places.offsets, true);
    return offset === undefined ? 1 : places.lineOf(offset);
  };
  return { object: withoutSecrets(kind, written), lineAt };
}

/** Kubernetes reads the key `on` as true; GitHub does not. */
function withTriggers(workflow: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(workflow).map(([key, value]) => [key === "true" ? "on" : key, value]));
}

/** A rule cannot repeat what it is not told. */
function withoutSecrets(kind: SourceKind, object: JsonObject): JsonObject {
  if (kind === "chart") return object;
  return kind === "kustomization" ? maskedKustomization(object) : maskedWorkflow(object);
}

function maskedWorkflow(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([field, value]): [string, Json] => {
      const isValues = (field === "env" || field === "with") && isJsonObject(value);
      return [field, isValues ? hideLiterals(value, "masked") : maskedBelow(value)];
    }),
  );
}

function maskedBelow(value: Json): Json {
  if (isJsonArray(value)) return value.map(maskedBelow);
  return isJsonObject(value) ? maskedWorkflow(value) : value;
}

function maskedKustomization(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([field, value]): [string, Json] => {
      if (field === "secretGenerator") return [field, withMaskedLiterals(value)];
      return [field, maskedPatches(value)];
    }),
  );
}

function withMaskedLiterals(generators: Json): Json {
  if (!isJsonArray(generators)) return "masked";
  return generators.map((generator) => {
    if (!isJsonObject(generator) || !isJsonArray(generator.literals)) return generator;
    const literals = generator.literals.map((literal) => `${String(literal).split("=", 1)[0]}=masked`);
    return { ...generator, literals };
  });
}

/** A patch is text and may be of a Secret. */
function maskedPatches(value: Json): Json {
  if (typeof value === "string") return /\bkind:\s*["']?Secret\b/.test(value) ? "masked" : value;
  if (isJsonArray(value)) return value.map(maskedPatches);
  if (!isJsonObject(value)) return value;
  const ofSecret = isJsonObject(value.target) && value.target.kind === "Secret";
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, ofSecret && key === "patch" ? "masked" : maskedPatches(inner)]),
  );
}

function foldersOf({ entries }: SourceTree, paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>(paths.map((path) => [folderOf(path), []]));
  for (const path of entries.keys()) folders.get(folderOf(path))?.push(path.slice(path.lastIndexOf("/") + 1));
  return folders;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
