import { posix } from "node:path";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { decodeText, readPlaces } from "../../sources/documents.ts";
import { lineStarts, placeOf } from "../../sources/lines.ts";
import { childOf } from "../../sources/walk.ts";

/** One chart that another asks for. */
export type Dependency = {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  /** What it is called in the parent's values and in what is rendered. */
  readonly alias: string | null;
  /** Its line in the file that asks for it. */
  readonly line: number;
  /** As written, for the digest of the lock file. */
  readonly written: JsonObject;
};

/** What a chart says about itself. */
export type ChartMetadata = {
  readonly name: string;
  readonly version: string;
  readonly isLibrary: boolean;
  readonly apiVersion: string;
  readonly dependencies: readonly Dependency[];
  /** `Chart.yaml`, or `requirements.yaml` where a chart of Helm 2 has one. */
  readonly dependenciesFile: string;
};

export type MetadataProblem = { readonly file: string; readonly line: number; readonly message: string };

/** A file's first document with the line of everything in it. */
type PlacedDocument = {
  readonly object: JsonObject;
  lineOf(path: readonly (string | number)[]): number;
};

/** What Chart.yaml says, and requirements.yaml, which charts of Helm 2 have beside it. */
export function readMetadata(
  files: ReadonlyMap<string, Uint8Array>,
): { readonly metadata: ChartMetadata } | { readonly problem: MetadataProblem } {
  const chart = readPlaced(files, "Chart.yaml");
  if ("problem" in chart) return chart;
  const requirements = files.has("requirements.yaml") ? readPlaced(files, "requirements.yaml") : null;
  if (requirements !== null && "problem" in requirements) return requirements;
  const { object } = chart.document;
  const source = requirements?.document ?? chart.document;
  return {
    metadata: {
      name: text(object.name),
      version: text(object.version),
      isLibrary: object.type === "library",
      apiVersion: text(object.apiVersion),
      dependencies: readDependencies(source),
      dependenciesFile: requirements === null ? "Chart.yaml" : "requirements.yaml",
    },
  };
}

/** The first document of a file, which is all of it that Helm reads. */
export function readPlaced(
  files: ReadonlyMap<string, Uint8Array>,
  file: string,
): { readonly document: PlacedDocument } | { readonly problem: MetadataProblem } {
  const bytes = files.get(file);
  if (bytes === undefined) return { problem: { file, line: 1, message: `There is no ${file} here.` } };
  const decoded = decodeText(bytes);
  if (typeof decoded !== "string") return { problem: { file, line: decoded.line, message: decoded.message } };
  const { documents, problems, offsets, text: given } = readPlaces(decoded);
  const [problem] = problems;
  if (problem !== undefined) return { problem: { file, line: problem.line, message: problem.message } };
  const object = documents[0]?.object ?? {};
  if (!isJsonObject(object)) return { problem: { file, line: 1, message: `${posix.basename(file)} is no mapping.` } };
  const starts = lineStarts(given);
  const lineOf = (path: readonly (string | number)[]) => {
    let at: Json | undefined = object;
    let line = documents[0]?.line ?? 1;
    for (const key of path) {
      const offset: number | undefined = at === undefined ? undefined : offsets.get(at)?.get(key);
      if (offset !== undefined) line = placeOf(starts, offset).line;
      at = childOf(at, String(key));
    }
    return line;
  };
  return { document: { object, lineOf } };
}

function readDependencies({ object, lineOf }: PlacedDocument): readonly Dependency[] {
  const list = isJsonArray(object.dependencies) ? object.dependencies : [];
  return list.flatMap((entry, index) => {
    if (!isJsonObject(entry) || typeof entry.name !== "string") return [];
    return {
      name: entry.name,
      version: text(entry.version),
      repository: text(entry.repository),
      alias: typeof entry.alias === "string" && entry.alias !== "" ? entry.alias : null,
      line: lineOf(["dependencies", index]),
      written: entry,
    };
  });
}

/** Helm's text fields take numbers for text nowhere, yet `version: 1` should be named for what it is. */
function text(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
