import { posix } from "node:path";
import type { SourceTree } from "../../ports/git.ts";
import { rendererNamed } from "../../renderers/index.ts";
import { kustomizationNames } from "../../renderers/kustomize/read-kustomization.ts";
import type { Renderer } from "../../renderers/renderer.ts";
import { moduleFiles } from "../../renderers/terraform/files.ts";
import { isFile } from "../../sources/tree.ts";

/** What a directory is rendered by when nobody says: what Argo CD would take it for (util/app/discovery). */
export function detectRenderer(tree: Pick<SourceTree, "entries">, path: string): Renderer | undefined {
  const holds = (name: string) => isFile(tree, posix.join(path, name));
  if (holds("Chart.yaml") || holds("Chart.yml")) return rendererNamed("helm");
  const isLink = (name: string) => tree.entries.get(posix.join(path, name))?.kind === "symlink";
  if (kustomizationNames.some((name) => holds(name) || isLink(name))) return rendererNamed("kustomize");
  return rendererNamed(moduleFiles(tree).has(path) ? "terraform" : "plain");
}
