import { isSameRepository } from "../../domain/repository.ts";
import type { DeclarationContext } from "../engine.ts";
import { below, NotEvaluable, type Place, textOf } from "./place.ts";

/**
 * Whether a source means this repository at the revision that a change goes to; throws `NotEvaluable` with
 * the reason when it does not. Where nobody knows which repository this is, it is taken to be meant.
 */
export function requireHere(source: Place, { self }: Pick<DeclarationContext, "self">): void {
  const url = below(source, "repoURL");
  const written = textOf(url);
  if (written === "") throw new NotEvaluable("It names no repository: repoURL is missing.", source);
  if (self !== null && !isSameRepository(written, self.url)) {
    throw new NotEvaluable(`Its source is another repository, ${written}, which is not read here.`, url);
  }
  requireRevision(below(source, "targetRevision"), self?.branch ?? null);
}

/** An empty revision and HEAD mean the branch that changes go to. */
export function requireRevision(place: Place, branch: string | null): void {
  const revision = textOf(place).replace(/^refs\/heads\//, "");
  if (revision === "" || revision === "HEAD" || revision === branch) return;
  // A folder without a remote knows no branch: what looks like a tag or a commit is still none.
  if (branch === null && !/^(?:refs\/|v?\d+\.|[0-9a-f]{7,40}$)|[*^~><]/.test(revision)) return;
  const here = branch === null ? "what is here" : `the branch ${branch}`;
  throw new NotEvaluable(`It is deployed from ${revision}, and not from ${here}.`, place);
}

/** What only somebody who knows this repository's address can tell: whether a URL means another. */
export function isElsewhere(source: Place, { self }: Pick<DeclarationContext, "self">): boolean {
  return self !== null && !isSameRepository(textOf(below(source, "repoURL")), self.url);
}
