import { expect, test } from "vitest";
import { parseConfig } from "../../../src/config/parse.ts";
import type { DiscoveredApplication } from "../../../src/domain/application.ts";
import { withLoadRestrictor } from "../../../src/pipeline/discover/load-restrictor.ts";

const part = { renderer: "kustomize", path: "apps/web", recipe: {}, inputs: [] };
const web: DiscoveredApplication = {
  name: "web",
  path: "apps/web",
  renderer: "kustomize",
  environment: "prod",
  why: "",
  key: "",
  parts: [part, { ...part, renderer: "plain" }],
  inputs: [],
};

function restrictors(text: string, application = web) {
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  return withLoadRestrictor(application, parsed.config).parts.map(({ recipe }) => recipe.kustomize?.loadRestrictor);
}

const byDefault = "discovery:\n  kustomize: {loadRestrictor: root}\n";
const own = "applications:\n  - {name: web, path: apps/web, kustomize: {loadRestrictor: none}}\n";

test("an application's own entry counts before the repository's rule, and only for kustomizations", () => {
  expect(restrictors("version: 1\n")).toEqual([undefined, undefined]);
  expect(restrictors(byDefault)).toEqual(["root", undefined]);
  expect(restrictors(byDefault + own)).toEqual(["none", undefined]);
  expect(restrictors(byDefault + own, { ...web, name: "db" })).toEqual(["root", undefined]);
});
