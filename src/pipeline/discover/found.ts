import type { DiscoveredApplication, NotEvaluated } from "../../domain/application.ts";
import { wellKnownEnvironments } from "../../domain/environment.ts";
import type { SourceTree } from "../../ports/git.ts";
import { renderers } from "../../renderers/index.ts";
import type { FoundSource, Renderer } from "../../renderers/renderer.ts";
import { nameApplications } from "../application-names.ts";
import { environmentOf } from "../environment-of.ts";
import type { DiscoveryConfig } from "./config.ts";

export type Found = {
  readonly applications: readonly DiscoveredApplication[];
  readonly notEvaluated: readonly NotEvaluated[];
};

type Source = FoundSource & { readonly renderer: string };

/** What lies in the tree without anybody naming it: each renderer in turn looks at what those before left. */
export async function findSources(
  { tree, seen }: { readonly tree: SourceTree; readonly seen: SourceTree },
  taken: readonly DiscoveredApplication[],
  alsoClaimed: Iterable<string>,
  config: DiscoveryConfig,
): Promise<Found> {
  const paths = new Set(taken.flatMap(({ parts }) => parts.map(({ path }) => path)));
  const claimed = new Set([...alsoClaimed, ...taken.flatMap(({ inputs }) => inputs.filter(isOnlyFile))]);
  const environments = environmentNames(config);
  const sources: Source[] = [];
  const notEvaluated: NotEvaluated[] = [];
  for (const renderer of Object.values<Renderer>(renderers)) {
    const result = await renderer.find(seen, { claimed, environments });
    for (const claim of result.claims) claimed.add(claim);
    notEvaluated.push(...result.notEvaluated);
    const fresh = result.sources.filter(({ path }) => !paths.has(path));
    for (const source of fresh) {
      // What is excluded from being found may still be read, so the whole tree says what is read.
      const inputs = seen === tree ? source.inputs : await renderer.inputs(tree, source.path, source.recipe ?? {});
      sources.push({ ...source, inputs, renderer: renderer.name });
    }
    for (const { path } of fresh) paths.add(path);
  }
  return { applications: nameFound(sources, taken, config), notEvaluated };
}

/** A directory whose listing matters is nobody's claim to the files in it. */
function isOnlyFile(input: string): boolean {
  return !input.endsWith("/");
}

function environmentNames({ environments }: DiscoveryConfig): readonly string[] {
  return environments.length > 0 ? environments.map(({ name }) => name) : wellKnownEnvironments;
}

function nameFound(
  found: readonly Source[],
  taken: readonly DiscoveredApplication[],
  config: DiscoveryConfig,
): readonly DiscoveredApplication[] {
  const configured = config.environments.map(({ name }) => name);
  const placed = found.map((source) => ({ ...source, ...placeOf(source, configured), found: source.why }));
  const names = nameApplications(placed, new Set(taken.map(({ name, environment }) => `${name}\n${environment}`)));
  return placed.map(({ path, renderer, environment, inputs, recipe = {}, found: how, why }, index) => ({
    name: names[index] ?? path,
    path,
    renderer,
    environment,
    key: JSON.stringify([path, environment]),
    parts: [{ renderer, path, recipe, inputs }],
    inputs,
    why: `${how} It belongs to ${environment}: ${why}.`,
  }));
}

function placeOf({ path, environment }: Source, configured: readonly string[]): ReturnType<typeof environmentOf> {
  const place = environmentOf(path, configured);
  return environment === undefined ? place : { ...place, environment, why: "its values file says so" };
}
