import type { SourceTree } from "../../ports.ts";
import { isFile } from "../../sources/tree.ts";
import { directoryOf } from "../paths.ts";

/** The files of a Terraform or OpenTofu module: <https://developer.hashicorp.com/terraform/language/files>. */
export function isModuleFile(path: string): boolean {
  return /(?:^|\/)[^./][^/]*\.(?:tf|tofu)(?:\.json)?$/.test(path);
}

export function isVariablesFile(path: string): boolean {
  return /(?:^|\/)[^/]+\.tfvars(?:\.json)?$/.test(path);
}

/** Read whether or not anybody names it. */
export function isAlwaysRead(path: string): boolean {
  return /(?:^|\/)(?:terraform|[^/]+\.auto)\.tfvars(?:\.json)?$/.test(path);
}

/** The module files of each directory, in order. Hidden directories hold what `terraform init` fetched. */
export function moduleFiles(tree: Pick<SourceTree, "entries">): ReadonlyMap<string, readonly string[]> {
  const paths = [...tree.entries.keys()].filter((path) => isModuleFile(path) && !isHidden(path) && isFile(tree, path));
  return Map.groupBy(paths.sort(), directoryOf);
}

function isHidden(path: string): boolean {
  return /(?:^|\/)\.[^/.]/.test(path);
}
