import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { HelmRecipe, RemoteChart, ValuesLayer } from "../../domain/recipe.ts";
import type { SourceLocation } from "../../domain/source.ts";
import { decodeText, readDocumentText } from "../../sources/documents.ts";
import type { DeclarationContext } from "../engine.ts";
import { pathWithin } from "../paths.ts";
import { type BuildEnvironment, substitute } from "./build-environment.ts";
import { below, flagOf, isThere, itemsOf, mappingOf, NotEvaluable, type Place, textOf } from "./place.ts";
import { type References, valueFiles } from "./value-files.ts";

type HelmSource = {
  readonly helm: Place;
  readonly application: string;
  /** Where the destination says resources go. */
  readonly namespace: string;
  readonly directory: string | null;
  readonly chart: RemoteChart | null;
  readonly references: References;
  readonly environment: BuildEnvironment;
  /** Where a pointer of the object leads, and in which document of its file. */
  readonly at: SourceLocation;
  readonly document: number;
};

/** What `source.helm` says, as a recipe. Precedence: values files, then values, then parameters (docs/user-guide/helm.md). */
export async function helmRecipe(given: HelmSource, context: DeclarationContext): Promise<HelmRecipe> {
  const { helm, environment } = given;
  requireKnownVersion(below(helm, "version"));
  const files = valueFiles({ ...given, helm }, context);
  const namespace = textOf(below(helm, "namespace")) || given.namespace;
  return {
    release: textOf(below(helm, "releaseName")) || given.application,
    namespace: namespace === "" ? null : namespace,
    ...(given.chart === null ? {} : { chart: given.chart }),
    values: [...files, ...inlineValues(given)],
    parameters: [...parametersOf(helm, environment), ...(await fileParameters(given, context))],
    ...(flagOf(below(helm, "skipCrds")) ? { skipCrds: true } : {}),
    ...(flagOf(below(helm, "skipSchemaValidation")) ? { skipSchema: true } : {}),
    ...(flagOf(below(helm, "skipTests")) ? { skipTests: true } : {}),
  };
}

function requireKnownVersion(place: Place): void {
  const version = textOf(place);
  if (version === "" || /^v?[34]/.test(version)) return;
  throw new NotEvaluable(`It asks for Helm ${version}, and only Helm 3 and newer are known.`, place);
}

/** `valuesObject` takes the place of `values`. */
function inlineValues({ helm, at, document }: HelmSource): readonly ValuesLayer[] {
  const object = below(helm, "valuesObject");
  const values = isThere(object) ? mappingOf(object) : parsedValues(below(helm, "values"));
  if (values === undefined) return [];
  const pointer = (isThere(object) ? object : below(helm, "values")).pointer;
  return [{ from: "inline", values, at, document, pointer }];
}

function parsedValues(place: Place): JsonObject | undefined {
  const text = textOf(place);
  if (text.trim() === "") return undefined;
  const { documents, problems } = readDocumentText(text);
  const [problem] = problems;
  if (problem !== undefined)
    throw new NotEvaluable(`Its values are no YAML, in their line ${problem.line}: ${problem.message}`, place);
  const [document] = documents;
  if (document === undefined || document.object === null) return undefined;
  if (isJsonObject(document.object)) return document.object;
  throw new NotEvaluable("Its values are no mapping, and Helm takes nothing else.", place);
}

function parametersOf(helm: Place, environment: BuildEnvironment): HelmRecipe["parameters"] {
  return itemsOf(below(helm, "parameters")).map((place) => ({
    name: textOf(below(place, "name")),
    value: substitute(textOf(below(place, "value")), environment, place),
    text: flagOf(below(place, "forceString")),
  }));
}

const maxFile = 1024 * 1024;

/** `--set-file`: what the file holds, as text. */
async function fileParameters(given: HelmSource, { tree }: DeclarationContext): Promise<HelmRecipe["parameters"]> {
  const places = itemsOf(below(given.helm, "fileParameters"));
  return Promise.all(
    places.map(async (place) => {
      const path = fileOf(place, given);
      const bytes = (await tree.read([path])).get(path);
      const value = bytes === undefined || bytes.length > maxFile ? undefined : decodeText(bytes);
      if (typeof value !== "string") {
        throw new NotEvaluable(
          `Its parameter is to be read from ${path}, which is no text file of the repository.`,
          place,
        );
      }
      return { name: textOf(below(place, "name")), value: escaped(value), text: true };
    }),
  );
}

function fileOf(place: Place, { directory, environment }: HelmSource): string {
  const written = substitute(textOf(below(place, "path")), environment, place);
  if (directory === null && !written.startsWith("/")) {
    throw new NotEvaluable(`Its parameter's file ${written} lies in a chart that is not in this repository.`, place);
  }
  const path = written.startsWith("/") ? pathWithin(".", written.slice(1)) : pathWithin(directory ?? ".", written);
  if (path === null) throw new NotEvaluable(`Its parameter's file ${written} leads out of the repository.`, place);
  return path;
}

/** `--set-string` reads commas and backslashes as its own, and a brace as the beginning of a list. */
function escaped(value: string): string {
  return value.replaceAll(/[\\,]|^\{/g, "\\$&");
}
