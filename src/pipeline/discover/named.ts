import { configPath } from "../../config/parse.ts";
import type { DiscoveredApplication, NotEvaluated } from "../../domain/application.ts";
import type { Recipe } from "../../domain/recipe.ts";
import type { SourceTree } from "../../ports.ts";
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
    const places = placesOf(path, directories, config);
    if (places.length === 0) {
      const reason = `The application ${name} is to be found in ${path}, and there is no such directory.`;
      notEvaluated.push({ path: configPath, line: 1, reason });
    }
    for (const place of places) {
      const chosen = renderer === undefined ? detectRenderer(tree, place.path) : rendererNamed(renderer);
      if (chosen === undefined) {
        const reason = `The application ${name} asks for the renderer ${renderer}, and there is none of that name.`;
        notEvaluated.push({ path: configPath, line: 1, reason });
        continue;
      }
      const recipe = recipeOf(named, place);
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

function recipeOf(_named: Named, _place: Place): Recipe {
  return {};
}

type Place = { readonly path: string; readonly environment: string; readonly why: string };

/** `{environment}` stands for each configured environment, or for whatever directory is there. */
function placesOf(pattern: string, directories: ReadonlySet<string>, config: DiscoveryConfig): readonly Place[] {
  const path = pattern.replace(/^\.\//, "").replace(/(?<=.)\/$/, "");
  const configured = config.environments.map(({ name }) => name);
  const [before, after] = path.split("{environment}");
  if (before === undefined || after === undefined) {
    return directories.has(path) ? [{ path, ...environmentOf(path, configured) }] : [];
  }
  const names = configured.length > 0 ? configured : between(before, after, directories);
  return names
    .map((environment) => ({
      path: path.replaceAll("{environment}", environment),
      environment,
      why: "the configuration says so",
    }))
    .filter((place) => directories.has(place.path));
}

function between(before: string, after: string, directories: ReadonlySet<string>): readonly string[] {
  return [...directories].flatMap((directory) => {
    if (!directory.startsWith(before) || !directory.endsWith(after)) return [];
    const middle = directory.slice(before.length, directory.length - after.length);
    return middle === "" || middle.includes("/") ? [] : [middle];
  });
}
