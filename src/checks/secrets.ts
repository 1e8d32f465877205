import Type from "typebox";
import type { Finding, Severity } from "../domain/finding.ts";
import type { JsonObject } from "../domain/json.ts";
import { resourceName } from "../domain/manifest.ts";
import type { SourceTree } from "../ports.ts";
import { addedLines } from "../sources/added-lines.ts";
import { readConfiguration } from "../sources/hcl/configuration.ts";
import type { Check, CheckScope } from "./check.ts";
import { atMost, type Level, levels, severityOf } from "./level.ts";
import { type ConfigurationLiteral, secretLiterals } from "./secrets/configuration-literals.ts";
import { findCredentials, type Text } from "./secrets/credentials.ts";
import { type EnvironmentValue, environmentValues } from "./secrets/environment-values.ts";
import { type GeneratedEntry, generatedEntries } from "./secrets/generators.ts";
import { entryKey, isSecret, readableEntries, type SecretEntry } from "./secrets/secret-entries.ts";
import { isSecretKey } from "./secrets/secret-keys.ts";
import { type SourceEntry, sourceEntries } from "./secrets/source-secrets.ts";
import { yamlSources } from "./yaml/sources.ts";

const Settings = Type.Unsafe<Level>({
  enum: levels,
  default: "error",
  description: "How much a secret in plain text weighs. A placeholder weighs a warning at most.",
});

/** Finds secrets that the change would add to the repository in plain text. Never tells their values. */
export const secrets: Check<Level | undefined> = {
  name: "secrets",
  summary: "Secrets in plain text and recognised credentials in what was added",
  settings: Settings,
  async check(scope, settings) {
    const severity = severityOf(settings ?? "error");
    if (severity === null) return { status: "judged", findings: [] };
    const told = new Told(severity);
    await findInSources(scope, told);
    await findInGenerators(scope, told);
    await findInManifests(scope, told);
    await findInText(scope, told);
    await findInConfiguration(scope, told);
    await findInEnvironments(scope, told);
    return { status: "judged", findings: told.findings };
  },
};

const environmentRule = "plaintext-env";

const rotation = "Whoever has read the repository has it: replace it with a new one at its issuer.";
const remediation = `${rotation} Keep the new one outside the repository, or encrypted: SOPS, SealedSecret, ExternalSecret.`;

/** What was found, so that no secret is told twice because it can be seen from two sides. */
class Told {
  readonly findings: Finding[] = [];
  readonly #severity: Severity;
  readonly #entries = new Set<string>();
  readonly #lines = new Set<string>();

  constructor(severity: Severity) {
    this.#severity = severity;
  }

  /** The secret is known, whether or not this change is to blame for it. */
  know(entry: Pick<SecretEntry, "key" | "value">): void {
    this.#entries.add(entryKey(entry));
  }

  knows(entry: Pick<SecretEntry, "key" | "value">): boolean {
    return this.#entries.has(entryKey(entry));
  }

  hasLine(path: string, line: number): boolean {
    return this.#lines.has(`${path}:${line}`);
  }

  add(at: Pick<Finding, "path" | "line"> & Partial<Finding>, rule: string, message: string): void {
    this.#lines.add(`${at.path}:${at.line}`);
    const placeholder = rule === "placeholder";
    const guessed = placeholder || rule === environmentRule;
    this.findings.push({
      application: null,
      environment: null,
      resource: null,
      ...at,
      check: "secrets",
      rule,
      severity: guessed ? atMost("warning", this.#severity) : this.#severity,
      message,
      remediation:
        at.remediation ??
        (placeholder ? "Take the value from a secret store, or encrypt it before it is committed." : remediation),
    });
  }
}

async function findInSources(scope: CheckScope, told: Told): Promise<void> {
  const paths = yamlSources(scope.head, scope.files);
  const before = await baseContents(scope, paths);
  for (const [path, bytes] of await scope.head.read(paths)) {
    scope.signal.throwIfAborted();
    const entries = sourceEntries(bytes);
    if (entries.length === 0) continue;
    const old = new Set(sourceEntries(before.get(path) ?? new Uint8Array()).map(identityOf));
    for (const entry of entries) {
      told.know(entry);
      if (!old.has(identityOf(entry)))
        told.add({ path, line: entry.line }, ...wordsFor(entry, `Secret ${entry.secret}`));
    }
  }
}

/** A value that moves within its file, or is written beside new ones, is not new. */
function identityOf({ secret, key, value, leftOut }: SourceEntry): string {
  return JSON.stringify([secret, key, value, leftOut]);
}

function wordsFor(
  { key: written, literal, leftOut }: Pick<SecretEntry, "key" | "literal" | "leftOut">,
  where: string,
): [string, string] {
  const key = isSecretKey(written) ? written : "a key that is none";
  if (leftOut)
    return ["left-unencrypted", `${where} is encrypted with SOPS, but its value for ${key} is in plain text.`];
  if (literal === "placeholder") {
    return [
      "placeholder",
      `${where} holds a placeholder for ${key}; whatever fills it in must not be committed in plain text.`,
    ];
  }
  return ["plaintext-secret", `${where} holds its value for ${key} in plain text; base64 hides nothing.`];
}

async function findInGenerators(scope: CheckScope, told: Told): Promise<void> {
  const entries = await generatedEntries(scope.head, new Set(scope.files));
  const added = await addedIn(scope, [...new Set(entries.map(({ path }) => path))]);
  for (const entry of entries) {
    told.know(entry);
    if (!entry.wholeFile && !added(entry.path, entry.line)) continue;
    told.add({ path: entry.path, line: entry.line }, ...generatorWords(entry));
  }
}

function generatorWords({ key, literal, generator }: GeneratedEntry): [string, string] {
  return wordsFor({ key, literal, leftOut: false }, `The secretGenerator ${generator}`);
}

/** What only shows once rendered: a Secret out of a template, or out of a file that names no Secret. */
async function findInManifests(scope: CheckScope, told: Told): Promise<void> {
  for (const { application, subjects } of scope.applications) {
    const old = new Set(subjects.flatMap((subject) => oldEntries(subject.old?.object)));
    for (const { new: manifest } of subjects) {
      if (manifest === null || !isSecret(manifest.object)) continue;
      for (const entry of readableEntries(manifest.object)) {
        if (told.knows(entry) || (scope.mode === "change" && old.has(entryKey(entry)))) continue;
        const at = await scope.locate(
          manifest,
          `/${entry.field}/${entry.key.replaceAll("~", "~0").replaceAll("/", "~1")}`,
        );
        if (told.hasLine(at.path, at.line)) continue;
        const resource = resourceName(manifest.id);
        const names = { application: application.name, environment: application.environment, resource };
        told.add({ ...at, ...names }, ...wordsFor(entry, resource));
      }
    }
  }
}

function oldEntries(object: Parameters<typeof isSecret>[0] | undefined): string[] {
  return object !== undefined && isSecret(object) ? readableEntries(object).map(entryKey) : [];
}

/** Above this a file is no source that people write. */
const textLimit = 1024 * 1024;

async function findInText(scope: CheckScope, told: Told): Promise<void> {
  const texts: Text[] = [];
  for (const [path, bytes] of await scope.head.read(filesOf(scope.head, scope.files))) {
    if (bytes.length <= textLimit && !bytes.includes(0))
      texts.push({ path, text: Buffer.from(bytes).toString("utf8") });
  }
  scope.signal.throwIfAborted();
  const credentials = await findCredentials(texts);
  const added = await addedIn(scope, [...new Set(credentials.map(({ path }) => path))]);
  for (const { path, line, lastLine, what } of credentials) {
    const first = firstLine(line, lastLine, (asked) => added(path, asked));
    if (first === undefined || told.hasLine(path, first)) continue;
    told.add({ path, line: first }, "credential", `This line holds ${what} in plain text.`);
  }
}

/** Terraform's files and variables: what is written out under a name that says secret, or is declared to be one. */
async function findInConfiguration(scope: CheckScope, told: Told): Promise<void> {
  const paths = filesOf(scope.head, scope.files.filter(isConfiguration));
  if (paths.length === 0) return;
  const before = await baseContents(scope, paths);
  for (const [path, bytes] of await scope.head.read(paths)) {
    scope.signal.throwIfAborted();
    const after = await literalsIn(path, bytes);
    if (after.length === 0) continue;
    const old = new Set((await literalsIn(path, before.get(path) ?? new Uint8Array())).map(nameAndValue));
    for (const found of after) {
      if (old.has(nameAndValue(found)) || told.hasLine(path, found.line)) continue;
      told.add({ path, line: found.line }, ...literalWords(found));
    }
  }
}

function isConfiguration(path: string): boolean {
  return /\.(?:tf|tofu|tfvars)(?:\.json)?$/.test(path);
}

/** None of a file that cannot be read, which its render tells. */
async function literalsIn(
  path: string,
  bytes: Uint8Array,
): Promise<readonly (ConfigurationLiteral & { readonly line: number })[]> {
  const file = await readConfiguration(path, bytes);
  if (file.status !== "read") return [];
  return secretLiterals(file.object).map((each) => ({ ...each, line: file.lineAt(each.pointer) }));
}

function literalWords({ name, literal }: ConfigurationLiteral): [string, string] {
  if (literal === "placeholder") {
    const message = `A placeholder stands for ${name}; whatever fills it in must not be committed in plain text.`;
    return ["placeholder", message];
  }
  return ["plaintext-variable", `The value of ${name} stands here in plain text.`];
}

/** By the name alone, so it is a warning; what a base adds is told once, however many use it. */
async function findInEnvironments(scope: CheckScope, told: Told): Promise<void> {
  const places: { readonly path: string; readonly line: number; readonly name: string }[] = [];
  for (const { new: manifest, old } of scope.applications.flatMap(({ subjects }) => subjects)) {
    if (manifest === null) continue;
    const known = new Set(plainValues(old?.object).map(nameAndValue));
    for (const value of plainValues(manifest.object)) {
      if (scope.mode === "change" && known.has(nameAndValue(value))) continue;
      places.push({ ...(await scope.locate(manifest, value.pointer)), name: value.name });
    }
  }
  const files = new Set(scope.files);
  const added = await addedIn(scope, [...new Set(places.map(({ path }) => path))]);
  for (const { path, line, name } of places) {
    if (!files.has(path) || !added(path, line) || told.hasLine(path, line)) continue;
    const message = `The environment variable ${name} holds its value in plain text, and its name says that it is secret.`;
    told.add({ path, line, remediation: fromSecret }, environmentRule, message);
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

function filesOf(tree: SourceTree, paths: readonly string[]): string[] {
  return paths.filter((path) => ["file", "executable"].includes(tree.entries.get(path)?.kind ?? ""));
}

function firstLine(first: number, last: number, is: (line: number) => boolean): number | undefined {
  for (let line = first; line <= last; line += 1) if (is(line)) return line;
  return undefined;
}

/** Whether the change added a line; with nothing to compare with, everything counts. */
async function addedIn(scope: CheckScope, paths: readonly string[]): Promise<(path: string, line: number) => boolean> {
  if (scope.base === null || scope.mode === "all") return () => true;
  const [before, after] = await Promise.all([baseContents(scope, paths), scope.head.read(paths)]);
  const texts = new Map(
    paths.map((path) => [path, addedLines(textOf(before.get(path)), textOf(after.get(path)) ?? "")] as const),
  );
  return (path, line) => texts.get(path)?.(line) ?? true;
}

async function baseContents(scope: CheckScope, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  if (scope.base === null || scope.mode === "all") return new Map();
  return scope.base.read(paths);
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString("utf8");
}
