import type { SourceTree } from "../../ports.ts";
import { isFile } from "../../sources/tree.ts";
import { directoryOf } from "../paths.ts";

/** The files of a Terraform or OpenTofu module: <https://developer.hashicorp.com/terraform/language/files>. */
export function isModuleFile(path: string): boolean {
  return /(?:^|\/)[^./][^/]*\.(?:tf|tofu)(?:\.json)?$/.test(path);
}

function isVariablesFile(path: string): boolean {
  return /(?:^|\/)[^/]+\.tfvars(?:\.json)?$/.test(path);
}

/** Read whether or not anybody names it. */
export function isAlwaysRead(path: string): boolean {
  return /(?:^|\/)(?:terraform|[^/]+\.auto)\.tfvars(?:\.json)?$/.test(path);
}

type Listing = { readonly modules: ReadonlyMap<string, readonly string[]>; readonly variables: readonly string[] };

/** What a tree lists, looked through once however many roots it has. */
const listings = new WeakMap<SourceTree["entries"], Listing>();

/** The module files of each directory, in order. Hidden directories hold what `terraform init` fetched. */
export function moduleFiles(tree: Pick<SourceTree, "entries">): Listing["modules"] {
  return listingOf(tree).modules;
}

/** Every file with variables. */
export function variablesFiles(tree: Pick<SourceTree, "entries">): Listing["variables"] {
  return listingOf(tree).variables;
}

function listingOf(tree: Pick<SourceTree, "entries">): Listing {
  const known = listings.get(tree.entries);
  if (known !== undefined) return known;
  const files = [...tree.entries.keys()].filter((path) => isFile(tree, path)).sort();
  const own = files.filter((path) => isModuleFile(path) && !isHidden(path));
  const listing = { modules: Map.groupBy(own, directoryOf), variables: files.filter(isVariablesFile) };
  listings.set(tree.entries, listing);
  return listing;
}

function isHidden(path: string): boolean {
  return /(?:^|\/)\.[^/.]/.test(path);
}
