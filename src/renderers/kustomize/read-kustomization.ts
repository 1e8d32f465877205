import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { Offsets } from "../../sources/compose.ts";
import { decodeText, readPlaces, type SourceProblem } from "../../sources/documents.ts";
import { lineStarts, placeOf } from "../../sources/lines.ts";
import { childOf } from "../../sources/walk.ts";

/** What kustomize reads for an entry: `any` is a file or a directory, `plugin` the same holding configurations of plugins. */
type Expected = "any" | "directory" | "file" | "plugin";

/** Another file or directory that a kustomization names. */
export type Reference = {
  readonly target: string;
  readonly expected: Expected;
  readonly line: number;
  /** Set where a value may stand by mistake, so that it is never shown. */
  readonly isSecret?: boolean;
};

/** Something of kustomize that is never run here, and where it is asked for. */
type Refusal = { readonly reason: string; readonly line: number };

/** A kustomization file, read; its path is the caller's, so that equal files are read once. */
export type KustomizationFile = {
  readonly object: JsonObject;
  readonly isComponent: boolean;
  readonly problems: readonly SourceProblem[];
  readonly references: readonly Reference[];
  readonly refusals: readonly Refusal[];
  /** Of a file that cannot be read: what looks like another file's name in it. */
  readonly mentions: readonly string[];
  /** The line of a field, such as `["patches", 0]`; the nearest parent's when it is absent. */
  readonly lineOf: (field: readonly (string | number)[]) => number;
};

/** What names other files in a plugin's configuration or in a kustomization. */
type Place = { readonly value: Json | undefined; readonly line: number };

/** The names kustomize looks for, in its own order. */
export const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/**
 * Reads a kustomization file. Undefined when the file is something else of that name, such as Flux's
 * own Kustomization. One that cannot be read is a kustomization all the same, with problems.
 */
export function readKustomization(bytes: Uint8Array): KustomizationFile | undefined {
  const decoded = decodeText(bytes);
  if (typeof decoded !== "string") return unreadable([decoded]);
  const { documents, problems, offsets, text } = readPlaces(decoded);
  const object = documents[0]?.object;
  if (object === undefined || !isJsonObject(object)) {
    return unreadable(
      problems.length > 0 ? problems : [{ line: 1, column: 1, rule: "empty", message: "This kustomization is empty." }],
      decoded,
    );
  }
  if (!isKustomization(object)) return undefined;
  const mentions = problems.length > 0 ? fileNames(decoded) : [];
  return { ...kustomizationOf(object, lineFinder(text, object, offsets)), problems, mentions };
}

/** The same of fields that no kustomization file holds; `lineOf` says where they are told. */
export function kustomizationOf(object: JsonObject, lineOf: KustomizationFile["lineOf"]): KustomizationFile {
  return {
    object,
    isComponent: object.kind === "Component",
    problems: [],
    references: [...referencesOf(object, (field) => listAt(object, field, lineOf), lineOf)],
    refusals: refusalsOf(object, lineOf),
    mentions: [],
    lineOf,
  };
}

/** Whether entries such as those of `transformers:` hold YAML themselves rather than name a file. */
export function isInline(entry: string): boolean {
  return entry.includes("\n") || /^\s*\{/.test(entry) || /^[\w./-]+:\s/.test(entry);
}

/** A file that a broken kustomization means to read is no application of its own. */
function fileNames(text: string): readonly string[] {
  return [...new Set(text.match(/[\w./@+-]+\.(?:ya?ml|json)\b/g))];
}

function unreadable(problems: readonly SourceProblem[], text = ""): KustomizationFile {
  return {
    object: {},
    isComponent: false,
    problems,
    references: [],
    refusals: [],
    mentions: fileNames(text),
    lineOf: () => problems[0]?.line ?? 1,
  };
}

function isKustomization({ apiVersion, kind }: JsonObject): boolean {
  if (kind === undefined) return apiVersion === undefined || isOurs(apiVersion);
  return (kind === "Kustomization" || kind === "Component") && (apiVersion === undefined || isOurs(apiVersion));
}

function isOurs(apiVersion: Json): boolean {
  return typeof apiVersion === "string" && apiVersion.startsWith("kustomize.config.k8s.io/");
}

function* referencesOf(
  object: JsonObject,
  places: (field: string) => readonly Place[],
  lineOf: KustomizationFile["lineOf"],
): Generator<Reference> {
  for (const [field, expected] of entryFields) {
    for (const { value, line } of places(field)) {
      if (typeof value === "string" && !(mayBeInline.has(field) && isInline(value)))
        yield { target: value, expected, line };
    }
  }
  for (const field of ["patches", "patchesJson6902", "replacements"]) {
    for (const { value, line } of places(field))
      yield* fileReference(isJsonObject(value) ? value.path : undefined, line);
  }
  for (const field of ["configMapGenerator", "secretGenerator"]) {
    const isSecret = field === "secretGenerator";
    for (const { value, line } of places(field))
      for (const reference of generatorReferences(value, line)) yield { ...reference, isSecret };
  }
  for (const field of ["helmCharts", "helmChartInflationGenerator"])
    for (const { value, line } of places(field)) yield* chartReferences(value, line);
  for (const plugin of inlinePlugins(object, lineOf)) yield* plugin.references;
  const openapi = object.openapi;
  if (isJsonObject(openapi)) yield* fileReference(openapi.path, lineOf(["openapi", "path"]));
}

const entryFields: readonly (readonly [string, Expected])[] = [
  ["resources", "any"],
  ["bases", "directory"],
  ["components", "directory"],
  ["crds", "file"],
  ["configurations", "file"],
  ["patchesStrategicMerge", "file"],
  ["generators", "plugin"],
  ["transformers", "plugin"],
  ["validators", "plugin"],
];

const mayBeInline: ReadonlySet<string> = new Set(["patchesStrategicMerge", "generators", "transformers", "validators"]);

/** Files that a configMapGenerator, a secretGenerator or a plugin of that kind reads. */
function* generatorReferences(value: Json | undefined, line: number): Generator<Reference> {
  if (!isJsonObject(value)) return;
  for (const entry of isJsonArray(value.files) ? value.files : []) {
    if (typeof entry === "string") yield { target: entry.slice(entry.indexOf("=") + 1), expected: "file", line };
  }
  for (const entry of [...(isJsonArray(value.envs) ? value.envs : []), value.env]) yield* fileReference(entry, line);
}

/** Values files of a chart; the chart itself is no kustomization's file. */
function* chartReferences(value: Json | undefined, line: number): Generator<Reference> {
  if (!isJsonObject(value)) return;
  const more = isJsonArray(value.additionalValuesFiles) ? value.additionalValuesFiles : [];
  for (const entry of [value.valuesFile, value.values, ...more]) yield* fileReference(entry, line);
}

function* fileReference(value: Json | undefined, line: number): Generator<Reference> {
  if (typeof value === "string" && value !== "") yield { target: value, expected: "file", line };
}

/** What a plugin's configuration reads, and whether it may run at all: only kustomize's built-in ones do. */
export function readPlugin(
  value: Json,
  line: number,
): { readonly references: readonly Reference[]; readonly refusals: readonly Refusal[] } {
  if (!isJsonObject(value)) return { references: [], refusals: [] };
  if (isFunction(value)) {
    const reason = "This plugin asks for a program to be run as a function; functions are never run here.";
    return { references: [], refusals: [{ reason, line }] };
  }
  if (value.apiVersion !== "builtin" || String(value.kind).startsWith("Helm")) {
    const reason = `The plugin ${JSON.stringify(value.kind ?? null)} would run a program; only kustomize's built-in plugins are rendered here.`;
    return { references: [], refusals: [{ reason, line }] };
  }
  const lists = ["paths", "replacements"].flatMap((field) => (isJsonArray(value[field]) ? value[field] : []));
  const paths = [value.path, ...lists.map((entry) => (isJsonObject(entry) ? entry.path : entry))];
  return {
    references: [
      ...paths.flatMap((path) => [...fileReference(path, line)]),
      ...[...generatorReferences(value, line)].map((each) => ({ ...each, isSecret: value.kind === "SecretGenerator" })),
    ],
    refusals: [],
  };
}

/** A container, a program or a script in an annotation, or where older versions looked for it. */
function isFunction({ metadata }: JsonObject): boolean {
  if (!isJsonObject(metadata)) return false;
  const annotations = isJsonObject(metadata.annotations) ? Object.keys(metadata.annotations) : [];
  return (
    metadata.configFn !== undefined ||
    annotations.some((name) => /^config\.(?:kubernetes|k8s)\.io\/function$/.test(name))
  );
}

function refusalsOf(object: JsonObject, lineOf: KustomizationFile["lineOf"]): readonly Refusal[] {
  return inlinePlugins(object, lineOf).flatMap(({ refusals }) => refusals);
}

/** Configurations of plugins that stand in the kustomization itself. */
function inlinePlugins(
  object: JsonObject,
  lineOf: KustomizationFile["lineOf"],
): readonly ReturnType<typeof readPlugin>[] {
  return ["generators", "transformers", "validators"]
    .flatMap((field) => listAt(object, field, lineOf))
    .flatMap(({ value, line }) => {
      if (typeof value !== "string" || !isInline(value)) return [];
      return readPlaces(value).documents.map((document) => readPlugin(document.object, line));
    });
}

function listAt(object: JsonObject, field: string, lineOf: KustomizationFile["lineOf"]): readonly Place[] {
  const list = object[field];
  return isJsonArray(list) ? list.map((value, index) => ({ value, line: lineOf([field, index]) })) : [];
}

function lineFinder(text: string, object: JsonObject, offsets: Offsets): KustomizationFile["lineOf"] {
  const starts = lineStarts(text);
  return (field) => {
    let at: Json | undefined = object;
    let line = 1;
    for (const key of field) {
      const offset: number | undefined = at === undefined ? undefined : offsets.get(at)?.get(key);
      if (offset === undefined) break;
      line = placeOf(starts, offset).line;
      at = childOf(at, String(key));
    }
    return line;
  };
}
