import { expect, test } from "vitest";
import { environmentOfDeclared } from "../../../src/pipeline/discover/environment-of-declared.ts";
import type { DiscoveryConfig } from "../../../src/pipeline/discover.ts";

type Given = {
  destination?: string | null;
  targets?: string[];
  paths?: string[];
  inherited?: string | null;
  environments?: { name: string; destinations?: string[] }[];
};

function environmentOf({ destination = null, targets = [], paths = [], inherited = null, environments = [] }: Given) {
  const config = { discovery: { exclude: [] }, applications: [], environments } as unknown as DiscoveryConfig;
  return environmentOfDeclared({ destination, targets, paths }, inherited, config).environment;
}

test.each<[string, Given, string]>([
  ["nothing is known", {}, "default"],
  ["the object stands in a cluster's directory", { paths: ["clusters/staging", "infrastructure"] }, "staging"],
  ["its path names one and its own place does not", { paths: ["flux", "apps/production"] }, "production"],
  ["its place comes before its path", { paths: ["clusters/prod", "tenants/dev"] }, "prod"],
  ["a home lab has one", { paths: ["kubernetes/apps/default/atuin", "kubernetes/apps/default/atuin/app"] }, "default"],
  ["its parent has one", { inherited: "eu", paths: ["apps/prod"] }, "eu"],
  ["its cluster's name holds one", { destination: "eu-prod-1", inherited: "hub" }, "prod"],
  ["its cluster's address holds one", { destination: "https://staging.k8s.example.com" }, "staging"],
  ["its cluster's name only looks like one", { destination: "product-catalogue" }, "default"],
  [
    "it names its cluster, so its path says more than its parent",
    { destination: "in-cluster", inherited: "hub", paths: ["web/overlays/dev"] },
    "dev",
  ],
  [
    "it names its cluster and its path says nothing",
    { destination: "in-cluster", inherited: "hub", paths: ["web"] },
    "hub",
  ],
  ["its target is called so", { targets: ["eu-production", "x"] }, "production"],
  ["its target is called as nothing else is", { targets: ["eu-1"] }, "eu-1"],
  [
    "the configuration maps its cluster",
    {
      destination: "https://10.0.0.1",
      inherited: "dev",
      environments: [{ name: "dev" }, { name: "prod", destinations: ["https://10.0.0.1"] }],
    },
    "prod",
  ],
  [
    "the configuration knows no environment of that name",
    { targets: ["eu-1"], environments: [{ name: "prod" }] },
    "default",
  ],
  ["only configured names are looked for", { destination: "eu-staging", environments: [{ name: "eu" }] }, "eu"],
])("where %s, its environment is as expected", (_, given, expected) => {
  expect(environmentOf(given)).toBe(expected);
});
