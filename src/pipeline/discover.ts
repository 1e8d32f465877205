import type { RepositoryConfig } from "../config/schema.ts";
import type { DiscoveredApplication, NotEvaluated } from "../domain/application.ts";
import { compareText } from "../domain/finding.ts";
import type { SourceTree } from "../ports.ts";
import { rendererNamed, renderers } from "../renderers/index.ts";
import { directoriesOf, directoryOf } from "../renderers/paths.ts";
import type { FoundSource, Renderer } from "../renderers/renderer.ts";
import { nameApplications } from "./application-names.ts";
import { environmentOf } from "./environment-of.ts";
import { parseGlob } from "./glob.ts";

export type Discovery = {
  readonly applications: readonly DiscoveredApplication[];
  readonly notEvaluated: readonly NotEvaluated[];
};

/** What of the repository's configuration discovery looks at. */
export type DiscoveryConfig = Pick<RepositoryConfig, "discovery" | "applications" | "environments">;

type Found = FoundSource & { readonly renderer: string };

/** By what a tree holds, so that it is kept as long as that is; then by the configuration. */
const discovered = new WeakMap<SourceTree["entries"], Map<string, Promise<Discovery>>>();

/**
 * Everything of a tree that can be rendered: what the configuration names, then what renderers find. A tree
 * that was looked through is not looked through again.
 */
export async function discover(tree: SourceTree, config: DiscoveryConfig): Promise<Discovery> {
  const key = JSON.stringify([config.discovery, config.applications, config.environments]);
  const known = discovered.get(tree.entries) ?? new Map<string, Promise<Discovery>>();
  discovered.set(tree.entries, known);
  const discovery = known.get(key) ?? lookThrough(tree, config);
  known.set(key, discovery);
  // What could not be read this time may be read the next.
  discovery.catch(() => known.delete(key));
  return discovery;
}

async function lookThrough(tree: SourceTree, config: DiscoveryConfig): Promise<Discovery> {
  const named = await namedApplications(tree, config);
  const seen = visible(tree, config.discovery.exclude);
  const paths = new Set(named.applications.map(({ path }) => path));
  const found: Found[] = [];
  const notEvaluated = [...named.notEvaluated];
  const claimed = new Set<string>();
  for (const renderer of Object.values<Renderer>(renderers)) {
    const result = await renderer.find(seen, claimed);
    for (const claim of result.claims) claimed.add(claim);
    notEvaluated.push(...result.notEvaluated);
    for (const source of result.sources) {
      if (paths.has(source.path)) continue;
      paths.add(source.path);
      // What is excluded from being found may still be read, so the whole tree says what is read.
      const inputs = seen === tree ? source.inputs : await renderer.inputs(tree, source.path);
      found.push({ ...source, inputs, renderer: renderer.name });
    }
  }
  const applications = [...named.applications, ...nameFound(found, named.applications, config)];
  return { applications: applications.toSorted(byName), notEvaluated };
}

function byName(a: DiscoveredApplication, b: DiscoveredApplication): number {
  return compareText(a.name, b.name) || compareText(a.environment, b.environment) || compareText(a.path, b.path);
}

/** The tree without what the configuration excludes. */
function visible(tree: SourceTree, exclude: readonly string[]): SourceTree {
  const globs = exclude.map(parseGlob);
  const left = [...tree.entries].filter(([path]) => !globs.some((matches) => matches(path)));
  return left.length === tree.entries.size ? tree : { ...tree, entries: new Map(left) };
}

function nameFound(
  found: readonly Found[],
  named: readonly DiscoveredApplication[],
  config: DiscoveryConfig,
): readonly DiscoveredApplication[] {
  const configured = config.environments.map(({ name }) => name);
  const placed = found.map((source) => ({ ...source, ...environmentOf(source.path, configured), found: source.why }));
  const taken = new Set(named.map(({ name, environment }) => `${name}\n${environment}`));
  const names = nameApplications(placed, taken);
  return placed.map(({ path, renderer, environment, inputs, found: how, why }, index) => ({
    name: names[index] ?? path,
    path,
    renderer,
    environment,
    inputs,
    why: `${how} It belongs to ${environment}: ${why}.`,
  }));
}

async function namedApplications(tree: SourceTree, config: DiscoveryConfig): Promise<Discovery> {
  const directories = directoriesOf(tree);
  const applications: DiscoveredApplication[] = [];
  const notEvaluated: NotEvaluated[] = [];
  for (const { name, path, renderer } of config.applications) {
    const places = placesOf(path, directories, config);
    if (places.length === 0) {
      const reason = `The application ${name} is to be found in ${path}, and there is no such directory.`;
      notEvaluated.push({ path: ".github/fairlead.yml", line: 1, reason });
    }
    for (const place of places) {
      const chosen = renderer === undefined ? await detect(tree, place.path) : rendererNamed(renderer);
      if (chosen === undefined) {
        const reason = `The application ${name} asks for the renderer ${renderer}, and there is none of that name.`;
        notEvaluated.push({ path: ".github/fairlead.yml", line: 1, reason });
        continue;
      }
      const inputs = await chosen.inputs(tree, place.path);
      const why = `The configuration names it. It belongs to ${place.environment}: ${place.why}.`;
      applications.push({ name, path: place.path, environment: place.environment, renderer: chosen.name, inputs, why });
    }
  }
  return { applications, notEvaluated };
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

/** The first renderer that finds something right there; plain manifests otherwise. */
async function detect(tree: SourceTree, path: string): Promise<Renderer> {
  const { sources, claims } = await renderers.kustomize.find(tree, new Set());
  const isOne =
    sources.some((source) => source.path === path) ||
    claims.some(
      (claim) =>
        /^(?:.*\/)?[Kk]ustomization(?:\.ya?ml)?$/.test(claim) && directoryOf(claim) === path && tree.entries.has(claim),
    );
  return isOne ? renderers.kustomize : renderers.plain;
}
