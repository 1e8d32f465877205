import { expect, test } from "vitest";
import type { DiscoveredApplication } from "../../../src/domain/application.ts";
import type { Declared } from "../../../src/pipeline/discover/declare.ts";
import { reconcile, withoutTwins } from "../../../src/pipeline/discover/reconcile.ts";
import type { DiscoveryConfig } from "../../../src/pipeline/discover.ts";

function named(name: string, path: string, environment = "default"): DiscoveredApplication {
  const why = "The configuration names it.";
  return { name, path, environment, renderer: "plain", key: `${path} ${environment}`, parts: [], inputs: [], why };
}

function declared(name: string, path: string, environment: string): Declared {
  return {
    ...named(name, path, environment),
    renderer: "kustomize",
    why: "Flux deploys it.",
    longerNames: [],
    declaredAt: { path: "flux.yaml", line: 1 },
  };
}

const entry = (name: string, more: object = {}) => ({ name, path: "x", dependsOn: [], values: [], ...more });

function config(...applications: object[]): DiscoveryConfig {
  return { discovery: { exclude: [] }, environments: [], applications } as unknown as DiscoveryConfig;
}

function lines({ named: own, declared: left }: ReturnType<typeof reconcile>) {
  const line = ({ name, environment, renderer }: DiscoveredApplication) => `${name} ${environment} ${renderer}`;
  return { named: own.map(line), declared: left.map(line) };
}

test("a name of the configuration is given to what an object declares there", () => {
  const both = reconcile([named("site", "web", "prod")], [declared("web", "web", "prod")], config(entry("site")));

  expect(lines(both)).toEqual({ named: ["site prod kustomize"], declared: [] });
});

test("without an environment of its own it is what objects declare, in each of theirs", () => {
  const objects = [declared("web", "web", "dev"), declared("web", "web", "prod"), declared("db", "db", "prod")];

  expect(lines(reconcile([named("site", "web")], objects, config(entry("site"))))).toEqual({
    named: ["site dev kustomize", "site prod kustomize"],
    declared: ["db prod kustomize"],
  });
});

test("another environment leaves the object's application beside it", () => {
  const both = reconcile([named("site", "web", "qa")], [declared("web", "web", "prod")], config(entry("site")));

  expect(lines(both)).toEqual({ named: ["site qa plain"], declared: ["web prod kustomize"] });
});

test.each([{ values: ["v.yaml"] }, { release: "web" }, { namespace: "web" }])(
  "an entry that says how it is rendered, by %o, has the last word",
  (more) => {
    const both = reconcile(
      [named("site", "web", "prod")],
      [declared("web", "web", "prod")],
      config(entry("site", more)),
    );

    expect(lines(both)).toEqual({ named: ["site prod plain"], declared: [] });
  },
);

test("of several in one directory and environment the one of that name is meant", () => {
  const objects = [declared("a", "web", "prod"), declared("b", "web", "prod")];
  const both = reconcile([named("b", "web", "prod")], objects, config(entry("b")));

  expect(lines(both)).toEqual({ named: ["b prod kustomize"], declared: ["a prod kustomize"] });
});

test("what no object declares is left to be looked through", () => {
  const own = [named("site", "web", "prod"), named("other", "other")];

  expect(withoutTwins(own, [declared("web", "web", "prod")], config(entry("site")))).toEqual([own[1]]);
});
