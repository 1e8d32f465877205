import type { JsonObject } from "../../domain/json.ts";
import { escapeKey } from "../../domain/json-pointer.ts";
import { type Manifest, resourceName } from "../../domain/manifest.ts";
import type { CheckScope, JudgedApplication } from "../check.ts";
import { addedIn } from "./added.ts";
import { type EnvironmentValue, environmentValues } from "./environment-values.ts";
import { isSealedSecret, type Sealed, sealedOf, whyNotHere } from "./sealed-secrets.ts";
import { entryKey, isSecret, readableEntries } from "./secret-entries.ts";
import { strayOf } from "./strays.ts";
import type { Told } from "./told.ts";
import { wordsFor } from "./words.ts";

/** What only shows once rendered: a Secret out of a template, or out of a file that names no Secret. */
export async function findInManifests(scope: CheckScope, told: Told): Promise<void> {
  for (const judged of scope.applications) {
    const { subjects } = judged;
    const isNew = scope.mode === "change" ? keysOutside(subjects.map(({ old }) => old)) : () => true;
    for (const { new: manifest } of subjects) {
      if (manifest === null) continue;
      for (const { pointer, key, value, rule, message, remediation } of secretsIn(manifest)) {
        if (told.knows({ key, value }) || !isNew(key, value)) continue;
        const at = await scope.locate(manifest, pointer);
        if (told.hasLine(at.path, at.line)) continue;
        const extra = remediation === undefined ? {} : { remediation };
        told.add({ ...at, ...namesOf(judged, manifest), ...extra }, rule, message, value);
      }
    }
  }
}

type Seen = Pick<ReturnType<typeof strayOf>[number], "pointer" | "key" | "value" | "rule" | "message" | "remediation">;

function secretsIn({ object, id }: Manifest): readonly Seen[] {
  if (!isSecret(object)) return strayOf(object);
  return readableEntries(object).map((entry) => {
    const [rule, message] = wordsFor(entry, resourceName(id));
    return { pointer: `/${entry.field}/${escapeKey(entry.key)}`, key: entry.key, value: entry.value, rule, message };
  });
}

function keysOutside(manifests: readonly (Manifest | null)[]): (key: string, value: string) => boolean {
  const known = new Set(
    manifests.flatMap((manifest) => (manifest === null ? [] : secretsIn(manifest).map((seen) => entryKey(seen)))),
  );
  return (key, value) => !known.has(entryKey({ key, value }));
}

function namesOf({ application: { name, environment } }: JudgedApplication, { id }: Manifest) {
  return { application: name, environment, resource: resourceName(id) };
}

/** Ciphertexts that the change carries to a place where the controller will not unseal them. */
export async function findMovedSeals(scope: CheckScope, told: Told): Promise<void> {
  const before = new Map<string, Sealed>();
  for (const { old } of scope.applications.flatMap(({ subjects }) => subjects)) {
    if (old === null || !isSealedSecret(old.object)) continue;
    for (const [ciphertext, sealed] of sealedOf(old.object, old.id.namespace)) before.set(ciphertext, sealed);
  }
  if (before.size === 0) return;
  for (const judged of scope.applications) {
    for (const { new: manifest } of judged.subjects) {
      if (manifest === null || !isSealedSecret(manifest.object)) continue;
      const reason = sealedOf(manifest.object, manifest.id.namespace).flatMap(([ciphertext, here]) => {
        const there = before.get(ciphertext);
        return (there && whyNotHere(there, here)) ?? [];
      })[0];
      if (reason === undefined) continue;
      const at = await scope.locate(manifest, "/metadata/name");
      const message = `${resourceName(manifest.id)} cannot be unsealed here: ${reason}.`;
      const remediation = "Seal the values anew for this place, with kubeseal.";
      told.add({ ...at, ...namesOf(judged, manifest), remediation }, "sealed-elsewhere", message, "");
    }
  }
}

/** By the name alone, so it is a warning; what a base adds is told once, however many use it. */
export async function findInEnvironments(scope: CheckScope, told: Told): Promise<void> {
  const places: { readonly path: string; readonly line: number; readonly name: string; readonly value: string }[] = [];
  for (const { new: manifest, old } of scope.applications.flatMap(({ subjects }) => subjects)) {
    if (manifest === null) continue;
    const known = new Set(plainValues(old?.object).map(nameAndValue));
    for (const { name, value, pointer } of plainValues(manifest.object)) {
      if (scope.mode === "change" && known.has(nameAndValue({ name, value }))) continue;
      places.push({ ...(await scope.locate(manifest, pointer)), name, value });
    }
  }
  const files = new Set(scope.files);
  const added = await addedIn(scope, [...new Set(places.map(({ path }) => path))]);
  for (const { path, line, name, value } of places) {
    if (!files.has(path) || !added(path, line) || told.hasLine(path, line)) continue;
    const message = `The environment variable ${name} holds its value in plain text, and its name says that it is secret.`;
    told.add({ path, line, remediation: fromSecret }, "plaintext-env", message, value);
  }
}

const fromSecret = "Take it from a Secret with valueFrom.secretKeyRef; if it is a real one, replace it at its issuer.";

function plainValues(object: JsonObject | undefined): readonly EnvironmentValue[] {
  if (object === undefined || isSecret(object)) return [];
  return environmentValues(object).filter(({ literal }) => literal === "plain");
}

function nameAndValue({ name, value }: Pick<EnvironmentValue, "name" | "value">): string {
  return JSON.stringify([name, value]);
}
