import type { SourceTree } from "../ports/git.ts";
import { createLocator, type Locator } from "../sources/locate.ts";

const kept = new WeakMap<SourceTree, Locator>();

/** One for each tree: a file that holds a thousand objects is read for its lines once. */
export function locatorOf(tree: SourceTree): Locator {
  const locate = kept.get(tree) ?? createLocator(tree);
  kept.set(tree, locate);
  return locate;
}
