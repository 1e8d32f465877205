import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { maxEntries } from "./environment.ts";
import { didYouMean, type Fault, type Segment } from "./fault.ts";

/**
 * What no schema can say: names that stand twice, references to nothing, circles. Takes the value as the
 * author wrote it, whatever its shape, so that these are told together with what the schema finds.
 */
export function faultsOfMeaning(config: Json): readonly Fault[] {
  const environments = namedEntries(config, "environments", "after");
  const applications = namedEntries(config, "applications", "dependsOn");
  return [
    ...duplicates(environments, ""),
    ...duplicates(applications, "; one entry can stand for several environments with {environment} in its path"),
    ...unknownReferences(environments),
    ...circles(environments),
    ...circles(applications),
  ];
}

/** One entry of a list, by its name, and those it must come after. */
type Entry = {
  readonly name: string;
  readonly path: readonly Segment[];
  readonly references: readonly { readonly name: string; readonly path: readonly Segment[] }[];
};

function namedEntries(config: Json, section: string, referenceKey: string): readonly Entry[] {
  const rows = isJsonObject(config) ? config[section] : undefined;
  if (!isJsonArray(rows) || rows.length > maxEntries) return [];
  return rows.flatMap((row, index) => {
    if (!isJsonObject(row) || typeof row.name !== "string") return [];
    const path = [section, index];
    return [{ name: row.name, path, references: references(row, path, referenceKey) }];
  });
}

function references(row: JsonObject, path: readonly Segment[], key: string): Entry["references"] {
  const list = row[key];
  if (!isJsonArray(list) || list.length > maxEntries) return [];
  return list.flatMap((name, index) => (typeof name === "string" ? [{ name, path: [...path, key, index] }] : []));
}

function duplicates(entries: readonly Entry[], advice: string): readonly Fault[] {
  const first = new Map<string, Entry>();
  const faults: Fault[] = [];
  for (const entry of entries) {
    const earlier = first.get(entry.name);
    if (earlier === undefined) first.set(entry.name, entry);
    else {
      const where = `${earlier.path[0]}[${earlier.path[1]}]`;
      faults.push({
        path: [...entry.path, "name"],
        message: `"${entry.name}" is already the name of ${where}${advice}`,
      });
    }
  }
  return faults;
}

function unknownReferences(entries: readonly Entry[]): readonly Fault[] {
  const names = entries.map(({ name }) => name);
  return entries.flatMap((entry) =>
    entry.references
      .filter(({ name }) => !names.includes(name))
      .map(({ name, path }) => ({ path, message: `no environment is named "${name}"${didYouMean(name, names)}` })),
  );
}

/** Each circle once, at the reference that closes it. */
function circles(entries: readonly Entry[]): readonly Fault[] {
  // Of two with one name the first counts; that they are two is told elsewhere.
  const byName = new Map(entries.toReversed().map((entry) => [entry.name, entry]));
  const finished = new Set<string>();
  const faults: Fault[] = [];
  const visit = (entry: Entry, trail: readonly string[]) => {
    const here = [...trail, entry.name];
    for (const { name, path } of entry.references) {
      const next = byName.get(name);
      if (next === undefined || finished.has(name)) continue;
      if (here.includes(name)) {
        const circle = [...here.slice(here.indexOf(name)), name];
        faults.push({ path, message: `this closes a circle: ${circle.join(" comes after ")}` });
      } else visit(next, here);
    }
    finished.add(entry.name);
  };
  for (const entry of entries) if (!finished.has(entry.name)) visit(entry, []);
  return faults;
}
