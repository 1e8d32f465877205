import { compareText } from "../../domain/finding.ts";
import type { Recipe } from "../../domain/recipe.ts";
import type { SourceTree } from "../../ports/git.ts";
import type { NamedFile } from "../../sources/hcl/answer.ts";
import { directoryOf, resolveWithin } from "../paths.ts";
import { isAlwaysRead, variablesFiles } from "./files.ts";
import type { Module, Modules } from "./modules.ts";

/** A root module and every local module it uses, itself first. Calls in a circle end. */
export function modulesUsedBy(modules: Modules, root: string): readonly Module[] {
  const used = new Map<string, Module>();
  const left = [root];
  for (let path = left.shift(); path !== undefined; path = left.shift()) {
    const module = modules.get(path);
    if (module === undefined || used.has(path)) continue;
    used.set(path, module);
    left.push(...module.calls.flatMap(({ leads }) => (leads.to === "directory" ? [leads.path] : [])));
  }
  return [...used.values()];
}

/** What the plan of a root module depends on within the repository. */
export function inputsOf(tree: SourceTree, modules: Modules, root: string, recipe: Recipe): readonly string[] {
  const inputs = new Set<string>([`${root}/`, lockFileOf(root), ...variablesFor(tree, modules, root, recipe)]);
  for (const module of modulesUsedBy(modules, root)) {
    inputs.add(`${module.path}/`);
    for (const path of [...module.files, ...module.links, ...namedBy(tree, module, root)]) inputs.add(path);
    for (const { leads } of module.calls) {
      if (leads.to !== "directory") continue;
      // A module that is not there yet may come.
      inputs.add(`${leads.path}/`);
      for (const link of leads.links) inputs.add(link);
    }
  }
  return [...inputs].sort(compareText);
}

/** Providers and their checksums. */
function lockFileOf(root: string): string {
  return root === "." ? ".terraform.lock.hcl" : `${root}/.terraform.lock.hcl`;
}

/** Files that the module's functions read; of a directory, everything below it. */
export function namedBy(
  tree: SourceTree,
  module: Module,
  root: string,
  kinds: readonly NamedFile["kind"][] = ["file", "template", "directory"],
): readonly string[] {
  const wanted = module.named.filter(({ kind }) => kinds.includes(kind));
  return wanted.flatMap(({ path, from, kind }) => {
    const resolved = resolveWithin(from === "module" ? module.path : root, path);
    if (resolved === undefined) return [];
    if (kind !== "directory") return [resolved];
    return [`${resolved}/`, ...filesBelow(tree, resolved)];
  });
}

function filesBelow(tree: SourceTree, directory: string): readonly string[] {
  return [...tree.entries.keys()].filter((path) => directory === "." || path.startsWith(`${directory}/`));
}

/** Files with variables: those that Terraform reads of itself, and those of the recipe, or else all there are. */
export function variablesFor(
  tree: SourceTree,
  modules: Modules,
  root: string,
  { terraform }: Recipe,
): readonly string[] {
  const all = variableFiles(tree, modules, root);
  const always = all.filter((path) => isAlwaysRead(path) && directoryOf(path) === root);
  return [...new Set([...always, ...(terraform?.variableFiles ?? all)])].sort(compareText);
}

/** In the module's directory and below it, as far as no other module is nearer. */
export function variableFiles(tree: SourceTree, modules: Modules, root: string): readonly string[] {
  return variablesFiles(tree).filter((path) => {
    for (let at = directoryOf(path); ; at = directoryOf(at)) {
      if (modules.has(at)) return at === root;
      if (at === ".") return false;
    }
  });
}
