import { configPath } from "../../config/parse.ts";
import type { DiscoveredApplication, NotEvaluated } from "../../domain/application.ts";
import type { Recipe } from "../../domain/recipe.ts";
import type { SourceTree } from "../../ports/git.ts";
import { releaseName } from "../../renderers/helm/recipe.ts";
import { rendererNamed } from "../../renderers/index.ts";
import { directoriesOf } from "../../renderers/paths.ts";
import { environmentOf } from "../environment-of.ts";
import type { DiscoveryConfig } from "./config.ts";
import { detectRenderer } from "./detect.ts";
import type { Found } from "./found.ts";

type Named = DiscoveryConfig["applications"][number];

/** The applications that the configuration names, each in every environment it is in. */
export async function namedApplications(tree: SourceTree, config: DiscoveryConfig): Promise<Found> {
  const directories = directoriesOf(tree);
  const applications: DiscoveredApplication[] = [];
  const notEvaluated: NotEvaluated[] = [];
  for (const named of config.applications) {
    const { name, path, renderer } = named;
    const places = placesOf(named, { tree, directories, config });
    if (places.length === 0) {
      const reason = `The application ${name} is to be found in ${path}, and there is ${missingOf(named)}.`;
      notEvaluated.push({ path: configPath, line: 1, reason });
    }
    for (const place of places) {
      const chosen = renderer === undefined ? detectRenderer(tree, place.path) : rendererNamed(renderer);
      if (chosen === undefined) {
        const reason = `The application ${name} asks for the renderer ${renderer}, and there is none of that name.`;
        notEvaluated.push({ path: configPath, line: 1, reason });
        continue;
      }
      if (chosen.name !== "helm" && isForHelm(named, chosen.name)) {
        const reason = `The application ${name} has values, a release or a namespace, which only Helm charts take; ${place.path} is ${chosen.name === "plain" ? "a directory of manifests" : `rendered by ${chosen.name}`}.`;
        notEvaluated.push({ path: configPath, line: 1, reason });
        continue;
      }
      const recipe = recipeOf(named, place, chosen.name);
      const inputs = await chosen.inputs(tree, place.path, recipe);
      applications.push({
        name,
        path: place.path,
        environment: place.environment,
        renderer: chosen.name,
        key: JSON.stringify([place.path, place.environment]),
        parts: [{ renderer: chosen.name, path: place.path, recipe, inputs }],
        inputs,
        why: `The configuration names it. It belongs to ${place.environment}: ${place.why}.`,
      });
    }
  }
  return { applications, notEvaluated };
}

/** Values files are files of variables for Terraform. */
function isForHelm({ values, release, namespace }: Named, renderer: string): boolean {
  return (values.length > 0 && renderer !== "terraform") || release !== undefined || namespace !== undefined;
}

function recipeOf({ name, values, release, namespace }: Named, { environment }: Place, renderer: string): Recipe {
  const filled = (text: string) => text.replaceAll(placeholder, environment);
  const files = values.map((path) => normal(filled(path)));
  if (renderer === "terraform" && files.length > 0)
    return { declaredAt: { path: configPath, line: 1 }, terraform: { variableFiles: files } };
  if (renderer !== "helm") return {};
  return {
    declaredAt: { path: configPath, line: 1 },
    helm: {
      release: filled(release ?? releaseName(name)),
      namespace: namespace === undefined ? null : filled(namespace),
      values: files.map((path) => ({ from: "file", path, optional: false })),
      parameters: [],
    },
  };
}

type Place = { readonly path: string; readonly environment: string; readonly why: string };

const placeholder = "{environment}";
const why = "the configuration says so";

type Surroundings = {
  readonly tree: SourceTree;
  readonly directories: ReadonlySet<string>;
  readonly config: DiscoveryConfig;
};

/**
 * `{environment}` stands for each configured environment, or for whatever is there: in the path a directory,
 * and where only values files have it, such a file.
 */
function placesOf(named: Named, { tree, directories, config }: Surroundings): readonly Place[] {
  const path = normal(named.path);
  const values = named.values.map(normal).filter((one) => one.includes(placeholder));
  const configured = config.environments.map(({ name }) => name);
  const chosen = named.environment === undefined ? configured : [named.environment];
  const place = (environment: string) => ({ path: path.replaceAll(placeholder, environment), environment, why });
  if (path.includes(placeholder)) {
    const names = chosen.length > 0 ? chosen : between(path, directories);
    return names.map(place).filter((one) => directories.has(one.path));
  }
  if (!directories.has(path)) return [];
  if (named.environment !== undefined) return [place(named.environment)];
  const [pattern] = values;
  if (pattern === undefined) return [{ path, ...environmentOf(path, configured) }];
  const names = chosen.length > 0 ? chosen : between(pattern, tree.entries.keys());
  return names.filter((name) => tree.entries.has(pattern.replaceAll(placeholder, name))).map(place);
}

function missingOf({ path, values }: Named): string {
  const isAboutValues = !path.includes(placeholder) && values.some((one) => one.includes(placeholder));
  return isAboutValues ? "no such directory, or no values file for any environment" : "no such directory";
}

function normal(path: string): string {
  return path.replace(/^\.\//, "").replace(/(?<=.)\/$/, "");
}

/** What stands for the environment in the paths that are like the pattern. */
function between(pattern: string, paths: Iterable<string>): readonly string[] {
  const [before = "", after = ""] = pattern.split(placeholder);
  const names = [...paths].flatMap((path) => {
    if (!path.startsWith(before) || !path.endsWith(after)) return [];
    const middle = path.slice(before.length, path.length - after.length);
    return middle === "" || middle.includes("/") || path !== pattern.replaceAll(placeholder, middle) ? [] : [middle];
  });
  return [...new Set(names)];
}
