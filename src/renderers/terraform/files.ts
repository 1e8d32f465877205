import type { SourceTree } from "../../ports/git.ts";
import { isFile } from "../../sources/tree.ts";
import { directoryOf } from "../paths.ts";

/** The files of a Terraform or OpenTofu module: <https://developer.hashicorp.com/terraform/language/files>. */
function isModuleFile(path: string): boolean {
  return /(?:^|\/)[^./][^/]*\.(?:tf|tofu)(?:\.json)?$/.test(path);
}

function isVariablesFile(path: string): boolean {
  return /(?:^|\/)[^/]+\.tfvars(?:\.json)?$/.test(path);
}

/** Read whether or not anybody names it. */
export function isAlwaysRead(path: string): boolean {
  return /(?:^|\/)(?:terraform|[^/]+\.auto)\.tfvars(?:\.json)?$/.test(path);
}

type Listing = {
  readonly modules: ReadonlyMap<string, readonly string[]>;
  readonly links: readonly string[];
  readonly variables: readonly string[];
};

/** What a tree lists, looked through once however many roots it has. */
const listings = new WeakMap<SourceTree["entries"], Listing>();

/** The module files of each directory, in order. */
export function moduleFiles(tree: Pick<SourceTree, "entries">): Listing["modules"] {
  return listingOf(tree).modules;
}

/** Symbolic links that are called like module files. */
export function moduleLinks(tree: Pick<SourceTree, "entries">): Listing["links"] {
  return listingOf(tree).links;
}

/** Every file with variables. */
export function variablesFiles(tree: Pick<SourceTree, "entries">): Listing["variables"] {
  return listingOf(tree).variables;
}

function listingOf(tree: Pick<SourceTree, "entries">): Listing {
  const known = listings.get(tree.entries);
  if (known !== undefined) return known;
  const paths = [...tree.entries.keys()].sort();
  const own = paths.filter((path) => isModuleFile(path) && !isFetched(path));
  const listing = {
    modules: Map.groupBy(
      own.filter((path) => isFile(tree, path)),
      directoryOf,
    ),
    links: own.filter((path) => tree.entries.get(path)?.kind === "symlink"),
    variables: paths.filter((path) => isVariablesFile(path) && isFile(tree, path)),
  };
  listings.set(tree.entries, listing);
  return listing;
}

/** What `terraform init` and Terragrunt keep beside a module. */
function isFetched(path: string): boolean {
  return /(?:^|\/)\.(?:terraform|terragrunt-cache)\//.test(path);
}

/** A hidden directory may be a module, and is no root. */
export function isHidden(directory: string): boolean {
  return /(?:^|\/)\.[^/.]/.test(directory);
}
