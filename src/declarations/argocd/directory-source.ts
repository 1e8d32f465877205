import type { DirectoryRecipe } from "../../domain/recipe.ts";
import type { SourceTree } from "../../ports/git.ts";
import type { DeclarationContext } from "../engine.ts";
import { below, flagOf, NotEvaluable, type Place, textOf } from "./place.ts";

/** What `source.directory` says: Argo CD reads `.yaml`, `.yml` and `.json`, of the directory itself unless told to recurse. */
export function directoryRecipe(directory: Place): DirectoryRecipe {
  return {
    recurse: flagOf(below(directory, "recurse")),
    include: globs(textOf(below(directory, "include"))),
    exclude: globs(textOf(below(directory, "exclude"))),
  };
}

/** Braces are written around several; what reads globs knows them. */
function globs(written: string): readonly string[] {
  return written === "" ? [] : [written];
}

/** Argo CD runs Jsonnet files of a directory; nothing here does. */
export function requireNoJsonnet(
  path: string,
  { recurse }: DirectoryRecipe,
  source: Place,
  { tree }: DeclarationContext,
): void {
  const prefix = path === "." ? "" : `${path}/`;
  for (const one of jsonnetFiles(tree)) {
    const isIn = one.startsWith(prefix) && (recurse || !one.slice(prefix.length).includes("/"));
    if (isIn) {
      throw new NotEvaluable(`Argo CD would run ${one}, and Jsonnet is not evaluated here.`, below(source, "path"));
    }
  }
}

const known = new WeakMap<SourceTree["entries"], readonly string[]>();

function jsonnetFiles({ entries }: SourceTree): readonly string[] {
  const files = known.get(entries) ?? [...entries.keys()].filter((path) => path.endsWith(".jsonnet"));
  known.set(entries, files);
  return files;
}
