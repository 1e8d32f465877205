import type { Json, JsonObject } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { Substitution } from "../../domain/recipe.ts";
import { fieldAt, listAt, objectAt, textAt } from "../fields.ts";
import { contentOf } from "./content.ts";
import { type Among, findObject } from "./source.ts";

/**
 * The variables of `postBuild`: those of ConfigMaps and Secrets, later ones over earlier ones, and what is
 * written inline over all (kustomize-controller, SubstituteVariables). Undefined where nothing is replaced.
 */
export async function substitutionOf(
  { object, id }: Pick<Manifest, "object" | "id">,
  among: Among,
): Promise<Substitution | undefined> {
  const postBuild = objectAt(object, "spec", "postBuild");
  const inline = objectAt(postBuild, "substitute");
  const references = listAt(postBuild, "substituteFrom");
  const always = textAt(postBuild, "substituteStrategy") === "Always";
  if (Object.keys(inline).length === 0 && references.length === 0 && !always) return undefined;
  const variables = new Map<string, string>();
  let incomplete = false;
  for (const reference of references) {
    const content = await referred(reference, id.namespace, among);
    if (content === null) incomplete = true;
    else for (const [name, value] of content) variables.set(name, value);
  }
  for (const [name, value] of textsOf(inline)) variables.set(name, value);
  return { variables: Object.fromEntries(variables), incomplete };
}

/** What is not in the repository may be in the cluster all the same, also when it is optional. */
async function referred(
  reference: Json,
  namespace: string | null,
  among: Among,
): Promise<ReadonlyMap<string, string> | null> {
  const [kind, name] = [textAt(reference, "kind"), textAt(reference, "name")];
  if (name === undefined || (kind !== "ConfigMap" && kind !== "Secret")) return null;
  const found = await findObject({ kind, name, namespace }, among);
  if (found !== undefined) return contentOf(found);
  return fieldAt(reference, "optional") === true && kind === "ConfigMap" ? new Map() : null;
}

/** Kubernetes takes texts only; a number that was left without quotes is meant as it is written. */
function textsOf(fields: JsonObject): readonly (readonly [string, string])[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    value === null || typeof value === "object" ? [] : [[name, String(value)] as const],
  );
}
