import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../src/domain/json.ts";
import { elementNames, isSet } from "../../../src/pipeline/plan/lists.ts";

const recordings = join(process.env.FAIRLEAD_TEST_DATA ?? "../shared/data", "kubernetes-1.36/openapi-v3");

test.skipIf(!existsSync(recordings))(
  "every list that Kubernetes 1.36 matches by keys, or takes for a set, is so here",
  () => {
    const lists = readdirSync(recordings)
      .filter((name) => name.startsWith("api"))
      .flatMap((name) => listsOf(JSON.parse(readFileSync(join(recordings, name), "utf8"))));

    const unknown = lists.filter(({ field, keys }) => {
      if (keys.length === 0) return !isSet(["spec", field], ["a", "b"], ["b"]);
      const element = Object.fromEntries(keys.map((key) => [key, key.toLowerCase().includes("port") ? 80 : "a"]));
      return elementNames(["spec", field], [element], []) === undefined;
    });

    expect(lists.length).toBeGreaterThan(50);
    expect(new Set(unknown.map(({ kind, field }) => `${kind}.${field}`))).toEqual(new Set());
  },
);

/** What only the server writes is never in a source. */
function listsOf(document: JsonObject): { kind: string; field: string; keys: readonly string[] }[] {
  const components = isJsonObject(document.components) ? document.components : {};
  const schemas = Object.entries(isJsonObject(components.schemas) ? components.schemas : {});
  return schemas.flatMap(([kind, schema]) => {
    if (/Status$|JSONSchemaProps$|UncountedTerminatedPods$|ResourceClaim|Endpoint$/.test(kind) || !isJsonObject(schema))
      return [];
    return Object.entries(isJsonObject(schema.properties) ? schema.properties : {}).flatMap(([field, list]) => {
      if (!isJsonObject(list)) return [];
      const keys = texts(list["x-kubernetes-list-map-keys"]);
      return keys.length > 0 || list["x-kubernetes-list-type"] === "set" ? [{ kind, field, keys }] : [];
    });
  });
}

function texts(value: Json | undefined): readonly string[] {
  return isJsonArray(value) ? value.map(String) : [];
}
