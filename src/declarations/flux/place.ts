import { pathWithin } from "../paths.ts";
import { placeInArtifact } from "./artifact.ts";
import { type Among, elsewhere, type Placed, placeInSource, type SourceReference } from "./source.ts";

/** A path as it is written about a source, from this repository's root. */
export async function placeOf(reference: SourceReference, written: string, among: Among): Promise<Placed> {
  const path = pathWithin(".", written);
  if (path === null) return elsewhere(`Its path ${written} leads out of the repository.`);
  if (reference.kind === "ExternalArtifact") return placeInArtifact(reference, path, among);
  return placeInSource(reference, path, among);
}
