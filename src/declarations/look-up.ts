import type { Manifest } from "../domain/manifest.ts";
import type { SourceTree } from "../ports.ts";
import type { DeclarationContext } from "./engine.ts";
import { readObjects } from "./objects.ts";

/** Objects of a repository's files by kind and name, for what engines look up. */
export function createLookUp(tree: SourceTree): DeclarationContext["lookUp"] {
  const kinds = new Map<string, Promise<readonly Manifest[]>>();
  return async (kind, namespace, name) => {
    const known =
      kinds.get(kind) ?? readObjects(tree, [kind]).then((objects) => objects.filter(({ id }) => id.kind === kind));
    kinds.set(kind, known);
    return (await known).filter(
      ({ id }) => id.name === name && (namespace === null || id.namespace === null || id.namespace === namespace),
    );
  };
}
