import { appendStep } from "../domain/field-path.ts";
import { isJsonArray, isJsonObject, type Json } from "../domain/json.ts";
import { shown } from "./fault.ts";
import type { RepositoryConfig } from "./schema.ts";

/**
 * What merging a change of the configuration would do, in a sentence each, in the order of the file.
 * What makes Fairlead stricter or laxer is called by that name.
 */
export function configPreview(before: RepositoryConfig, after: RepositoryConfig): string[] {
  return [
    ...listPreview(before.discovery.exclude, after.discovery.exclude, {
      added: (glob) => `Files matching ${shown(glob)} would no longer be looked at.`,
      removed: (glob) => `Files matching ${shown(glob)} would be looked at again.`,
    }),
    ...entriesPreview("Application", before.applications, after.applications),
    ...entriesPreview("Environment", before.environments, after.environments),
    ...checksPreview(before.checks, after.checks),
    ...fieldsPreview("severity", asJson(before.severity), asJson(after.severity)),
    ...fieldsPreview("waivers", asJson(before.waivers), asJson(after.waivers)),
    ...listPreview(before.report.ignore, after.report.ignore, {
      added: (field) => `Differences in ${shown(field)} would no longer be shown.`,
      removed: (field) => `Differences in ${shown(field)} would be shown again.`,
    }),
    ...fieldsPreview("report", { ...before.report, ignore: [] }, { ...after.report, ignore: [] }),
    ...fieldsPreview("terraform", asJson(before.terraform), asJson(after.terraform)),
    ...fieldsPreview("notifications", asJson(before.notifications), asJson(after.notifications)),
  ];
}

type Entry = { readonly name: string };

/** Entries are told apart by name; one that is renamed is removed and added, because commands use its name. */
function entriesPreview(what: string, before: readonly Entry[], after: readonly Entry[]): string[] {
  const earlier = new Map(before.map((entry) => [entry.name, entry]));
  const later = new Map(after.map((entry) => [entry.name, entry]));
  const kept = after.filter(({ name }) => earlier.has(name)).map(({ name }) => name);
  const order = before.filter(({ name }) => later.has(name)).map(({ name }) => name);
  return [
    ...before.filter(({ name }) => !later.has(name)).map(({ name }) => `${what} ${name} would be removed.`),
    ...after.flatMap((entry) => {
      const old = earlier.get(entry.name);
      if (old === undefined) return [`${what} ${entry.name} would be added.`];
      return fieldsPreview(`${what.toLowerCase()} ${entry.name}`, asJson(old), asJson(entry));
    }),
    ...(kept.join("\n") === order.join("\n")
      ? []
      : [`The order of ${what.toLowerCase()}s would become ${kept.join(", ")}.`]),
  ];
}

function checksPreview(before: RepositoryConfig["checks"], after: RepositoryConfig["checks"]): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) =>
    fieldsPreview(`check ${name}`, asJson(before[name] ?? null), asJson(after[name] ?? null)),
  );
}

/** One sentence for each leaf that differs; lists of texts are compared as sets. */
function fieldsPreview(subject: string, before: Json, after: Json, path = ""): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isJsonObject(before) && isJsonObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) =>
      fieldsPreview(subject, before[key] ?? null, after[key] ?? null, appendStep(path, { key })),
    );
  }
  const name = path === "" ? capitalised(subject) : `${capitalised(subject)}: ${path}`;
  const [had, has] = [wordsOf(before ?? []), wordsOf(after ?? [])];
  if (had !== undefined && has !== undefined && (isJsonArray(before) || isJsonArray(after))) {
    return listPreview(had, has, {
      added: (words) => `${name} would gain ${words}.`,
      removed: (words) => `${name} would lose ${words}.`,
    });
  }
  return [`${name} would ${verb(before, after)} from ${worded(before)} to ${worded(after)}.`];
}

/** Laxest first, in every spelling that a check may allow. */
const strictness = ["off", "ignore", "allow", "notice", "warn", "warning", "error", "deny"];

function verb(before: Json, after: Json): string {
  const from = typeof before === "string" ? strictness.indexOf(before) : -1;
  const to = typeof after === "string" ? strictness.indexOf(after) : -1;
  if (from < 0 || to < 0) return "change";
  return to < from ? "be lowered" : "be raised";
}

function worded(value: Json): string {
  if (value === null || (isJsonArray(value) && value.length === 0)) return "not set";
  return isJsonArray(value) || isJsonObject(value) ? short(JSON.stringify(value)) : shown(value);
}

function short(text: string): string {
  return text.length > 120 || text.includes("://") ? "something longer" : text;
}

function listPreview(
  before: readonly string[],
  after: readonly string[],
  say: { added: (text: string) => string; removed: (text: string) => string },
): string[] {
  return [
    ...before.filter((text) => !after.includes(text)).map(say.removed),
    ...after.filter((text) => !before.includes(text)).map(say.added),
  ];
}

/** A list's elements as they are told, where each is a text or names policies from elsewhere. */
function wordsOf(value: Json): readonly string[] | undefined {
  if (!isJsonArray(value)) return undefined;
  const words = value.map((element) => (typeof element === "string" ? shown(element) : pinnedWords(element)));
  const told = words.filter((each) => each !== undefined);
  return told.length === words.length ? told : undefined;
}

/** Their address holds no secret: the schema leaves no room for one. */
function pinnedWords(value: Json): string | undefined {
  if (!isJsonObject(value) || typeof value.url !== "string" || typeof value.pin !== "string") return undefined;
  const below = typeof value.directory === "string" ? ` below ${value.directory}` : "";
  return `${value.url}${below} at ${value.pin}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The configuration came out of YAML and is JSON; settings of checks are typed `unknown` only because each check owns its own. */
function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null));
}
