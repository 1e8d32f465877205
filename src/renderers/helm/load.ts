import { posix } from "node:path";
import type { RemoteChart } from "../../domain/recipe.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { SourceTree } from "../../ports/git.ts";
import type { Unpacked } from "../../sources/gzipped-tar.ts";
import type { RenderPorts } from "../renderer.ts";
import { unpackChart } from "./archive.ts";
import type { Chart, ChartProblem, SubChart } from "./chart.ts";
import { chartFiles } from "./closure.ts";
import { type Lock, readLock } from "./lock.ts";
import { type ChartMetadata, type Dependency, readMetadata } from "./metadata.ts";
import { partition } from "./partition.ts";
import { localDependency } from "./paths.ts";

export type LoadedChart =
  | { readonly status: "loaded"; readonly chart: Chart }
  | { readonly status: "refused"; readonly problems: readonly ChartProblem[] };

/** Charts within charts within charts: deeper than anybody nests them. */
const maxDepth = 10;

/** All archives of one render together unpack to no more. */
const maxBytesOfRender = 200 * 1024 * 1024;

/** Reads a chart of the repository, or an archive in it, with everything it depends on. */
export async function loadChart(
  path: string,
  tree: SourceTree,
  ports: Pick<RenderPorts, "charts" | "signal">,
): Promise<LoadedChart> {
  const loader = new Loader(tree, ports);
  const chart = path.endsWith(".tgz") ? await loader.packed(path) : await loader.directory(path, []);
  return loader.conclude(chart);
}

/** Fetches a chart from a host that the operator allows. */
export async function fetchChart(
  remote: RemoteChart,
  at: SourceLocation,
  tree: SourceTree,
  ports: Pick<RenderPorts, "charts" | "signal">,
): Promise<LoadedChart> {
  const loader = new Loader(tree, ports);
  return loader.conclude(await loader.fetched(remote, at, ""));
}

type Files = ReadonlyMap<string, Uint8Array>;

class Loader {
  readonly #tree: SourceTree;
  readonly #ports: Pick<RenderPorts, "charts" | "signal">;
  readonly #problems: ChartProblem[] = [];
  #bytesLeft = maxBytesOfRender;

  constructor(tree: SourceTree, ports: Pick<RenderPorts, "charts" | "signal">) {
    this.#tree = tree;
    this.#ports = ports;
  }

  conclude(chart: Chart | undefined): LoadedChart {
    if (chart === undefined || this.#problems.length > 0) return { status: "refused", problems: this.#problems };
    return { status: "loaded", chart };
  }

  /** `above` are the directories on the way here: a chart that depends on itself has no end. */
  async directory(directory: string, above: readonly string[]): Promise<Chart | undefined> {
    const { files, problems } = await chartFiles(this.#tree, directory);
    this.#problems.push(...problems);
    if (problems.length > 0) return undefined;
    return this.#chart(files, directory, { path: posix.join(directory, "Chart.yaml"), line: 1 }, [...above, directory]);
  }

  /** An archive that lies in the repository. */
  async packed(path: string): Promise<Chart | undefined> {
    const bytes = (await this.#tree.read([path])).get(path);
    const at = { path, line: 1 };
    if (bytes === undefined) return this.#fail(at, "dependency", `There is no ${path}.`);
    return this.#archive(bytes, at, posix.basename(path), []);
  }

  async fetched(remote: RemoteChart, at: SourceLocation, advice: string): Promise<Chart | undefined> {
    const { charts, signal } = this.#ports;
    const refusal = charts.refusal(remote);
    if (refusal !== null) return this.#refuse(at, sentence(refusal, advice));
    const fetched = await charts.fetch(remote, signal);
    if (fetched.status === "refused") return this.#refuse(at, sentence(fetched.reason, advice));
    return this.#archive(fetched.archive, at, `The archive of ${remote.name || remote.repository}`, []);
  }

  async #chart(
    files: Files,
    directory: string | null,
    at: SourceLocation,
    above: readonly string[],
  ): Promise<Chart | undefined> {
    const read = readMetadata(files);
    if ("problem" in read) {
      const { file, line, message } = read.problem;
      return this.#fail(placed(directory, at, file, line), "chart", `${file} cannot be read: ${message}`);
    }
    const { metadata } = read;
    const { own, vendored } = partition(files);
    const charts = await this.#vendored(vendored, directory, at, above);
    if (charts === undefined) return undefined;
    const placedCharts = await this.#missing({ metadata, files: own, directory, at, charts }, above);
    return { metadata, directory, at, files: own, charts: placedCharts };
  }

  /** What lies in `charts/`: folders, and archives. */
  async #vendored(
    vendored: ReadonlyMap<string, Files | Uint8Array>,
    directory: string | null,
    at: SourceLocation,
    above: readonly string[],
  ): Promise<readonly SubChart[] | undefined> {
    if (vendored.size > 0 && above.length > maxDepth) {
      return this.#fail(at, "dependency", `Charts are nested more than ${maxDepth} deep here.`);
    }
    const charts: SubChart[] = [];
    for (const [name, content] of vendored) {
      const path = directory === null ? null : posix.join(directory, "charts", name);
      const chart =
        content instanceof Uint8Array
          ? await this.#archive(content, path === null ? at : { path, line: 1 }, name, above)
          : await this.#chart(content, path, path === null ? at : { path: `${path}/Chart.yaml`, line: 1 }, [
              ...above,
              path ?? name,
            ]);
      if (chart === undefined) return undefined;
      charts.push({ folder: name.replace(/\.tgz$/, ""), chart });
    }
    return charts;
  }

  async #archive(
    bytes: Uint8Array,
    at: SourceLocation,
    name: string,
    above: readonly string[],
  ): Promise<Chart | undefined> {
    const unpacked: Unpacked = unpackChart(bytes, Math.max(1, this.#bytesLeft));
    if (unpacked.status === "refused") return this.#fail(at, "archive", `${name} ${unpacked.reason}.`);
    for (const content of unpacked.files.values()) this.#bytesLeft -= content.length;
    return this.#chart(unpacked.files, null, at, [...above, name]);
  }

  /** The dependencies that are asked for and not in `charts/`, put there as `helm dependency build` would. */
  async #missing(chart: Chart, above: readonly string[]): Promise<readonly SubChart[]> {
    const { metadata, files, directory, charts } = chart;
    // What a packed chart lacks, Helm leaves out as well.
    if (directory === null && above.length > 1) return charts;
    const lock = this.#lock(chart);
    if (lock === undefined) return charts;
    const placedCharts = [...charts];
    for (const dependency of metadata.dependencies) {
      const at = placed(directory, chart.at, metadata.dependenciesFile, dependency.line);
      const present = charts.find((one) => one.chart.metadata.name === dependency.name);
      if (present !== undefined) {
        this.#compareVersion(dependency, present.chart.metadata, lock, at);
        continue;
      }
      if (placedCharts.some((one) => one.chart.metadata.name === dependency.name)) continue;
      const found = await this.#dependency(dependency, { files, directory, lock, at }, above);
      if (found !== undefined) placedCharts.push({ folder: dependency.name, chart: found });
    }
    return placedCharts;
  }

  /** Undefined when it cannot be relied on. */
  #lock({ metadata, files, directory, at }: Chart): Lock | null | undefined {
    const read = readLock(files, metadata);
    if ("problem" in read) {
      const { file, line, message } = read.problem;
      return this.#fail(placed(directory, at, file, line), "lock", `${file} cannot be read: ${message}`);
    }
    const { lock } = read;
    if (lock === null || lock.isInStep || metadata.dependencies.length === 0) return lock;
    const [first] = metadata.dependencies;
    const message = `${lock.file} does not belong to these dependencies any more; run "helm dependency update" and commit what it writes.`;
    return this.#fail(placed(directory, at, metadata.dependenciesFile, first?.line ?? 1), "lock", message);
  }

  #compareVersion(dependency: Dependency, present: ChartMetadata, lock: Lock | null, at: SourceLocation): void {
    const wanted = exactVersion(dependency, lock);
    if (wanted === undefined || sameVersion(wanted, present.version)) return;
    const where = lock?.versionOf(dependency.name, dependency.repository) === undefined ? "is asked for" : "is locked";
    const message = `charts/ holds ${dependency.name} ${present.version}, and ${wanted} ${where}; run "helm dependency build" and commit what it writes.`;
    this.#fail(at, "dependency", message);
  }

  async #dependency(
    dependency: Dependency,
    parent: {
      readonly directory: string | null;
      readonly lock: Lock | null;
      readonly files: Files;
      readonly at: SourceLocation;
    },
    above: readonly string[],
  ): Promise<Chart | undefined> {
    const { name, repository } = dependency;
    const { directory, lock, at } = parent;
    if (repository.startsWith("file://")) return this.#local(dependency, directory, lock, at, above);
    const vendor = `Vendor it: run "helm dependency build" and commit charts/.`;
    if (repository === "") return this.#fail(at, "dependency", `${name} has no repository and is not in charts/.`);
    if (!/^(?:https?|oci):\/\//.test(repository)) {
      return this.#refuse(
        at,
        `Not rendered, because ${name} is not in charts/ and ${repository} is known only to the machine of its author. ${vendor}`,
      );
    }
    const version = exactVersion(dependency, lock);
    if (version === undefined) {
      return this.#refuse(
        at,
        `Not rendered, because ${name} is neither in charts/ nor locked to one version. ${vendor}`,
      );
    }
    return this.fetched({ repository, name, version }, at, vendor);
  }

  async #local(
    dependency: Dependency,
    directory: string | null,
    lock: Lock | null,
    at: SourceLocation,
    above: readonly string[],
  ): Promise<Chart | undefined> {
    const { name, repository } = dependency;
    const path = directory === null ? undefined : localDependency(directory, repository);
    if (path === undefined)
      return this.#fail(at, "dependency", `${name} is at ${repository}, which leads out of the repository.`);
    if (above.includes(path) || above.length > maxDepth)
      return this.#fail(at, "dependency", `${name} depends on the chart that asks for it.`);
    if (!this.#tree.entries.has(posix.join(path, "Chart.yaml")))
      return this.#fail(at, "dependency", `${name} is at ${repository}, and there is no chart.`);
    const chart = await this.directory(path, above);
    const locked = lock?.versionOf(name, repository);
    if (chart !== undefined && locked !== undefined && !sameVersion(locked, chart.metadata.version)) {
      const message = `${path} is version ${chart.metadata.version} and ${lock?.file} says ${locked}; run "helm dependency update" and commit what it writes.`;
      return this.#fail(at, "lock", message);
    }
    return chart;
  }

  #fail(at: SourceLocation, rule: string, message: string): undefined {
    this.#problems.push({ status: "failed", rule, message, ...at });
  }

  #refuse(at: SourceLocation, message: string): undefined {
    this.#problems.push({ status: "errored", rule: "not-rendered", message, ...at });
  }
}

function sentence(reason: string, advice: string): string {
  return advice === "" ? reason : `${reason} ${advice}`;
}

function placed(directory: string | null, at: SourceLocation, file: string, line: number): SourceLocation {
  return directory === null ? at : { path: posix.join(directory, file), line };
}

/** The one version that a dependency can mean, by the lock or as it is written. */
function exactVersion({ name, repository, version }: Dependency, lock: Lock | null): string | undefined {
  const locked = lock?.versionOf(name, repository);
  if (locked !== undefined) return locked;
  return /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version) ? version : undefined;
}

function sameVersion(one: string, other: string): boolean {
  return one.replace(/^v/, "") === other.replace(/^v/, "");
}
