import { posix } from "node:path";
import { compareText } from "../../domain/finding.ts";
import type { Recipe } from "../../domain/recipe.ts";
import type { SourceTree } from "../../ports/git.ts";
import { isFile } from "../../sources/tree.ts";
import { directoryOf } from "../paths.ts";
import type { ChartProblem } from "./chart.ts";
import { readMetadata } from "./metadata.ts";
import { below, isChart, localDependency, reach } from "./paths.ts";

type ChartFiles = {
  /** By path relative to the chart; what a symbolic link leads to stands at the link's place. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly problems: readonly ChartProblem[];
};

/** Every file of a chart's directory, with what its symbolic links lead to within the repository. */
export async function chartFiles(tree: SourceTree, directory: string): Promise<ChartFiles> {
  const { places, problems } = await placesIn(tree, directory);
  const contents = await tree.read([...new Set(places.values())]);
  const files = new Map<string, Uint8Array>();
  for (const [place, path] of places) {
    const bytes = contents.get(path);
    if (bytes !== undefined) files.set(place, bytes);
  }
  return { files, problems };
}

/**
 * All that rendering a chart with a recipe reads: its files, those of local charts that it depends on, values
 * files whether they are there or not, and the directories (ending in `/`) in which more files would count.
 */
export async function chartInputs(tree: SourceTree, path: string, recipe: Recipe): Promise<readonly string[]> {
  const inputs = new Set<string>();
  if (recipe.helm?.chart === undefined) await addChart(tree, path, inputs);
  for (const layer of recipe.helm?.values ?? []) if (layer.from === "file") inputs.add(layer.path);
  return [...inputs].toSorted(compareText);
}

/** The charts that a chart takes from elsewhere in the repository by `file://`, however deep, without itself. */
export async function localCharts(tree: SourceTree, directory: string): Promise<readonly string[]> {
  const inputs = new Set<string>();
  await addChart(tree, directory, inputs);
  return [...inputs].flatMap((input) => {
    const chart = posix.basename(input) === "Chart.yaml" ? directoryOf(input) : directory;
    return below(directory, `${chart}/`) === undefined && isChart(tree, chart) ? [chart] : [];
  });
}

async function addChart(tree: SourceTree, path: string, inputs: Set<string>): Promise<void> {
  if (path.endsWith(".tgz")) {
    inputs.add(path);
    return;
  }
  const manifest = posix.join(path, "Chart.yaml");
  if (inputs.has(manifest)) return;
  // Asked for whether it is there or not.
  inputs.add(manifest);
  const { places } = await placesIn(tree, path);
  const isAll = await readsOthers(tree, places);
  for (const name of ["", "templates", "charts", "crds"]) inputs.add(`${posix.join(path, name)}/`);
  for (const [place, real] of places) {
    if (!isAll && !isAlwaysRead(place)) continue;
    inputs.add(real);
    if (real !== posix.join(path, place)) inputs.add(posix.join(path, place));
    inputs.add(`${directoryOf(real)}/`);
  }
  for (const local of await dependenciesBelow(tree, path, places)) await addChart(tree, local, inputs);
}

/** Where the chart, and the charts that lie in it, take others from by `file://`. */
async function dependenciesBelow(
  tree: SourceTree,
  path: string,
  places: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const manifests = [...places].filter(([place]) => /^(?:charts\/[^/]+\/)*(?:Chart|requirements)\.yaml$/.test(place));
  const contents = await tree.read(manifests.map(([, real]) => real));
  return [...Map.groupBy(manifests, ([place]) => posix.dirname(place))].flatMap(([folder, group]) => {
    const files = new Map(
      group.flatMap(([place, real]) => {
        const bytes = contents.get(real);
        return bytes === undefined ? [] : [[posix.basename(place), bytes] as const];
      }),
    );
    const read = readMetadata(files);
    if ("problem" in read) return [];
    return read.metadata.dependencies.flatMap(({ repository }) => {
      const local = repository.startsWith("file://")
        ? localDependency(posix.join(path, folder), repository)
        : undefined;
      return local !== undefined && isChart(tree, local) ? [local] : [];
    });
  });
}

type Places = {
  /** From a path in the chart to the file of the repository that stands there. */
  readonly places: ReadonlyMap<string, string>;
  readonly problems: readonly ChartProblem[];
};

async function placesIn(tree: SourceTree, directory: string): Promise<Places> {
  const places = new Map<string, string>();
  const problems: ChartProblem[] = [];
  const inside = await insideOf(tree, directory);
  for (const [place, path] of inside) {
    const kind = tree.entries.get(path)?.kind;
    if (kind === "file" || kind === "executable") places.set(place, path);
    else if (kind === "submodule") {
      const message = `Not rendered, because ${path} is a submodule, which is not read.`;
      problems.push({ status: "errored", rule: "submodule", message, path, line: 1 });
    } else {
      const refusal = await addLinked(tree, place, path, places);
      if (refusal !== null)
        problems.push({ status: "errored", rule: "link", message: `Not rendered: ${refusal}`, path, line: 1 });
    }
  }
  return { places, problems };
}

/** Adds what a link leads to; a sentence when that cannot be had. */
async function addLinked(
  tree: SourceTree,
  place: string,
  path: string,
  places: Map<string, string>,
): Promise<string | null> {
  const followed = await reach(tree, path);
  if (followed.status === "lost") return followed.reason;
  if (isFile(tree, followed.path)) {
    places.set(place, followed.path);
    return null;
  }
  const found = [...tree.entries].filter(([entry]) => below(followed.path, entry) !== undefined);
  if (found.length === 0) return `${path} is a symbolic link to nothing.`;
  if (found.some(([, { kind }]) => kind === "symlink" || kind === "submodule"))
    return `${path} is a symbolic link to a folder that holds links itself.`;
  for (const [entry] of found) places.set(posix.join(place, below(followed.path, entry) ?? ""), entry);
  return null;
}

/** What a chart is made of, where it is the repository itself and most files have nothing to do with it. */
const structure =
  /^(?:(?:Chart|requirements)\.(?:yaml|lock)$|values[^/]*$|\.helmignore$|(?:templates|charts|crds|values|env|envs|environment|environments)\/)/;

async function insideOf(tree: SourceTree, directory: string): Promise<readonly (readonly [string, string])[]> {
  const all = [...tree.entries.keys()].flatMap((path) => {
    const place = below(directory, path);
    return place === undefined ? [] : [[place, path] as const];
  });
  if (directory !== "." || (await mentionsFiles(tree, all))) return all;
  return all.filter(([place]) => structure.test(place));
}

/** What Helm reads of every chart; values for environments are read where a recipe names them. */
function isAlwaysRead(place: string): boolean {
  return /^(?:(?:Chart|requirements)\.(?:yaml|lock)|values\.yaml|values\.schema\.json|\.helmignore)$|^(?:templates|charts|crds)\//.test(
    place,
  );
}

/** Whether more of a chart than that may be read; of what comes from elsewhere nobody knows. */
async function readsOthers(tree: SourceTree, places: ReadonlyMap<string, string>): Promise<boolean> {
  const manifest = places.get("requirements.yaml") ?? places.get("Chart.yaml");
  const bytes = manifest === undefined ? undefined : (await tree.read([manifest])).get(manifest);
  const hasOthers = bytes !== undefined && /^dependencies:/m.test(Buffer.from(bytes).toString("utf8"));
  return hasOthers || (await mentionsFiles(tree, [...places]));
}

/** Templates reach every file of their chart by `.Files`, and values may be templates. */
async function mentionsFiles(tree: SourceTree, inside: readonly (readonly [string, string])[]): Promise<boolean> {
  const templates = inside.filter(([place]) => /^(?:charts\/[^/]+\/)*(?:templates\/|values\.yaml$)|\.tgz$/.test(place));
  if (templates.some(([place]) => place.endsWith(".tgz"))) return true;
  const contents = await tree.read(templates.map(([, path]) => path));
  return [...contents.values()].some((content) => Buffer.from(content).includes(".Files"));
}
