import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { readDocumentText } from "../../sources/documents.ts";
import type { Node } from "./node.ts";

/** What kustomize says about where a resource comes from; paths are relative to the root it built. */
export type Trace = {
  /** The file of the resource, or the kustomization whose generator made it; undefined when kustomize does not say. */
  readonly path: string | undefined;
  readonly generator: string | undefined;
  /** What changed it, in order. */
  readonly transformations: readonly { readonly configuredIn: string; readonly kind: string }[];
};

const origin = "config.kubernetes.io/origin";
const transformations = "alpha.config.kubernetes.io/transformations";
const wanted: ReadonlyMap<string, string> = new Map([
  ["originAnnotations", origin],
  ["transformerAnnotations", transformations],
]);

/** The root kustomization's bytes with the annotations asked for; everything else in it stays as it is. */
export function askForTraces(root: Node, bytes: Uint8Array): Uint8Array {
  const metadata = root.object.buildMetadata;
  const all = withTraces(root.object);
  const text = Buffer.from(bytes).toString("utf8");
  // Appending keeps the author's own lines, and so kustomize's messages about them.
  const mayAppend = metadata === undefined && /^[A-Za-z]+:/m.test(text) && !/^(?:\.\.\.|\{)/m.test(text);
  if (mayAppend) return Buffer.from(`${text}\nbuildMetadata: ${JSON.stringify(all)}\n`);
  return writeWithTraces(root.object);
}

/** A kustomization that is nobody's file, with the annotations asked for. */
export function writeWithTraces(object: JsonObject): Uint8Array {
  return Buffer.from(JSON.stringify({ ...object, buildMetadata: withTraces(object) }));
}

function withTraces({ buildMetadata }: JsonObject): readonly Json[] {
  return [...new Set([...(isJsonArray(buildMetadata) ? buildMetadata : []), ...wanted.keys()])];
}

/** Takes our annotations off a rendered object, but for those that the author asked for as well. */
export function takeTrace(object: JsonObject, root: Node): { readonly object: JsonObject; readonly trace: Trace } {
  const metadata = object.metadata;
  const annotations = isJsonObject(metadata) ? metadata.annotations : undefined;
  if (!isJsonObject(metadata) || !isJsonObject(annotations)) return { object, trace: readTrace({}) };
  const asked = root.object.buildMetadata;
  const ours = [...wanted].filter(([name]) => !(isJsonArray(asked) && asked.includes(name))).map(([, key]) => key);
  const left = Object.fromEntries(Object.entries(annotations).filter(([key]) => !ours.includes(key)));
  const { annotations: _, ...bare } = metadata;
  const kept = Object.keys(left).length === 0 && ours.length > 0 ? bare : { ...metadata, annotations: left };
  return { object: { ...object, metadata: kept }, trace: readTrace(annotations) };
}

function readTrace(annotations: JsonObject): Trace {
  const from = parse(annotations[origin]);
  const steps = parse(annotations[transformations]);
  const by = isJsonObject(from) ? from.configuredBy : undefined;
  return {
    path: isJsonObject(from) ? text(from.path) || text(from.configuredIn) : undefined,
    generator: isJsonObject(by) ? text(by.kind) : undefined,
    transformations: (isJsonArray(steps) ? steps : []).flatMap((step) => {
      if (!isJsonObject(step)) return [];
      const kind = isJsonObject(step.configuredBy) ? text(step.configuredBy.kind) : undefined;
      const configuredIn = text(step.configuredIn);
      return kind === undefined || configuredIn === undefined ? [] : [{ configuredIn, kind }];
    }),
  };
}

function parse(annotation: Json | undefined): Json {
  return typeof annotation === "string" ? (readDocumentText(annotation).documents[0]?.object ?? null) : null;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
