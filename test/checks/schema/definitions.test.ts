import { expect, test } from "vitest";
import { readRelease } from "../../../scripts/kubernetes-client.ts";
import { builtInKind, definitionSchema, versionsServing } from "../../../src/checks/schema/definitions.ts";
import { refinements } from "../../../src/checks/schema/refinements.ts";
import { isJsonObject, type Json } from "../../../src/domain/json.ts";

const client = readRelease(36, "node_modules/@kubernetes/client-node/dist/gen");

test("the definitions are those of the client that is installed", () => {
  const here = [...client.definitions.keys()].map((name) => [name, fieldsOf(definitionSchema(name, 36)?.properties)]);
  const there = [...client.definitions].map(([name, { properties }]) => [name, fieldsOf(properties)]);

  expect(there.length).toBeGreaterThan(700);
  expect(here).toEqual(there);
});

test("the kinds are those of the client that is installed", () => {
  const missing = [...client.kinds].filter(([name, { definition, namespaced }]) => {
    const slash = name.lastIndexOf("/");
    const kind = builtInKind(name.slice(0, slash), name.slice(slash + 1));
    return kind?.definition !== definition || kind.namespaced !== namespaced;
  });

  expect(client.kinds.size).toBeGreaterThan(80);
  expect(missing).toEqual([]);
});

test("every refinement is of a field that exists", () => {
  const strangers = Object.keys(refinements).filter((field) => {
    const [name = "", property = ""] = field.split(".");
    return !fieldsOf(definitionSchema(name, 36)?.properties).includes(property);
  });

  expect(strangers).toEqual([]);
});

test("a kind is served in the versions of its release", () => {
  expect(versionsServing("resource.k8s.io", "ResourceClaim", 32)).toEqual([
    "resource.k8s.io/v1alpha3",
    "resource.k8s.io/v1beta1",
  ]);
  expect(versionsServing("resource.k8s.io", "ResourceClaim", 36)).toContain("resource.k8s.io/v1");
  expect(versionsServing("", "Pod", 36)).toEqual(["v1"]);
});

function fieldsOf(properties: Json | undefined | Record<string, string>): string[] {
  return isJsonObject(properties) ? Object.keys(properties).toSorted() : [];
}
