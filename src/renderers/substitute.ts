import type { Finding } from "../domain/finding.ts";
import { isJsonObject } from "../domain/json.ts";
import { type Manifest, resourceName } from "../domain/manifest.ts";
import type { Substitution } from "../domain/recipe.ts";
import { toManifest } from "../sources/manifests.ts";
import type { Rendering, RenderSubject } from "./renderer.ts";
import { Allowance, SubstitutionError } from "./substitute/allowance.ts";
import { expand, type Variables } from "./substitute/expand.ts";
import { retype } from "./substitute/retype.ts";

/** Manifests with variables in place, and those in which they cannot be put, with a sentence why. */
type Substituted = {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly { readonly manifest: Manifest; readonly message: string }[];
};

/** In characters, over all manifests of a part: more than any cluster is given at once. */
const maxText = 64 * 1024 * 1024;

/** https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution */
const disabling = "kustomize.toolkit.fluxcd.io/substitute";

/**
 * Replaces variables in rendered manifests as Flux does after the build. Without any variable nothing is
 * replaced, defaults included. Values are never named in a message: they may come from a Secret.
 */
export function substituteManifests(
  manifests: readonly Manifest[],
  { variables: given, incomplete }: Substitution,
): Substituted {
  if (Object.keys(given).length === 0 && !incomplete) return { manifests, problems: [] };
  const values = new Map(Object.entries(given).map(([name, value]) => [name, value.replaceAll("\n", "")]));
  const allowance = new Allowance(maxText);
  const substituted = manifests.map((manifest) => substitute(manifest, { values, incomplete }, allowance));
  return {
    manifests: substituted.flatMap((one) => ("manifest" in one ? [one.manifest] : [])),
    problems: substituted.flatMap((one, index) => {
      const manifest = manifests[index];
      return "message" in one && manifest !== undefined ? [{ manifest, message: one.message }] : [];
    }),
  };
}

/** The same for a rendering; what cannot be replaced fails it, as it would fail the engine. */
export function substituteRendering(rendering: Rendering, subject: RenderSubject): Rendering {
  const { substitution } = subject.recipe;
  if (substitution === undefined || rendering.status !== "rendered") return rendering;
  const invalid = Object.keys(substitution.variables).filter((name) => !/^[_a-z][_a-z0-9]*$/i.test(name));
  const { manifests, problems } = substituteManifests(rendering.manifests, substitution);
  const findings = [
    ...invalid.map((name) => badName(name, subject)),
    ...problems.map((problem) => cannotReplace(problem, subject)),
  ];
  return findings.length > 0 ? { status: "failed", findings } : { ...rendering, manifests };
}

function substitute(
  manifest: Manifest,
  variables: Variables,
  allowance: Allowance,
): { readonly manifest: Manifest } | { readonly message: string } {
  if (isDisabled(manifest)) return { manifest };
  try {
    const object = retype(manifest.object, (text) => expand(text, variables, allowance));
    const made = toManifest(object, manifest.origins);
    return typeof made === "string" ? { message: `with its variables in place: ${made}` } : { manifest: made };
  } catch (error) {
    if (error instanceof SubstitutionError) return { message: error.message };
    throw error;
  }
}

function isDisabled({ object: { metadata } }: Manifest): boolean {
  if (!isJsonObject(metadata)) return false;
  const { labels, annotations } = metadata;
  return [labels, annotations].some((pairs) => isJsonObject(pairs) && pairs[disabling] === "disabled");
}

function badName(name: string, { name: application, environment, path, recipe }: RenderSubject): Finding {
  const message = `${JSON.stringify(name)} is no name of a variable: it must begin with a letter or _, and hold only those and digits.`;
  const at = recipe.declaredAt ?? { path, line: 1 };
  return { ...substitutionFinding, ...at, message, application, environment, resource: null };
}

function cannotReplace(
  { manifest, message }: Substituted["problems"][number],
  { name: application, environment, path }: RenderSubject,
): Finding {
  const resource = resourceName(manifest.id);
  const at = manifest.origins.at(-1) ?? { path, line: 1 };
  const told = `Variables cannot be replaced in ${resource}: ${message}. Write $$ for a dollar sign that is meant as one.`;
  return {
    ...substitutionFinding,
    path: at.path,
    line: at.line,
    message: told,
    application,
    environment,
    resource,
  };
}

const substitutionFinding = { check: "render", rule: "substitution", severity: "error" } as const;
