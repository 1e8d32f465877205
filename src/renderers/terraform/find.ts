import type { NotEvaluated } from "../../domain/application.ts";
import { compareText } from "../../domain/finding.ts";
import type { SourceTree } from "../../ports/git.ts";
import { isFile } from "../../sources/tree.ts";
import type { FindContext, FoundSource, FoundSources } from "../renderer.ts";
import { inputsOf, modulesUsedBy, namedBy, variableFiles } from "./closure.ts";
import { byEnvironment } from "./environments.ts";
import { isHidden, variablesFiles } from "./files.ts";
import { type Module, type Modules, modulesOf } from "./modules.ts";

/** Modules that no other calls, and those that keep state of their own: one application for each environment. */
export async function findRoots(tree: SourceTree, { claimed, environments }: FindContext): Promise<FoundSources> {
  const modules = await modulesOf(tree);
  const called = new Set([...modules.values()].flatMap(calledFrom));
  const roots = [...modules.values()].filter(({ path, keepsState }) => keepsState || !called.has(path));
  const free = roots.filter(({ path, files }) => !isHidden(path) && !files.some((file) => claimed.has(file)));
  return {
    sources: free
      .map(({ path }) => path)
      .sort(compareText)
      .flatMap((path) => applicationsOf(tree, modules, path, environments)),
    claims: claimsOf(tree, modules),
    notEvaluated: notEvaluated(tree),
  };
}

/** A module that calls itself is nobody's child. */
function calledFrom({ path, calls }: Module): readonly string[] {
  return calls.flatMap(({ leads }) => (leads.to === "directory" && leads.path !== path ? [leads.path] : []));
}

function applicationsOf(
  tree: SourceTree,
  modules: Modules,
  path: string,
  environments: readonly string[],
): readonly FoundSource[] {
  const sorted = byEnvironment(variableFiles(tree, modules, path), path, environments);
  const why = modules.get(path)?.keepsState
    ? "A Terraform module that keeps its own state."
    : "A Terraform module that no other calls.";
  const source = (variables: readonly string[]): FoundSource => {
    const recipe = variables.length === 0 ? {} : { terraform: { variableFiles: variables.toSorted(compareText) } };
    return { path, why, recipe, inputs: inputsOf(tree, modules, path, recipe) };
  };
  if (sorted.byEnvironment.size === 0) return [source(sorted.shared)];
  return [...sorted.byEnvironment]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([environment, files]) => ({ ...source([...sorted.shared, ...files]), environment }));
}

/** Its own files, and the templates it fills in: a template of a manifest is none yet. */
function claimsOf(tree: SourceTree, modules: Modules): readonly string[] {
  const claims = new Set<string>();
  for (const root of modules.keys()) {
    for (const module of modulesUsedBy(modules, root)) {
      for (const path of namedBy(tree, module, root, ["template"])) if (isFile(tree, path)) claims.add(path);
    }
    for (const path of modules.get(root)?.files ?? []) claims.add(path);
  }
  for (const path of variablesFiles(tree)) claims.add(path);
  return [...claims];
}

/** What composes configurations in ways of its own, each kind told once. */
const others: readonly { readonly file: RegExp; readonly reason: (count: number) => string }[] = [
  {
    file: /(?:^|\/)terragrunt\.hcl(?:\.json)?$/,
    reason: (count) =>
      `Terragrunt puts configurations together from ${count === 1 ? "this file" : `${count} such files`}, and Fairlead does not run it; the modules in this repository are judged as they stand.`,
  },
  {
    file: /\.(?:tfstack|tfcomponent|tfdeploy)\.hcl$/,
    reason: (count) =>
      `Terraform Stacks are not evaluated (${count === 1 ? "one file" : `${count} files`}); the modules in this repository are judged as they stand.`,
  },
];

function notEvaluated(tree: SourceTree): readonly NotEvaluated[] {
  return others.flatMap(({ file, reason }) => {
    const paths = [...tree.entries.keys()].filter((path) => file.test(path) && !/(?:^|\/)\.[^/.]/.test(path)).sort();
    const [first] = paths;
    return first === undefined ? [] : [{ path: first, line: 1, reason: reason(paths.length) }];
  });
}
