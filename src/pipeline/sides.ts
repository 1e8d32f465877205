import type { Revision } from "../domain/revision.ts";
import type { SourceTree } from "../ports/git.ts";
import { openTree } from "../sources/tree.ts";
import type { CheckingPorts, CheckRequest } from "./request.ts";

/** What is compared: the base as it is, and the base as it would be after the merge. */
export type Sides = {
  readonly status: "open";
  /** Null when there is nothing to compare with. */
  readonly base: SourceTree | null;
  /** The merge result, not the head commit's own tree. */
  readonly head: SourceTree;
};

type Conflict = { readonly status: "conflicts"; readonly paths: readonly string[] };

/** Opens both trees; the head's is what `git merge-tree` makes of the two, or the paths that do not merge. */
export async function openSides(
  request: Pick<CheckRequest, "base" | "head">,
  { repository }: Pick<CheckingPorts, "repository">,
): Promise<Sides | Conflict> {
  if (request.base === null) {
    const head = await openTree(repository, await repository.treeOf(request.head));
    return { status: "open", base: null, head };
  }
  const merged = await mergeOf(request.base, request.head, repository);
  if (merged.status === "conflicts") return merged;
  const [base, head] = await Promise.all([
    openTree(repository, await repository.treeOf(request.base)),
    openTree(repository, merged.tree),
  ]);
  return { status: "open", base, head };
}

/** Unrelated histories cannot be merged by git; the head then stands for itself, as for a first commit. */
async function mergeOf(base: Revision, head: Revision, repository: CheckingPorts["repository"]) {
  if ((await repository.mergeBase(base, head)) === undefined) {
    return { status: "merged" as const, tree: await repository.treeOf(head) };
  }
  return repository.mergeTree(base, head);
}
