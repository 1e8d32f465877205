import type { CheckScope } from "../check.ts";
import { yamlSources } from "../yaml/sources.ts";
import { addedIn, baseContents } from "./added.ts";
import { type GeneratedEntry, generatedEntries } from "./generators.ts";
import { unencryptedFiles } from "./sops-rules.ts";
import { type SourceEntry, sourceEntries } from "./source-secrets.ts";
import { sourceStrays } from "./strays.ts";
import type { Told } from "./told.ts";
import { wordsFor } from "./words.ts";

/** Secrets as they stand in YAML files, and what stands in other documents that should be in none. */
export async function findInSources(scope: CheckScope, told: Told): Promise<void> {
  const paths = yamlSources(scope.head, scope.files);
  const before = await baseContents(scope, paths);
  for (const [path, bytes] of await scope.head.read(paths)) {
    scope.signal.throwIfAborted();
    tellEntries(path, bytes, before.get(path), told);
    tellStrays(path, bytes, before.get(path), told);
  }
}

/** Files that `.sops.yaml` wants encrypted. Secrets among them are told by their values. */
export async function findUnencrypted(scope: CheckScope, told: Told): Promise<void> {
  for (const { path, rules } of await unencryptedFiles(scope.head, yamlSources(scope.head, scope.files))) {
    const message = `${rules} says that this file is encrypted with SOPS, and no value of it is.`;
    told.add({ path, line: 1, remediation: encrypt }, "not-encrypted", message, "");
  }
}

const encrypt = "Encrypt it with sops; if it was pushed with secrets in it, replace them at their issuers.";

const nothing = new Uint8Array();

function tellEntries(path: string, bytes: Uint8Array, before: Uint8Array | undefined, told: Told): void {
  const entries = sourceEntries(bytes);
  if (entries.length === 0) return;
  const old = new Set(sourceEntries(before ?? nothing).map(identityOf));
  for (const entry of entries) {
    told.know(entry);
    if (old.has(identityOf(entry))) continue;
    const [rule, message] = wordsFor(entry, `Secret ${entry.secret}`);
    told.add({ path, line: entry.line }, rule, message, entry.value);
  }
}

/** A value that moves within its file, or is written beside new ones, is not new. */
function identityOf({ secret, key, value, leftOut }: SourceEntry): string {
  return JSON.stringify([secret, key, value, leftOut]);
}

function tellStrays(path: string, bytes: Uint8Array, before: Uint8Array | undefined, told: Told): void {
  const strays = sourceStrays(bytes);
  if (strays.length === 0) return;
  const old = new Set(sourceStrays(before ?? nothing).map(({ message, value }) => JSON.stringify([message, value])));
  for (const { rule, message, value, key, line, remediation } of strays) {
    told.know({ key, value });
    if (old.has(JSON.stringify([message, value]))) continue;
    told.add({ path, line, ...(remediation === undefined ? {} : { remediation }) }, rule, message, value);
  }
}

/** What kustomizations make into Secrets, from literals and from files. */
export async function findInGenerators(scope: CheckScope, told: Told): Promise<void> {
  const entries = await generatedEntries(scope.head, new Set(scope.files));
  const added = await addedIn(scope, [...new Set(entries.map(({ path }) => path))]);
  for (const entry of entries) {
    told.know(entry);
    if (!entry.wholeFile && !added(entry.path, entry.line)) continue;
    const [rule, message] = generatorWords(entry);
    told.add({ path: entry.path, line: entry.line }, rule, message, entry.value);
  }
}

function generatorWords({ key, literal, generator }: GeneratedEntry): [string, string] {
  return wordsFor({ key, literal, leftOut: false }, `The secretGenerator ${generator}`);
}
