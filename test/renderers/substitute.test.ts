import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/domain/json.ts";
import type { Manifest } from "../../src/domain/manifest.ts";
import { substituteManifests, substituteRendering } from "../../src/renderers/substitute.ts";
import { toManifest } from "../../src/sources/manifests.ts";
import { application, complaints } from "./rendering.ts";

const variables = {
  name: "web",
  count: "3",
  yes: "yes",
  list: "[a, b]",
  secret: "hunter2: x",
  lines: "a\nb",
  tail: "a # b",
};

function manifest(more: JsonObject, metadata: JsonObject = {}): Manifest {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "cm", ...metadata }, ...more };
  const made = toManifest(object, [{ path: "cm.yaml", line: 4, document: 0, role: "resource", within: [] }]);
  if (typeof made === "string") throw new Error(made);
  return made;
}

function dataOf(data: Json, incomplete = false): Json | undefined {
  const { manifests, problems } = substituteManifests([manifest({ data })], { variables, incomplete });
  expect(problems).toEqual([]);
  return manifests[0]?.object.data;
}

test.each([
  ["${count}", 3],
  ["${count}0", 30],
  ["${yes}", true],
  ["${name}", "web"],
  ["${unset}", null],
  ['${unset:="3"}', "3"],
  ["${list}", ["a", "b"]],
  ["x: ${count}", "x: 3"],
  ["- ${count}", "- 3"],
  ["${tail}", "a"],
  ["it's: ${name}", "it's: web"],
  ["a\n${count}\n", "a\n3\n"],
  ["a\t${name}", "a\tweb"],
  ["${lines}", "ab"],
  ["$HOME and $$", "$HOME and $"],
  ["$(POD_IP)", "$(POD_IP)"],
])("the text %j becomes %j, as YAML reads it", (text, expected) => {
  expect(dataOf({ key: text })).toEqual({ key: expected });
  expect(dataOf([text])).toEqual([expected]);
});

test("keys are replaced as well, and what is no text stays", () => {
  expect(dataOf({ "${name}-x": 1, n: null, b: false, deep: [{ "a${count}": "${count}" }] })).toEqual({
    "web-x": 1,
    n: null,
    b: false,
    deep: [{ a3: 3 }],
  });
});

test("an object may refuse it, by label or annotation, and without variables nothing is replaced", () => {
  const refusing = { "kustomize.toolkit.fluxcd.io/substitute": "disabled" };
  const kept = [{ labels: refusing }, { annotations: refusing }].map((metadata) =>
    manifest({ data: "${name}" }, metadata),
  );

  expect(substituteManifests(kept, { variables, incomplete: false }).manifests).toEqual(kept);
  const plain = [manifest({ data: "${name:=x}" })];
  expect(substituteManifests(plain, { variables: {}, incomplete: false }).manifests).toEqual(plain);
});

test("where some values are not here, what asks for them stays", () => {
  expect(dataOf({ a: "${unset}", b: "${name}", c: "${unset:=1}" }, true)).toEqual({ a: "${unset}", b: "web", c: 1 });
});

test("the identity is that of the object with its variables in place", () => {
  const { manifests } = substituteManifests([manifest({}, { name: "${name}-cm" })], { variables, incomplete: false });

  expect(manifests[0]?.id.name).toBe("web-cm");
});

test.each([
  ["an expression that is not closed", { data: "${name" }],
  ["a text that is no YAML any more", { data: "${secret}" }],
  ["a name that is gone", { metadata: { name: "${unset}" } }],
])("%s fails the rendering at the object's line, without its values", (_, more) => {
  const given = manifest({}, {});
  const broken = { ...given, object: { ...given.object, ...more } };
  const subject = application("apps", "kustomize", { substitution: { variables, incomplete: false } });

  const rendering = substituteRendering({ status: "rendered", manifests: [broken], findings: [] }, subject);

  expect(rendering.status).toBe("failed");
  expect(complaints(rendering)).toEqual(["cm.yaml:4 substitution"]);
  expect(JSON.stringify(rendering)).not.toContain("hunter2");
});

test("a variable whose name is none fails the rendering where it is declared", () => {
  const declaredAt = { path: "ks.yaml", line: 2 };
  const recipe = { declaredAt, substitution: { variables: { "a-b": "1" }, incomplete: false } };

  const rendering = substituteRendering(
    { status: "rendered", manifests: [], findings: [] },
    application("a", "kustomize", recipe),
  );

  expect(complaints(rendering)).toEqual(["ks.yaml:2 substitution"]);
});

test("objects without a dollar sign come back equal", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const data: Json = JSON.parse(JSON.stringify(value).replaceAll("$", ""));
      expect(dataOf(data)).toEqual(data);
    }),
  );
});

test("a text in which only dollar signs are doubled comes back as text, whatever stands around them", () => {
  const texts = fc.string({
    unit: fc.constantFrom(
      "$$",
      "a",
      " ",
      ":",
      "#",
      "'",
      '"',
      "\\",
      "-",
      "\n",
      "\t",
      "[",
      "]",
      "{",
      "}",
      ",",
      "&",
      "*",
      "!",
      "|",
      ">",
      "%",
      "@",
      "`",
      "?",
      "é",
      "1",
    ),
  });
  fc.assert(
    fc.property(texts, (text) => {
      expect(dataOf({ key: `x$$${text}` })).toEqual({ key: `x$${text.replaceAll("$$", "$")}` });
    }),
    { numRuns: 1000 },
  );
});
