import type { Application } from "../../domain/application.ts";
import type { Finding } from "../../domain/finding.ts";
import { type Manifest, resourceKey, resourceName } from "../../domain/manifest.ts";
import { findDuplicates } from "./match.ts";
import { sameJson } from "./same-json.ts";

/**
 * A finding for each identity that several manifests of the head claim, on the later one, naming both. A
 * warning where nothing is lost, because they are equal, or where the base has the very same.
 */
export function duplicateFindings(sides: {
  readonly application: Pick<Application, "name" | "environment">;
  readonly base: readonly Manifest[] | null;
  readonly head: readonly Manifest[];
}): readonly Finding[] {
  const known = new Map(findDuplicates(sides.base ?? []).map((manifests) => [resourceKey(manifests[0].id), manifests]));
  return findDuplicates(sides.head).flatMap((manifests) => {
    const [first, ...others] = manifests;
    const equal = others.every((other) => sameJson(first.object, other.object));
    const severity = equal || sameObjects(manifests, known.get(resourceKey(first.id)) ?? []) ? "warning" : "error";
    return others.map((other) => ({
      check: "plan",
      rule: "duplicate-resource",
      severity,
      message: `${resourceName(first.id)} is defined twice in this application, here and in ${place(first)}; the later one would overwrite the other. Remove or rename one of them.`,
      path: other.origins[0]?.path ?? "",
      line: other.origins[0]?.line ?? 1,
      application: sides.application.name,
      environment: sides.application.environment,
      resource: resourceName(first.id),
    }));
  });
}

function sameObjects(one: readonly Manifest[], other: readonly Manifest[]): boolean {
  return sameJson(
    one.map(({ object }) => object),
    other.map(({ object }) => object),
  );
}

function place({ origins: [origin] }: Manifest): string {
  return origin === undefined ? "another source" : `${origin.path}:${origin.line}`;
}
