import fc from "fast-check";
import { expect, test } from "vitest";
import { matchPattern, pathText } from "../../../../../src/checks/admission/kyverno/pattern/match.ts";
import type { Json, JsonObject } from "../../../../../src/domain/json.ts";

/** `passed`, `skipped`, or the path where it fails. */
function said(value: Json, pattern: Json): string {
  const outcome = matchPattern(value, pattern);
  return outcome.status === "failed" ? pathText(outcome.path) : outcome.status;
}

const rows: readonly (readonly [name: string, pattern: Json, cases: readonly (readonly [Json, string])[]])[] = [
  [
    "a plain field",
    { a: { b: "x" } },
    [
      [{ a: { b: "x", c: 1 } }, "passed"],
      [{ a: { b: "y" } }, "/a/b/"],
      [{ a: {} }, "/a/b/"],
      [{ a: "x" }, "/a/"],
      [{}, "/a/"],
    ],
  ],
  [
    "a field that must only be there",
    { a: { b: "*" } },
    [
      [{ a: { b: { c: 1 } } }, "passed"],
      [{ a: { b: "" } }, "passed"],
      [{ a: {} }, "/a/"],
      [{ a: { b: null } }, "/a/"],
    ],
  ],
  [
    "a condition",
    { "(kind)": "Job", spec: { tries: "<3" } },
    [
      [{ kind: "Job", spec: { tries: 2 } }, "passed"],
      [{ kind: "Job", spec: { tries: 3 } }, "/spec/tries/"],
      [{ kind: "Pod", spec: { tries: 3 } }, "skipped"],
      [{ spec: { tries: 3 } }, "skipped"],
    ],
  ],
  [
    "a condition of each element",
    { list: [{ "(name)": "*:latest", pull: "Always" }] },
    [
      [{ list: [{ name: "a:1" }, { name: "b:latest", pull: "Always" }] }, "passed"],
      [{ list: [{ name: "a:1" }, { name: "b:latest", pull: "Never" }] }, "/list/1/pull/"],
      [{ list: [{ name: "a:1" }] }, "skipped"],
      [{ list: [] }, "passed"],
    ],
  ],
  [
    "an equality anchor",
    { "=(hostNetwork)": false },
    [
      [{}, "passed"],
      [{ hostNetwork: false }, "passed"],
      [{ hostNetwork: true }, "/hostNetwork/"],
    ],
  ],
  [
    "equality anchors within each other",
    { spec: { "=(volumes)": [{ "=(hostPath)": { path: "!/var/*" } }] } },
    [
      [{ spec: {} }, "passed"],
      [{ spec: { volumes: [{ emptyDir: {} }, { hostPath: { path: "/srv" } }] } }, "passed"],
      [{ spec: { volumes: [{ emptyDir: {} }, { hostPath: { path: "/var/run" } }] } }, "/spec/volumes/1/hostPath/path/"],
    ],
  ],
  [
    "an existence anchor",
    { "^(containers)": [{ image: "web:*" }] },
    [
      [{ containers: [{ image: "side:1" }, { image: "web:1" }] }, "passed"],
      [{ containers: [{ image: "side:1" }] }, "/containers/"],
      [{ containers: [] }, "/containers/"],
      [{ containers: {} }, "/containers/"],
      [{}, "passed"],
    ],
  ],
  [
    "an existence anchor of several",
    { "^(ports)": [{ name: "http" }, { name: "metrics" }] },
    [
      [{ ports: [{ name: "metrics" }, { name: "http" }] }, "passed"],
      [{ ports: [{ name: "http" }] }, "/ports/"],
    ],
  ],
  [
    "a negation anchor",
    { spec: { "X(hostPath)": "null" } },
    [
      [{ spec: {} }, "passed"],
      [{ spec: { hostPath: { path: "/" } } }, "/spec/hostPath/"],
      [{ spec: { hostPath: null } }, "/spec/hostPath/"],
    ],
  ],
  [
    "a global anchor",
    { spec: { containers: [{ name: "*", "<(image)": "corp/*" }], pull: [{ name: "corp" }] } },
    [
      [{ spec: { containers: [{ name: "a", image: "corp/a" }], pull: [{ name: "corp" }] } }, "passed"],
      [{ spec: { containers: [{ name: "a", image: "corp/a" }], pull: [{ name: "other" }] } }, "/spec/pull/0/name/"],
      [{ spec: { containers: [{ name: "a", image: "hub/a" }], pull: [{ name: "other" }] } }, "skipped"],
    ],
  ],
  [
    "a pattern of a list holds for each element",
    { ports: [{ port: "1-1023" }] },
    [
      [{ ports: [{ port: 80 }, { port: 443 }] }, "passed"],
      [{ ports: [{ port: 80 }, { port: 8080 }] }, "/ports/1/port/"],
    ],
  ],
  [
    "a text against a list holds for each element",
    { hosts: ["*.corp"], args: "!--debug" },
    [
      [{ hosts: ["a.corp", "b.corp"], args: ["--quiet"] }, "passed"],
      [{ hosts: ["a.corp", "b-other"], args: [] }, "/hosts/"],
      [{ hosts: ["a.corp"], args: ["--quiet", "--debug"] }, "/args/"],
    ],
  ],
  [
    "labels by wildcard",
    { metadata: { labels: { "team/*": "?*" }, "=(annotations)": { "=(deny/*)": "no" } } },
    [
      [{ metadata: { labels: { "team/owner": "x" } } }, "passed"],
      [{ metadata: { labels: { "team/owner": "" } } }, "/metadata/labels/team/owner/"],
      [{ metadata: { labels: { other: "x" } } }, "/metadata/labels/team/*/"],
      [
        { metadata: { labels: { "team/owner": "x" }, annotations: { "deny/all": "yes" } } },
        "/metadata/annotations/deny/all/",
      ],
    ],
  ],
];

test.each(rows.flatMap(([name, pattern, cases]) => cases.map(([value, wanted]) => ({ name, pattern, value, wanted }))))(
  "$name: $value is $wanted",
  ({ pattern, value, wanted }) => {
    expect(said(value, pattern)).toBe(wanted);
  },
);

test("a wildcard for several labels is read as any of them, where that makes no difference", () => {
  const pattern = { metadata: { "=(annotations)": { "=(profile/*)": "default | local" } } };
  const of = (annotations: JsonObject) => ({ metadata: { annotations } });

  expect(said(of({ "profile/a": "default", "profile/b": "local" }), pattern)).toBe("passed");
  expect(said(of({ "profile/a": "none", "profile/b": "none" }), pattern)).toBe("/metadata/annotations/profile/a/");
  expect(() => said(of({ "profile/a": "default", "profile/b": "none" }), pattern)).toThrow(/takes any of them/);
});

test("what a pattern says of an object does not depend on the order of its keys", () => {
  const pattern = { "(a)": "1", b: { "=(c)": "2" }, d: "3" };
  const turned = { d: "3", b: { "=(c)": "2" }, "(a)": "1" };
  const values = fc.record({
    a: fc.constantFrom("1", "0"),
    b: fc.record({ c: fc.constantFrom("2", "0") }),
    d: fc.constantFrom("3", "0"),
  });
  fc.assert(fc.property(values, (value) => said(value, pattern) === said(value, turned)));
});

test("an object satisfies itself as a pattern", () => {
  const key = fc.stringMatching(/^[a-z]{1,4}$/);
  const { tree } = fc.letrec<{ tree: Json; leaf: Json }>((tie) => ({
    leaf: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    // A pattern's list speaks by its first element, and must have one.
    tree: fc.oneof(
      tie("leaf"),
      fc.dictionary(key, tie("tree"), { maxKeys: 3 }),
      tie("tree").map((one) => [one]),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(key, tree), (object) => {
      fc.pre(!/"\*"|null/.test(JSON.stringify(object)));
      return matchPattern(object, object).status === "passed";
    }),
  );
});
