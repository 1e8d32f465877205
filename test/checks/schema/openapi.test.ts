import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { builtInKind, definitionSchema } from "../../../src/checks/schema/definitions.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../src/domain/json.ts";

/* The generated definitions beside the OpenAPI document of an API server; that one is not part of the project. */

const folder = `${process.env.FAIRLEAD_TEST_DATA ?? "../shared/data"}/kubernetes-1.36/openapi-v3`;
const there = existsSync(folder);

const documents = there ? readdirSync(folder).filter((file) => /^apis?_(?:.*_)?v\d+.*\.json$/.test(file)) : [];
const schemas = new Map<string, JsonObject>(
  documents
    .filter((file) => !file.includes("example.com"))
    .flatMap((file) => Object.entries(JSON.parse(readFileSync(`${folder}/${file}`, "utf8")).components.schemas)),
) as ReadonlyMap<string, JsonObject>;

/** Every kind that both sides have, as pairs of names. */
const pairs = [...schemas].flatMap(([name, schema]) => {
  const kinds = schema["x-kubernetes-group-version-kind"];
  if (!Array.isArray(kinds) || kinds.length !== 1) return [];
  const { group, version, kind } = kinds[0];
  const builtIn = builtInKind(group === "" ? version : `${group}/${version}`, kind);
  return builtIn === undefined ? [] : [[name, builtIn.definition] as const];
});

test.skipIf(!there)(`every kind of ${folder} has the same fields here, all the way down`, () => {
  const seen = new Set<string>();
  const differences: string[] = [];
  const open: (readonly [string, string])[] = [...pairs];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [theirs, ours] = pair;
    if (seen.has(`${theirs} ${ours}`)) continue;
    seen.add(`${theirs} ${ours}`);
    const mine = mapping(definitionSchema(ours, 36)?.properties);
    const server = mapping(schemas.get(theirs)?.properties);
    const [a, b] = [Object.keys(mine).toSorted(), Object.keys(server).toSorted()];
    if (b.length > 0 && a.join() !== b.join()) differences.push(`${ours}: ${a.join()} / ${b.join()}`);
    for (const field of b) {
      const their = mapping(server[field]);
      differences.push(...valueDifferences(`${ours}.${field}`, mapping(mine[field]), their));
      const [next, own] = [reference(their), reference(mapping(mine[field]))];
      if (next !== undefined && own !== undefined) open.push([next, own]);
    }
  }

  expect(pairs.length).toBeGreaterThan(60);
  expect(seen.size).toBeGreaterThan(400);
  expect(differences.filter((difference) => !known.has(difference))).toEqual([]);
});

/** Where we know better than the document, or on purpose do not follow it. */
const known: ReadonlySet<string> = new Set([
  // The document still lists what only v1beta1 took.
  "V1ValidatingWebhook.sideEffects allows None,NoneOnDryRun, the server None,NoneOnDryRun,Some,Unknown",
  "V1MutatingWebhook.sideEffects allows None,NoneOnDryRun, the server None,NoneOnDryRun,Some,Unknown",
]);

function valueDifferences(field: string, mine: JsonObject, theirs: JsonObject): string[] {
  const [a, b] = [allowed(mine), allowed(theirs)];
  const values = a === b || b === "" || a === "" ? [] : [`${field} allows ${a}, the server ${b}`];
  const quantity = isQuantity(mine) === isQuantity(theirs) ? [] : [`${field} is a quantity on one side only`];
  return field.startsWith("V1PodStatus") || field.includes("Status.") ? values : [...values, ...quantity];
}

function allowed(schema: JsonObject): string {
  const values = schema.enum ?? mapping(schema.items).enum;
  return Array.isArray(values)
    ? values
        .filter((value) => value !== "")
        .toSorted()
        .join()
    : "";
}

function isQuantity(schema: JsonObject): boolean {
  return /"format":"quantity"|resource\.Quantity"/.test(JSON.stringify(schema));
}

function reference(schema: JsonObject): string | undefined {
  return /"\$ref":"(?:#\/components\/schemas\/)?([^"]+)"/.exec(JSON.stringify(schema))?.[1];
}

function mapping(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
