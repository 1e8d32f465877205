import type { NotEvaluated } from "../../domain/application.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { Recipe } from "../../domain/recipe.ts";
import type { Locator } from "../../sources/locate.ts";
import type { DeclarationContext, DeclaredApplication, DeclaredObject } from "../engine.ts";
import { fieldAt, listAt, objectAt, textAt } from "../fields.ts";
import { viewpointOf } from "../near.ts";
import { directoryOf, isDirectory, linkTo, pathWithin } from "../paths.ts";
import { locationOf } from "./location.ts";
import { overlayOf } from "./overlay.ts";
import { placeOf } from "./place.ts";
import { type Among, findObject, type Placed, referenceOf } from "./source.ts";
import { substitutionOf } from "./substitution.ts";

export type Judged =
  | { readonly status: "declared"; readonly application: DeclaredApplication }
  | { readonly status: "not-evaluated"; readonly remark: NotEvaluated }
  /** A patch, or a fragment of one, that only looks like an object. */
  | { readonly status: "nothing" };

/** What one Kustomization of Flux deploys from this repository, or why that cannot be told. */
export async function judgeKustomization(
  declared: DeclaredObject,
  objects: readonly Manifest[],
  context: DeclarationContext,
  locate: Locator,
): Promise<Judged> {
  const { manifest } = declared;
  const spec = objectAt(manifest.object, "spec");
  const reference = referenceOf(fieldAt(spec, "sourceRef"), manifest.id.namespace);
  if (reference === undefined) return isWhole(declared) ? withoutSource(manifest, locate) : { status: "nothing" };
  const among: Among = { objects, from: viewpointOf(declared), context };
  const placed = directoryAt(await placeOf(reference, textAt(spec, "path") ?? ".", among), context);
  if (placed.status === "elsewhere") {
    const missing = placed.reason.startsWith("Its path");
    const at = await locate(manifest, missing ? "/spec/path" : "/spec/sourceRef");
    const reason = `${nameOf(manifest)} is not rendered. ${placed.reason}`;
    return {
      status: "not-evaluated",
      remark: { ...at, reason, application: keyOf(manifest), ...(missing && { missing }) },
    };
  }
  return { status: "declared", application: await applicationOf(declared, placed.path, among) };
}

/** Kubernetes takes no Kustomization without these two; a patch of one, which stands in a file, rarely says both. */
function isWhole({ manifest, near }: DeclaredObject): boolean {
  const spec = objectAt(manifest.object, "spec");
  return near !== undefined || (fieldAt(spec, "interval") !== undefined && fieldAt(spec, "prune") !== undefined);
}

async function withoutSource(manifest: Manifest, locate: Locator): Promise<Judged> {
  const reason = `${nameOf(manifest)} is not rendered. It names no source: set kind and name of spec.sourceRef.`;
  return { status: "not-evaluated", remark: { ...(await locate(manifest, "/spec/sourceRef")), reason } };
}

function directoryAt(placed: Placed, { tree }: DeclarationContext): Placed {
  if (placed.status === "elsewhere") return placed;
  const link = linkTo(tree, placed.path);
  const reason =
    link !== undefined
      ? `Its path ${placed.path} leads through ${link}, which is a link or a submodule.`
      : isDirectory(tree, placed.path)
        ? null
        : `Its path is ${placed.path}, and there is no such directory here.`;
  return reason === null ? placed : { status: "elsewhere", reason };
}

async function applicationOf(declared: DeclaredObject, path: string, among: Among): Promise<DeclaredApplication> {
  const { manifest } = declared;
  const spec = objectAt(manifest.object, "spec");
  const declaredAt = locationOf(manifest);
  const { name, namespace } = manifest.id;
  return {
    key: keyOf(manifest),
    name,
    longerNames: namespace === null ? [] : [`${namespace}-${name}`],
    destination: textAt(spec, "kubeConfig", "secretRef", "name") ?? null,
    paths: [directoryOf(declaredAt.path), path],
    parts: [{ renderer: "kustomize", path, recipe: await recipeOf(declared, path, among) }],
    declaredAt,
    why: `${nameOf(manifest)} deploys it${after(manifest)}${suspended(manifest)}.`,
  };
}

function keyOf({ id: { namespace, name } }: Manifest): string {
  return JSON.stringify([namespace, name]);
}

async function recipeOf({ manifest }: DeclaredObject, path: string, among: Among): Promise<Recipe> {
  const { tree } = among.context;
  const isThere = (component: string) => {
    const at = pathWithin(path, component);
    return at !== null && isDirectory(tree, at);
  };
  const overlay = overlayOf(objectAt(manifest.object, "spec"), isThere);
  const substitution = await substitutionOf(manifest, among);
  return {
    declaredAt: locationOf(manifest),
    kustomize: { overlay, generate: true, ...(await ignoreOf(manifest, among)), openRoot: true },
    ...(substitution === undefined ? {} : { substitution }),
  };
}

/** What its source leaves out beside what the repository's own files say. */
async function ignoreOf({ object, id }: Manifest, among: Among): Promise<{ readonly ignore?: string }> {
  const reference = referenceOf(fieldAt(object, "spec", "sourceRef"), id.namespace);
  const source = reference === undefined ? undefined : await findObject(reference, among);
  const ignore = textAt(source?.object, "spec", "ignore");
  return ignore === undefined ? {} : { ignore };
}

/** `Flux's Kustomization flux-system/apps`. */
function nameOf({ id }: Manifest): string {
  return `Flux's Kustomization ${id.namespace === null ? "" : `${id.namespace}/`}${id.name}`;
}

function after({ object }: Manifest): string {
  const names = listAt(object, "spec", "dependsOn").flatMap((one) => textAt(one, "name") ?? []);
  return names.length === 0 ? "" : `, after ${names.slice(0, 5).join(", ")}${names.length > 5 ? " and others" : ""}`;
}

function suspended({ object }: Manifest): string {
  return fieldAt(object, "spec", "suspend") === true ? "; it is suspended, so nothing is synced now" : "";
}
