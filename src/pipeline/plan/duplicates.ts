import { applicationLabel } from "../../domain/application.ts";
import type { Finding } from "../../domain/finding.ts";
import { type Manifest, resourceKey, resourceName } from "../../domain/manifest.ts";
import type { ComparedApplication } from "./compared.ts";
import { hasPlace } from "./copies.ts";
import { findDuplicates } from "./match.ts";
import { sameJson } from "./same-json.ts";

type Sides = Pick<ComparedApplication, "application" | "base" | "head">;
type Named = Sides["application"];

/**
 * A finding for each identity that several manifests of the head claim, on the later one, naming both. A
 * warning where nothing is lost, because they are equal, where the base has the very same, and where several
 * sources make the application: Argo CD then takes the last and warns
 * (https://argo-cd.readthedocs.io/en/stable/user-guide/multiple_sources/).
 */
export function duplicateFindings(sides: {
  readonly application: Named;
  readonly base: readonly Manifest[] | null;
  readonly head: readonly Manifest[];
  /** Several sources that give the same are laid over each other on purpose, as Argo CD has it. */
  readonly manySources?: boolean;
}): readonly Finding[] {
  const duplicates = findDuplicates(sides.head);
  if (duplicates.length === 0) return [];
  const known = new Map(findDuplicates(sides.base ?? []).map((manifests) => [resourceKey(manifests[0].id), manifests]));
  return duplicates.flatMap((manifests) => {
    const [first, ...others] = manifests;
    const equal = others.every((other) => sameJson(first.object, other.object));
    const isKnown = sameObjects(manifests, known.get(resourceKey(first.id)) ?? []);
    const severity = equal || isKnown || sides.manySources === true ? "warning" : "error";
    return others.map((other) =>
      findingOn(other, sides.application, {
        rule: "duplicate-resource",
        severity,
        message: `${resourceName(first.id)} is defined twice in this application, in ${place(first)} and in ${place(other)}; the later one would overwrite the other. Remove or rename one of them.`,
      }),
    );
  });
}

/**
 * A warning for each identity that two applications of one environment render after and did not before, naming
 * both. Only applications that were rendered are compared. A Namespace that both make alike is common and harmless.
 */
export function sharedFindings(applications: readonly Sides[]): readonly Finding[] {
  const groups = Map.groupBy(applications, ({ application }) => application.environment);
  return [...groups.values()].flatMap((group) => (group.length < 2 ? [] : sharedIn(group)));
}

function sharedIn(group: readonly Sides[]): readonly Finding[] {
  const owners = new Map<string, Owned>();
  const shared: { readonly key: string; readonly first: Owned; readonly second: Owned }[] = [];
  for (const { application, head } of group) {
    for (const manifest of head) {
      if (!hasPlace(manifest)) continue;
      const key = resourceKey(manifest.id);
      const first = owners.get(key);
      const second = { application, manifest };
      if (first === undefined) owners.set(key, second);
      else if (first.application !== application && !isHarmless(first, second)) shared.push({ key, first, second });
    }
  }
  if (shared.length === 0) return [];
  const before = sharedBefore(group);
  return shared.filter(({ key }) => !before.has(key)).map(({ first, second }) => sharedFinding(first, second));
}

type Owned = { readonly application: Named; readonly manifest: Manifest };

function isHarmless({ manifest: { id, object } }: Owned, second: Owned): boolean {
  return id.kind === "Namespace" && id.group === "" && sameJson(object, second.manifest.object);
}

/** Keys that several applications render on the base already. */
function sharedBefore(group: readonly Sides[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { base } of group) {
    for (const key of new Set(base.map(({ id }) => resourceKey(id)))) {
      if (seen.has(key)) shared.add(key);
      seen.add(key);
    }
  }
  return shared;
}

function sharedFinding(first: Owned, second: Owned): Finding {
  const named = ({ application, manifest }: Owned) => `${applicationLabel(application)} in ${place(manifest)}`;
  return findingOn(second.manifest, second.application, {
    rule: "shared-resource",
    severity: "warning",
    message: `${resourceName(second.manifest.id)} belongs to two applications, ${named(first)} and ${named(second)}; each would undo what the other does, and removing one deletes it for both. Keep it in one of them.`,
  });
}

function findingOn(
  manifest: Manifest,
  application: Named,
  said: Pick<Finding, "rule" | "severity" | "message">,
): Finding {
  return {
    check: "plan",
    ...said,
    path: manifest.origins[0]?.path ?? "",
    line: manifest.origins[0]?.line ?? 1,
    application: application.name,
    environment: application.environment,
    resource: resourceName(manifest.id),
  };
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
