import type { DirectoryRecipe } from "../../domain/recipe.ts";
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
  for (const one of tree.entries.keys()) {
    const isIn = one.startsWith(prefix) && (recurse || !one.slice(prefix.length).includes("/"));
    if (isIn && one.endsWith(".jsonnet")) {
      throw new NotEvaluable(`Argo CD would run ${one}, and Jsonnet is not evaluated here.`, below(source, "path"));
    }
  }
}
