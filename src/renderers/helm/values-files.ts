import { compareText } from "../../domain/finding.ts";
import type { SourceTree } from "../../ports/git.ts";
import { isFile } from "../../sources/tree.ts";
import { below } from "./paths.ts";

type EnvironmentValues = {
  readonly environment: string;
  /** Values files of the chart for it, from the repository's root, lowest first. */
  readonly files: readonly string[];
};

/** Folders of a chart that hold values by environment. */
const folders = "(?:values|env|envs|environment|environments)";

/** `values-prod`, `values.prod`, `values_prod`, `prod.values`, `prod-values`, `prod`. */
const names = (environment: string) => `(?:values[-._]${environment}|${environment}[-._]values|${environment})\\.ya?ml`;

/**
 * The values files that lie in a chart and are called after an environment, by environment in the order given.
 * What lies outside the chart may be anybody's, so it is not guessed at.
 */
export function environmentsOf(
  tree: Pick<SourceTree, "entries">,
  chart: string,
  environments: readonly string[],
): readonly EnvironmentValues[] {
  const candidates = [...tree.entries.keys()].filter((path) => {
    const place = below(chart, path);
    return place !== undefined && /\.ya?ml$/.test(place) && place.split("/").length <= 3 && isFile(tree, path);
  });
  const found = environments.flatMap((environment) => {
    const literal = environment.replaceAll(/[^\w-]/g, "\\$&");
    const pattern = new RegExp(
      `^(?:${folders}/)?(?:${names(literal)}|${literal}/(?:values|${names(literal)})(?:\\.ya?ml)?)$`,
      "i",
    );
    const files = candidates.filter((path) => pattern.test(below(chart, path) ?? "")).toSorted(compareText);
    return files.length === 0 ? [] : [{ environment, files }];
  });
  return withoutTwins(found);
}

/** Names that differ in case only, such as those of directories, mean one environment. */
function withoutTwins(found: readonly EnvironmentValues[]): readonly EnvironmentValues[] {
  const seen = new Set<string>();
  return found.filter(({ files }) => {
    const key = files.join("\n");
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
