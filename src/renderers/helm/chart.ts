import { posix } from "node:path";
import type { SourceLocation } from "../../domain/source.ts";
import type { ChartMetadata } from "./metadata.ts";

/** A chart with everything it is rendered from, its dependencies put in place. */
export type Chart = {
  readonly metadata: ChartMetadata;
  /** Where its files lie in the repository; null where they come out of an archive. */
  readonly directory: string | null;
  /** What stands for its files when those are not in the repository: the line that asks for it. */
  readonly at: SourceLocation;
  /** Its own files by path relative to it, without those of the charts below it. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly charts: readonly SubChart[];
};

export type SubChart = {
  /** Its folder's name below `charts/`. */
  readonly folder: string;
  readonly chart: Chart;
};

/**
 * `failed`: the author's to fix. `errored`: what we would not or could not do. The path is from the
 * repository's root.
 */
export type ChartProblem = SourceLocation & {
  readonly status: "failed" | "errored";
  readonly rule: string;
  readonly message: string;
};

/** The files of a chart and of all below it, as Helm wants them in a folder. */
export function filesOf(chart: Chart, prefix: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const [path, bytes] of chart.files) {
    // Helm reads .helmignore of folders only: a packed chart was filtered when it was packed.
    if (chart.directory !== null || path !== ".helmignore") files.set(`${prefix}/${path}`, bytes);
  }
  for (const { folder, chart: below } of chart.charts) {
    for (const [path, bytes] of filesOf(below, `${prefix}/charts/${folder}`)) files.set(path, bytes);
  }
  return files;
}

/** Where a file of a chart is told of: itself, or the line that asks for the chart it is packed in. */
export function placeIn(chart: Chart, file: string, line: number): SourceLocation {
  return chart.directory === null ? chart.at : { path: posix.join(chart.directory, file), line };
}

/** A chart and all below it, each with the names under which its parents' values reach it. */
export function* everyChart(chart: Chart, names: readonly string[] = []): Generator<NamedChart> {
  yield { chart, names };
  for (const { chart: below } of chart.charts) {
    for (const name of namesIn(chart, below)) yield* everyChart(below, [...names, name]);
  }
}

export type NamedChart = { readonly chart: Chart; readonly names: readonly string[] };

/** What a chart is called in its parent: by each alias, else by its own name. */
function namesIn(parent: Chart, below: Chart): readonly string[] {
  const asked = parent.metadata.dependencies.filter(({ name }) => name === below.metadata.name);
  const names = asked.map(({ name, alias }) => alias ?? name);
  return names.length === 0 ? [below.metadata.name] : [...new Set(names)];
}

/** A file of a rendered chart. `names` as in `everyChart`. */
export type ChartFile = NamedChart & { readonly file: string };

/**
 * The file that Helm means by `web/charts/db/templates/x.yaml`: folders are called after charts and their
 * aliases there. Before 3.13 files of `crds/` are told without any chart. Undefined when no chart has it.
 */
export function fileNamed(root: Chart, name: string, holds: (bytes: Uint8Array) => boolean = () => true) {
  const charts = [...everyChart(root)];
  const found = charts.flatMap((one): readonly ChartFile[] => {
    const prefix = [root.metadata.name, ...one.names].join("/charts/");
    const file = name.startsWith(`${prefix}/`) ? name.slice(prefix.length + 1) : name;
    const mayBeBare = name.startsWith("crds/");
    const bytes = file === name && !mayBeBare ? undefined : one.chart.files.get(file);
    return bytes !== undefined && holds(bytes) ? [{ ...one, file }] : [];
  });
  return found[0];
}
