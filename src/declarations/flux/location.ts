import type { Manifest, Origin } from "../../domain/manifest.ts";
import type { SourceLocation } from "../../domain/source.ts";

/** The document that defines an object, whatever patches it. */
export function definitionOf({ origins }: Manifest): Origin {
  const definition = origins.findLast(({ role }) => role !== "patch") ?? origins.at(-1);
  return definition ?? { path: "", line: 1, document: 0, role: "resource", within: [] };
}

export function locationOf(manifest: Manifest): SourceLocation {
  const { path, line } = definitionOf(manifest);
  return { path, line };
}
