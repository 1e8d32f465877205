import type { Manifest } from "../domain/manifest.ts";
import type { SourceTree } from "../ports/git.ts";
import type { DeclarationContext } from "./engine.ts";
import { generatedObjects } from "./generated.ts";
import { readObjects } from "./objects.ts";

type LookUp = DeclarationContext["lookUp"];
type ByName = ReadonlyMap<string, readonly Manifest[]>;

/** By what a tree holds: every application of it asks for the same few objects. */
const kept = new WeakMap<SourceTree["entries"], Map<string, Promise<ByName>>>();

/** Objects of a repository's files by kind and name, and what kustomizations generate, for what engines look up. */
export function createLookUp(tree: SourceTree): LookUp {
  const kinds = kept.get(tree.entries) ?? new Map<string, Promise<ByName>>();
  kept.set(tree.entries, kinds);
  return async (kind, namespace, name) => {
    const found = kinds.get(kind) ?? objectsOf(tree, kind);
    kinds.set(kind, found);
    // What could not be read this time may be read the next.
    found.catch(() => kinds.delete(kind));
    const named = (await found).get(name) ?? [];
    return named.filter(({ id }) => namespace === null || id.namespace === null || id.namespace === namespace);
  };
}

async function objectsOf(tree: SourceTree, kind: string): Promise<ByName> {
  const standing = (await readObjects(tree, [kind])).filter(({ id }) => id.kind === kind);
  const generated = kind === "ConfigMap" || kind === "Secret" ? await generatedObjects(tree, kind) : [];
  return Map.groupBy([...standing, ...generated], ({ id }) => id.name);
}
