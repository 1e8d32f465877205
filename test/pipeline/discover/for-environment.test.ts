import { expect, test } from "vitest";
import type { DiscoveredApplication, Part } from "../../../src/domain/application.ts";
import { forEnvironment, forSameCluster } from "../../../src/pipeline/discover/for-environment.ts";
import type { DiscoveryConfig } from "../../../src/pipeline/discover.ts";

const part: Part = { renderer: "helm", path: "web", recipe: {}, inputs: [] };
const application = (parts: readonly Part[]): DiscoveredApplication => ({
  name: "web",
  path: "web",
  renderer: "helm",
  environment: "prod",
  key: "web",
  parts,
  inputs: [],
  why: "",
});
const environments = [
  { name: "dev", kubernetesVersion: "1.31" },
  { name: "prod", kubernetesVersion: "1.33", apiVersions: ["a/v1"] },
] as unknown as DiscoveryConfig["environments"];

test("parts are rendered for what runs in the environment, unless what declares them knows better", () => {
  const own: Part = { ...part, recipe: { kubernetesVersion: "1.35" } };
  const { parts } = forEnvironment(application([part, own]), { environments });

  expect(parts.map(({ recipe }) => recipe)).toEqual([
    { kubernetesVersion: "1.33", apiVersions: ["a/v1"] },
    { kubernetesVersion: "1.35", apiVersions: ["a/v1"] },
  ]);
  expect(forEnvironment(application([part]), { environments: [] }).parts).toEqual([part]);
});

test("what an application brings is rendered for the same cluster", () => {
  const { parts } = forEnvironment(application([part]), { environments });

  expect(forSameCluster({ parts }, part).recipe).toEqual({ kubernetesVersion: "1.33", apiVersions: ["a/v1"] });
  expect(forSameCluster({ parts: [part] }, part).recipe).toEqual({});
});
