import { expect, test } from "vitest";
import { schema } from "../../../src/checks/schema.ts";
import { findingsOf, noPorts, scopeOf } from "../scope.ts";

async function judge(files: Readonly<Record<string, string>>) {
  const findings = findingsOf(await schema.check(scopeOf(files), { missing: "ignore" }, noPorts));
  return findings.map(({ path, line, message, application }) => `${path}:${line} ${application ?? "-"} ${message}`);
}

test.each([
  [
    "apps/web/fleet.yaml",
    "defaultNamespace: web\nhelm:\n  chart: web\n  value:\n    a: 1\n",
    "apps/web/fleet.yaml:4 - helm.value is not a field of fleet.yaml (Fleet 0.16); did you mean values?",
  ],
  [
    "fleet.yaml",
    "targetCustomizations:\n  - name: prod\n    clusterSelector: {matchLabel: {env: prod}}\n",
    "fleet.yaml:3 - targetCustomizations[prod].clusterSelector.matchLabel is not a field",
  ],
  [
    ".lighthouse/jenkins-x/triggers.yaml",
    "apiVersion: config.lighthouse.jenkins-x.io/v1alpha1\nkind: TriggerConfig\nspec:\n  presubmits:\n    - name: pr\n      always_runs: true\n",
    ".lighthouse/jenkins-x/triggers.yaml:6 - spec.presubmits[pr].always_runs is not a field of triggers.yaml (Lighthouse 1.33); did you mean always_run?",
  ],
  [
    "jenkins-x.yml",
    "buildPack: go\npipelineConfig:\n  pipelines:\n    pullRequests: {}\n",
    "jenkins-x.yml:4 - pipelineConfig.pipelines.pullRequests is not a field of jenkins-x.yml (Jenkins X 2); did you mean pullRequest?",
  ],
  [
    ".tekton/pull-request.yaml",
    "apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata:\n  name: pr\nspec:\n  pipelineRef:\n    nam: build\n",
    ".tekton/pull-request.yaml:7 - spec.pipelineRef.nam is not a field of PipelineRun (tekton.dev/v1, Tekton Pipelines 1.15); did you mean name?",
  ],
])("%s is judged as what it is", async (path, text, message) => {
  const outside = Object.fromEntries([[path, text]]);

  const told = await judge(outside);

  expect(told.filter((one) => one.includes(" - "))).toEqual([expect.stringContaining(message)]);
});

test("a job whose pipeline is not there is told, one from elsewhere is not", async () => {
  const jobs = ["release.yaml", "gone.yaml", "https://example.com/a.yaml"].map(
    (source) => `{name: a, source: '${source}'}`,
  );
  const triggers = `apiVersion: config.lighthouse.jenkins-x.io/v1alpha1\nkind: TriggerConfig\nspec:\n  postsubmits:\n${jobs.map((job) => `    - ${job}\n`).join("")}`;
  const told = await judge({
    ".lighthouse/jenkins-x/triggers.yaml": triggers,
    ".lighthouse/jenkins-x/release.yaml": `apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {name: a}\nspec: {pipelineRef: {name: a}}\n`,
  });

  expect(told).toEqual([
    ".lighthouse/jenkins-x/triggers.yaml:6 - There is no gone.yaml beside these triggers; name the file of the pipeline, from the directory of this one.",
  ]);
});

test.each([
  [
    "fleet.yaml",
    "name: web\nlabels: {team: a}\nnamespace: web\nhelm: {releaseName: web, chart: ./chart, values: {a: 1}}\nkustomize: {dir: overlays/prod}\ndependsOn: [{name: crds}]\ndiff: {comparePatches: [{apiVersion: apps/v1, kind: Deployment, jsonPointers: [/spec]}]}\ntargetCustomizations: [{name: prod, clusterSelector: {matchLabels: {env: prod}}, helm: {values: {a: 2}}, yaml: {overlays: [prod]}, doNotDeploy: false}]\noverrideTargets: [{clusterGroup: all}]\nimageScans: [{image: a, tagName: b, policy: {semver: {range: '*'}}}]\n",
  ],
  ["fleet.yaml", "apiVersion: agones.dev/v1\nkind: Fleet\nmetadata: {name: a}\nspec: {anything: 1}\n"],
  [
    ".lighthouse/jenkins-x/release.yaml",
    "apiVersion: tekton.dev/v1beta1\nkind: PipelineRun\nmetadata: {name: release, creationTimestamp: null}\nspec: {pipelineSpec: {tasks: [{name: a, resources: {}, taskSpec: {metadata: {}, stepTemplate: {image: 'uses:jenkins-x/a@b', name: '', resources: {}, workingDir: /w}, steps: [{image: 'uses:a', name: '', resources: {}}, {name: b, resources: {}}]}}]}, podTemplate: {}, serviceAccountName: tekton-bot, timeout: 12h0m0s}\nstatus: {}\n",
  ],
  [".tekton/other.yaml", "apiVersion: example.com/v1\nkind: Other\nmetadata: {name: a}\nspec: {}\n"],
  [
    "jenkins-x.yml",
    "buildPack: none\npipelineConfig: {pipelines: {release: {pipeline: {agent: {image: go}, stages: [{name: ci, steps: [{command: make}]}]}}}}\n",
  ],
])("%s is fine", async (path, text) => {
  const told = await judge({ [path]: text });

  expect(told.filter((one) => one.includes(" - "))).toEqual([]);
});
