import { directoryOf } from "../paths.ts";
import { isAlwaysRead } from "./files.ts";

/** The files with variables of each environment that one names; `shared` are those that name none. */
type VariableFiles = {
  readonly byEnvironment: ReadonlyMap<string, readonly string[]>;
  readonly shared: readonly string[];
};

/** Sorts files such as `prod.tfvars`, `env/prod.tfvars` and `env/prod/app.tfvars` by the environment they name. */
export function byEnvironment(files: readonly string[], root: string, environments: readonly string[]): VariableFiles {
  const named = Map.groupBy(files, (path) => environmentOf(path, root, environments));
  const shared = named.get(undefined) ?? [];
  const found = [...named].flatMap(([name, paths]) => (name === undefined ? [] : [[name, paths] as const]));
  return { byEnvironment: new Map(found), shared };
}

function environmentOf(path: string, root: string, environments: readonly string[]): string | undefined {
  if (isAlwaysRead(path) && directoryOf(path) === root) return undefined;
  const below = (root === "." ? path : path.slice(root.length + 1)).toLowerCase().split("/");
  const stem = (below.pop() ?? "").replace(/\.tfvars(?:\.json)?$/, "");
  const longestFirst = environments.toSorted((a, b) => b.length - a.length);
  return (
    longestFirst.find((name) => below.includes(name.toLowerCase())) ??
    longestFirst.find((name) => isPartOf(stem, name.toLowerCase()))
  );
}

/** `prod`, `prod-eu` and `app.prod` name prod; `product` does not. */
function isPartOf(stem: string, name: string): boolean {
  return stem === name || /^[-._]/.test(after(stem, name)) || /[-._]$/.test(before(stem, name));
}

function after(stem: string, name: string): string {
  return stem.startsWith(name) ? stem.slice(name.length) : "";
}

function before(stem: string, name: string): string {
  return stem.endsWith(name) ? stem.slice(0, stem.length - name.length) : "";
}
