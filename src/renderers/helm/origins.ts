import { posix } from "node:path";
import { isJsonObject, type Json } from "../../domain/json.ts";
import type { Origin } from "../../domain/manifest.ts";
import { matchesText } from "../../sources/templates/locate.ts";
import { readTemplate, type TemplateDocument } from "../../sources/templates/template.ts";
import { type ChartFile, fileNamed } from "./chart.ts";
import type { RenderedDocument } from "./output.ts";
import { type GivenValues, valuesOrigins } from "./values.ts";

/** Tells where rendered documents come from: the document of the template, then the values it was given. */
export class Origins {
  readonly #given: GivenValues;
  readonly #templates = new Map<Uint8Array, readonly TemplateDocument[]>();

  constructor(given: GivenValues) {
    this.#given = given;
  }

  of({ source, text, object }: RenderedDocument): readonly Origin[] {
    const found = this.fileOf(source, text);
    if (found === undefined) return [this.#elsewhere({ chart: this.#given.root, names: [], file: "" })];
    return [this.#template(found, object), ...valuesOrigins(found, this.#given)];
  }

  /** The file of a chart that Helm names; two charts may have a file of `crds/` with the same name. */
  fileOf(source: string, text: string): ChartFile | undefined {
    const { root } = this.#given;
    const wanted = text.trim();
    return source.startsWith("crds/")
      ? fileNamed(root, source, (bytes) => Buffer.from(bytes).toString("utf8").includes(wanted))
      : fileNamed(root, source);
  }

  #template(found: ChartFile, object: Json): Origin {
    const { chart, file } = found;
    if (chart.directory === null) return this.#elsewhere(found);
    const { index, line } = this.#documentOf(chart.files.get(file) ?? new Uint8Array(), object);
    return { path: posix.join(chart.directory, file), line, document: index, role: "template", within: [] };
  }

  /** What is packed is told where it is asked for. */
  #elsewhere({ chart, file }: ChartFile): Origin {
    return { ...chart.at, document: 0, role: "template", within: [file] };
  }

  #documentOf(bytes: Uint8Array, object: Json): TemplateDocument {
    const documents = this.#templates.get(bytes) ?? readTemplate(Buffer.from(bytes).toString("utf8"));
    this.#templates.set(bytes, documents);
    const scored = documents.map((document) => ({ document, score: likeness(document, object) }));
    const [best] = scored.toSorted((a, b) => b.score - a.score);
    return best?.document ?? { index: 0, line: 1, nodes: [], conditions: [] };
  }
}

/** How much of what names a thing is written in a document of a template; Helm prints them in another order. */
function likeness({ nodes }: TemplateDocument, object: Json): number {
  if (!isJsonObject(object)) return 0;
  const { kind, apiVersion, metadata } = object;
  const name = isJsonObject(metadata) ? metadata.name : undefined;
  const written = nodes.find(({ key }) => key === "metadata")?.children.find(({ key }) => key === "name");
  return (
    8 * agreement(nodes.find(({ key }) => key === "kind")?.value, kind) +
    4 * agreement(written?.value, name) +
    2 * agreement(nodes.find(({ key }) => key === "apiVersion")?.value, apiVersion)
  );
}

/** A text as it stands says more than one that may be anything. */
function agreement(written: string | undefined, rendered: Json | undefined): number {
  if (written === undefined || rendered === undefined) return 0;
  if (!matchesText(written, String(rendered))) return -1;
  const fixed = written.replaceAll(/\{\{.*?\}\}/g, "").length;
  return fixed === written.length ? 1 : 0.4 + Math.min(fixed, 50) / 100;
}
