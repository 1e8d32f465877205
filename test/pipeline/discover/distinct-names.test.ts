import { expect, test } from "vitest";
import type { DiscoveredApplication } from "../../../src/domain/application.ts";
import type { Declared } from "../../../src/pipeline/discover/declare.ts";
import { distinctNames } from "../../../src/pipeline/discover/distinct-names.ts";

function declared(name: string, given: Partial<Declared> = {}): Declared {
  return {
    ...{ name, environment: "prod", path: "web", renderer: "kustomize", parts: [], inputs: [], why: "" },
    key: JSON.stringify([name, given.longerNames ?? []]),
    longerNames: [],
    declaredAt: { path: "clusters/web.yaml", line: 1 },
    ...given,
  };
}

function names(given: readonly Declared[], named: readonly DiscoveredApplication[] = []): string[] {
  return distinctNames(given, named).map(({ name, environment }) => `${name} ${environment}`);
}

test("a name of its own is kept", () => {
  expect(names([declared("a"), declared("b"), declared("a", { environment: "dev" })])).toEqual([
    "a prod",
    "a dev",
    "b prod",
  ]);
});

test("namespaces tell objects of one name apart, for all of them", () => {
  expect(
    names([declared("web", { longerNames: ["shop-web"] }), declared("web", { longerNames: ["site-web"] })]),
  ).toEqual(["shop-web prod", "site-web prod"]);
});

test("directories do where namespaces cannot", () => {
  const at = (path: string) =>
    declared("apps", { key: path, longerNames: ["flux-system-apps"], declaredAt: { path, line: 1 } });

  expect(names([at("kubernetes/main/flux/apps.yaml"), at("kubernetes/backup/flux/apps.yaml")])).toEqual([
    "backup-apps prod",
    "main-apps prod",
  ]);
});

test("numbers do where nothing else can, in the order of their keys", () => {
  const given = [declared("web", { key: "b" }), declared("web", { key: "a" })];

  expect(names(given)).toEqual(["web prod", "web-2 prod"]);
  expect(distinctNames(given, []).map(({ key }) => key)).toEqual(["a", "b"]);
});

test("what the configuration names keeps its name", () => {
  expect(names([declared("web", { longerNames: ["shop-web"] })], [declared("web")])).toEqual(["shop-web prod"]);
});

test("a longer name that is somebody's own is not taken from it", () => {
  const given = [
    declared("shop-web", { key: "0" }),
    declared("web", { key: "1", longerNames: ["shop-web"] }),
    declared("web", { key: "2", longerNames: ["site-web"] }),
  ];

  expect(new Set(names(given)).size).toBe(3);
  expect(names(given)[0]).toBe("shop-web prod");
});

test("nothing but an application is left of it", () => {
  expect(Object.keys(distinctNames([declared("a")], [])[0] ?? {})).not.toContain("declaredAt");
});
