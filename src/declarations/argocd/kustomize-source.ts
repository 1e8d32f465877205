import type { Json, JsonObject } from "../../domain/json.ts";
import type { KustomizeRecipe } from "../../domain/recipe.ts";
import type { DeclarationContext } from "../engine.ts";
import { isDirectory, pathWithin } from "../paths.ts";
import { type BuildEnvironment, substitute } from "./build-environment.ts";
import { below, flagOf, itemsOf, mappingOf, NotEvaluable, type Place, textOf, textsByKey } from "./place.ts";

type KustomizeSource = {
  readonly kustomize: Place;
  readonly directory: string;
  readonly environment: BuildEnvironment;
  /** Whether Argo CD is told to let kustomizations read files outside of their directory; its default is not to. */
  readonly openRoot: boolean;
};

/** What `source.kustomize` says, as `kustomize edit` would write it (util/kustomize/kustomize.go). */
export function kustomizeRecipe(given: KustomizeSource, context: DeclarationContext): KustomizeRecipe {
  const { kustomize, openRoot } = given;
  const overlay: JsonObject = {
    ...texts(kustomize, "namePrefix", "nameSuffix", "namespace"),
    ...filled("images", imagesOf(given)),
    ...filled("replicas", replicasOf(kustomize)),
    ...labelsOf(kustomize),
    ...annotationsOf(given),
    ...filled(
      "patches",
      itemsOf(below(kustomize, "patches")).flatMap((place) => mappingOf(place) ?? []),
    ),
    ...filled("components", componentsOf(given, context)),
  };
  return { overlay, generate: false, openRoot };
}

function texts(kustomize: Place, ...names: readonly string[]): JsonObject {
  const found = names.map((name): [string, string] => [name, textOf(below(kustomize, name))]);
  return Object.fromEntries(found.filter(([, value]) => value !== ""));
}

function filled(name: string, list: readonly Json[]): JsonObject {
  return list.length === 0 ? {} : { [name]: list };
}

/**
 * `name=new:tag`, `name=new@digest`, `name:tag`, `name@digest`: what `kustomize edit set image` takes. An
 * asterisk keeps what the kustomization says of that part itself.
 */
function imagesOf({ kustomize, environment }: KustomizeSource): readonly Json[] {
  return itemsOf(below(kustomize, "images")).map((place) => {
    const written = substitute(textOf(place), environment, place);
    const equals = written.indexOf("=");
    const replaced = equals < 0 ? null : written.slice(0, equals);
    const { name, ...rest } = parseImage(written.slice(equals + 1));
    if (name === "" && replaced === null)
      throw new NotEvaluable(`It replaces an image by ${JSON.stringify(written)}, which names none.`, place);
    if (replaced === null) return { name, ...rest };
    return { name: parseImage(replaced).name, ...(name === "" ? {} : { newName: name }), ...rest };
  });
}

function parseImage(image: string): { readonly name: string; readonly newTag?: string; readonly digest?: string } {
  const at = image.indexOf("@");
  const digest = at < 0 ? "" : image.slice(at + 1);
  const rest = at < 0 ? image : image.slice(0, at);
  const colon = rest.lastIndexOf(":");
  const isTag = colon > rest.lastIndexOf("/");
  const tag = isTag ? rest.slice(colon + 1) : "";
  return {
    name: isTag ? rest.slice(0, colon) : rest,
    ...(tag === "" ? {} : { newTag: tag }),
    ...(digest === "" ? {} : { digest }),
  };
}

function replicasOf(kustomize: Place): readonly Json[] {
  return itemsOf(below(kustomize, "replicas")).map((place) => {
    const count = below(place, "count");
    const value = typeof count.value === "string" ? Number(count.value) : count.value;
    if (typeof value !== "number" || !Number.isInteger(value))
      throw new NotEvaluable("Its count of replicas is no whole number.", count);
    return { name: textOf(below(place, "name")), count: value };
  });
}

function labelsOf(kustomize: Place): JsonObject {
  const pairs = textsByKey(below(kustomize, "commonLabels"));
  if (Object.keys(pairs).length === 0) return {};
  if (!flagOf(below(kustomize, "labelWithoutSelector"))) return { commonLabels: pairs };
  const includeTemplates = flagOf(below(kustomize, "labelIncludeTemplates"));
  return { labels: [{ pairs, includeSelectors: false, ...(includeTemplates ? { includeTemplates } : {}) }] };
}

function annotationsOf({ kustomize, environment }: KustomizeSource): JsonObject {
  const place = below(kustomize, "commonAnnotations");
  const pairs = Object.entries(textsByKey(place));
  if (pairs.length === 0) return {};
  const replaces = flagOf(below(kustomize, "commonAnnotationsEnvsubst"));
  const values = pairs.map(([name, value]) => [name, replaces ? substitute(value, environment, place) : value]);
  return { commonAnnotations: Object.fromEntries(values) };
}

function componentsOf({ kustomize, directory }: KustomizeSource, { tree }: DeclarationContext): readonly string[] {
  const written = itemsOf(below(kustomize, "components")).map(textOf);
  if (!flagOf(below(kustomize, "ignoreMissingComponents"))) return written;
  return written.filter((one) => isDirectory(tree, pathWithin(directory, one) ?? ""));
}
