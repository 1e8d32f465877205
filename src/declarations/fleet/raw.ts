import type { JsonObject } from "../../domain/json.ts";
import type { SourceTree } from "../../ports/git.ts";
import type { DeclaredPart } from "../engine.ts";
import { textsAt } from "../fields.ts";
import { join } from "./helm.ts";

/**
 * Plain manifests of a bundle: its directory with all below it, but for bundles of their own in it, and then
 * the overlays that are asked for, whose files take the place of those of the same path. A sentence where an
 * overlay patches files, which only Fleet does.
 */
export function rawParts(
  options: JsonObject,
  directory: string,
  nested: readonly string[],
  tree: SourceTree,
): readonly DeclaredPart[] | string {
  const overlays = textsAt(options, "yaml", "overlays");
  const below = directory === "." ? "" : `${directory}/`;
  const replaced = new Set<string>();
  const parts: DeclaredPart[] = [];
  for (const overlay of overlays.toReversed()) {
    const path = join(directory, `overlays/${overlay}`);
    const files = [...tree.entries.keys()].filter((one) => one.startsWith(`${path}/`));
    if (files.length === 0) return `The overlay ${overlay} has no files in ${path}.`;
    const patch = files.find((one) => /_patch\.[^/]+$/.test(one));
    if (patch !== undefined) return `The overlay ${overlay} patches files with ${patch}, which is not rendered here.`;
    const names = files.map((one) => one.slice(path.length + 1));
    parts.unshift(part(path, names.filter((name) => replaced.has(name)).map(literal)));
    for (const name of names) replaced.add(name);
  }
  const others = nested.map((one) => `${literal(one.slice(below.length))}/*`);
  const exclude = ["fleet.yaml", "fleet.yml", "overlays/*", ...others, ...[...replaced].map(literal)];
  return [part(directory, exclude), ...parts];
}

function part(path: string, exclude: readonly string[]): DeclaredPart {
  return { renderer: "plain", path, recipe: { directory: { recurse: true, include: [], exclude } } };
}

/** A path as a glob of Argo CD's form, which a directory's options have, that matches nothing else. */
function literal(path: string): string {
  return path.replaceAll(/[*?[\]{},\\]/g, "\\$&");
}
