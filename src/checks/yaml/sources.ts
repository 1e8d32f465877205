import type { SourceTree } from "../../ports/git.ts";

/** The files among `paths` that are meant to be YAML or JSON. Templates of a Helm chart are text that makes YAML. */
export function yamlSources(tree: Pick<SourceTree, "entries">, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => {
    const kind = tree.entries.get(path)?.kind;
    return (kind === "file" || kind === "executable") && isStrict(path) && !isChartTemplate(tree, path);
  });
}

const folders = /(?:^|\/)(?:node_modules|\.vscode|\.devcontainer)\//;
/** JSON with comments, by the custom of the tools that read it. */
const lenient = /(?:^|\/)(?:tsconfig[^/]*|jsconfig|\.?devcontainer|\.?renovate[^/]*|\.eslintrc|\.swcrc)\.json$/;

function isStrict(path: string): boolean {
  return /\.(?:ya?ml|json)$/.test(path) && !folders.test(path) && !lenient.test(path);
}

/** `templates/` belongs to a chart when Chart.yaml stands beside it. */
function isChartTemplate(tree: Pick<SourceTree, "entries">, path: string): boolean {
  const parts = path.split("/");
  return parts.some((part, index) => {
    if (part !== "templates") return false;
    return tree.entries.has([...parts.slice(0, index), "Chart.yaml"].join("/"));
  });
}
