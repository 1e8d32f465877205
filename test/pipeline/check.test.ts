import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openClone } from "../../src/adapters/git/clone.ts";
import { noSchemaLocations } from "../../src/adapters/schemas/locations.ts";
import { noTerraformPlans } from "../../src/adapters/terraform/plans.ts";
import { createTools } from "../../src/adapters/tools/tools.ts";
import { createWorkspaces } from "../../src/adapters/tools/workspaces.ts";
import type { Report } from "../../src/domain/report.ts";
import type { Revision } from "../../src/domain/revision.ts";
import { checkRange } from "../../src/pipeline/check.ts";
import { createRenders } from "../../src/pipeline/render.ts";
import type { CheckRequest } from "../../src/pipeline/request.ts";
import type { PolicyRunner } from "../../src/ports/policies.ts";
import { noCharts } from "../adapters/charts/no-charts.ts";
import { commit, createRepository, git, temporaryDirectory } from "../adapters/git/repositories.ts";
import { noBundles } from "../adapters/policy-bundles/no-bundles.ts";
import { noExpressions } from "../checks/scope.ts";

const env = { PATH: process.env.PATH };
/** Found once: to look for them takes longer than most of these stories. */
const tools = createTools(env);
const folder = temporaryDirectory();
afterAll(() => folder.remove());

const noPolicies: PolicyRunner = {
  load: async () => ({ status: "loaded", rules: [], evaluate: async () => [] }),
  test: async () => ({ status: "ran", tests: [] }),
};

test("a change is planned per application and environment, and nothing else is looked at", async () => {
  const clone = createRepository(join(folder.path, "planned"));
  const base = commit(clone, { ...overlays("web", "1.0.0"), ...overlays("api", "2.0.0") });
  const head = commit(clone, { "web/overlays/prod/kustomization.yaml": overlay("web", "1.1.0") });

  const report = await check(clone, { base, head });

  expect(report.conclusion).toBe("passed");
  expect(plans(report)).toEqual([
    "web prod passed: update Deployment web spec.template.spec.containers[web].image web/overlays/prod/kustomization.yaml:5",
  ]);
});

test("a base that others include affects everyone who includes it", async () => {
  const clone = createRepository(join(folder.path, "base"));
  const base = commit(clone, overlays("web", "1.0.0"));
  const head = commit(clone, { "web/base/deployment.yaml": deployment("web").replace("replicas: 1", "replicas: 3") });

  const report = await check(clone, { base, head });

  expect(plans(report)).toEqual([
    "web dev passed: update Deployment web spec.replicas web/base/deployment.yaml:4",
    "web prod passed: update Deployment web spec.replicas web/base/deployment.yaml:4",
  ]);
});

test("what two releases of one chart bring is in their namespaces, and one application comes to declare another", async () => {
  const clone = createRepository(join(folder.path, "namespaces"));
  const release = (namespace: string) =>
    `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: ${namespace}}\nspec:\n  interval: 1m\n  values: {of: ${namespace}}\n  chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}\n`;
  const application =
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\nspec: {project: default, source: {repoURL: 'https://github.com/acme/shop', path: web}, destination: {server: 'https://kubernetes.default.svc', namespace: shop}}\n";
  const files = {
    "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "chart/templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {of: '{{ .Values.of }}'}\n",
    "web/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n",
  };
  const base = commit(clone, files);
  const head = commit(clone, {
    "apps/web.yaml": application,
    "releases/a.yaml": `${release("a")}---\n${release("b")}`,
  });

  const report = await check(clone, { base, head });

  expect(report.findings.filter(({ rule }) => rule === "duplicate-resource")).toEqual([]);
  expect(plans(report).map((line) => line.split(" ").slice(0, 6).join(" "))).toEqual([
    "apps default passed: create Application web",
    "releases default passed: create ConfigMap a",
    "releases default passed: create ConfigMap a",
    "releases default passed: create HelmRelease web",
    "releases default passed: create HelmRelease web",
  ]);
});

test("an application that is declared still and no longer rendered from here is not told as deleted", async () => {
  const clone = createRepository(join(folder.path, "lost"));
  const application = (source: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\nspec:\n  project: default\n  source: {repoURL: 'https://github.com/acme/shop', ${source}}\n  destination: {server: 'https://kubernetes.default.svc', namespace: shop}\n`;
  const base = commit(clone, {
    "apps/web.yaml": application("path: web"),
    "web/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n",
  });
  const tagged = commit(clone, { "apps/web.yaml": application("path: web, targetRevision: v1.2.3") });
  const misspelt = commit(clone, { "apps/web.yaml": application("path: wbe") });

  const shown = async (head: Revision) => {
    const self = { url: "https://github.com/acme/shop", branch: "main" };
    const { conclusion, applications, findings } = await check(clone, { base, head, self });
    const web = applications.find(
      ({ application: { path, why } }) => path === "web" && why.includes("Application web"),
    );
    const told = findings
      .filter(({ application }) => application === "web")
      .map(({ rule, severity }) => `${rule} ${severity}`);
    return { conclusion, plan: web?.plan.status, told };
  };

  expect(await shown(tagged)).toEqual({ conclusion: "passed", plan: "unknown", told: ["not-rendered warning"] });
  expect(await shown(misspelt)).toEqual({ conclusion: "failed", plan: "unknown", told: ["not-rendered error"] });
});

test("a chart that asks for values nobody gives only warns, unless the change makes it ask", async () => {
  const clone = createRepository(join(folder.path, "asking"));
  const chart = (template: string) => ({
    "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "chart/templates/a.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  host: ${template}\n`,
  });
  const fine = commit(clone, chart("example.org"));
  const asking = commit(clone, chart('{{ required "Say a host." .Values.host }}'));
  const still = commit(clone, chart('{{ required "Say the host." .Values.host }}'));

  const begins = await check(clone, { base: fine, head: asking });
  const goesOn = await check(clone, { base: asking, head: still });

  expect(begins.conclusion).toBe("failed");
  expect(goesOn.conclusion).toBe("passed");
  expect(goesOn.findings).toMatchObject([
    { rule: "lacks-values", severity: "warning", path: "chart/templates/a.yaml", line: 6 },
  ]);
  expect(goesOn.applications).toMatchObject([{ status: "passed", plan: { status: "unknown" } }]);
});

test("a schema error fails on the line of the source, in every environment it reaches", async () => {
  const clone = createRepository(join(folder.path, "schema"));
  const base = commit(clone, overlays("web", "1.0.0"));
  const head = commit(clone, {
    "web/base/deployment.yaml": deployment("web").replace("replicas: 1", "replicas: many"),
  });

  const report = await check(clone, { base, head });

  expect(report.conclusion).toBe("failed");
  expect(report.findings.filter(({ severity }) => severity === "error").map(place)).toEqual([
    "schema web/base/deployment.yaml:4 dev",
    "schema web/base/deployment.yaml:4 prod",
  ]);
});

test("an application that cannot be rendered is never passed over", async () => {
  const clone = createRepository(join(folder.path, "remote"));
  const base = commit(clone, overlays("web", "1.0.0"));
  const head = commit(clone, {
    "web/overlays/prod/kustomization.yaml": "resources:\n  - ../../base\n  - https://example.com/extra.yaml\n",
  });

  const report = await check(clone, { base, head });

  expect(report.conclusion).toBe("errored");
  const prod = report.applications.find(({ application }) => application.environment === "prod");
  expect(prod).toMatchObject({ status: "errored", plan: { status: "unknown" } });
  expect(prod?.reason).toContain("web/overlays/prod/kustomization.yaml:3");
});

test("a broken kustomization fails on its line, and mending it passes although its base never rendered", async () => {
  const clone = createRepository(join(folder.path, "mended"));
  const good = commit(clone, overlays("web", "1.0.0"));
  const broken = commit(clone, {
    "web/overlays/dev/kustomization.yaml": "resources:\n  - ../../base\n  - gone.yaml\n",
  });
  const mended = commit(clone, { "web/overlays/dev/kustomization.yaml": overlay("web", "1.0.0") });

  const breaking = await check(clone, { base: good, head: broken });
  const mending = await check(clone, { base: broken, head: mended });

  expect(breaking.conclusion).toBe("failed");
  expect(breaking.findings.map(place)).toEqual(["render web/overlays/dev/kustomization.yaml:3 dev"]);
  expect(mending.conclusion).toBe("passed");
  expect(mending.applications[0]?.plan).toMatchObject({
    status: "known",
    note: expect.stringContaining("did not render"),
  });
});

test.each([
  ["a manifest that kustomize reads", "web/base/deployment.yaml", "kind: Deployment\nspec: {\n", ["dev", "prod"]],
  ["a patch", "web/patches/one.yaml", "kind: Deployment\nspec: {\n", ["dev", "prod"]],
  ["a kustomization", "web/base/kustomization.yaml", "resources: [\n", ["dev", "prod"]],
  ["a plain manifest", "plain/a.yaml", "apiVersion: v1\nkind: Secret\ndata: {\n", ["default"]],
] as const)(
  "a file that cannot be read is said once for each application: %s",
  async (name, path, text, environments) => {
    const clone = createRepository(join(folder.path, `unreadable ${name}`));
    const plain = { "plain/a.yaml": deployment("a"), "plain/b.yaml": deployment("b") };
    const patched = {
      "web/base/kustomization.yaml": "resources:\n  - deployment.yaml\npatches:\n  - path: ../patches/one.yaml\n",
      "web/patches/one.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\n",
    };
    const base = commit(clone, { ...overlays("web", "1.0.0"), ...(name === "a patch" && patched), ...plain });
    const head = commit(clone, { [path]: text });

    const report = await check(clone, { base, head });

    expect(report.findings.map(place)).toEqual(
      environments.map((environment) => `yaml ${path}:${text.split("\n").length} ${environment}`),
    );
    expect(report.applications.map(({ status }) => status)).toEqual(environments.map(() => "failed"));
  },
);

test("the head is judged as merged into the base, not as it was branched off", async () => {
  const clone = createRepository(join(folder.path, "merge"));
  const start = commit(clone, overlays("web", "1.0.0"));
  git(clone, "checkout", "--quiet", "-b", "topic");
  const head = commit(clone, { "web/overlays/prod/kustomization.yaml": overlay("web", "1.1.0") });
  git(clone, "checkout", "--quiet", "main");
  const base = commit(clone, { "web/overlays/dev/kustomization.yaml": overlay("web", "1.2.0") });

  const report = await check(clone, { base, head });

  expect(report.applications.map(({ application }) => application.environment)).toEqual(["prod"]);
  expect(start).not.toBe(base);
});

test("a head that does not merge cannot be judged", async () => {
  const clone = createRepository(join(folder.path, "conflict"));
  commit(clone, overlays("web", "1.0.0"));
  git(clone, "checkout", "--quiet", "-b", "topic");
  const head = commit(clone, { "web/overlays/prod/kustomization.yaml": overlay("web", "1.1.0") });
  git(clone, "checkout", "--quiet", "main");
  const base = commit(clone, { "web/overlays/prod/kustomization.yaml": overlay("web", "1.2.0") });

  const report = await check(clone, { base, head });

  expect(report.conclusion).toBe("errored");
  expect(report.errors).toEqual([
    "The head does not merge into the base: web/overlays/prod/kustomization.yaml conflict. Resolve the conflicts and push.",
  ]);
});

test("the head's configuration is previewed and never obeyed", async () => {
  const clone = createRepository(join(folder.path, "configuration"));
  const base = commit(clone, { ...overlays("web", "1.0.0"), ".github/fairlead.yml": "version: 1\n" });
  const head = commit(clone, {
    ".github/fairlead.yml": "version: 1\nchecks:\n  schema: { level: off }\n",
    "web/base/deployment.yaml": deployment("web").replace("replicas: 1", "replicas: many"),
  });

  const report = await check(clone, { base, head });

  expect(report.conclusion).toBe("failed");
  expect(report.preview.join("\n")).toContain("schema");
});

test("every problem of the head's configuration is a finding on its line", async () => {
  const clone = createRepository(join(folder.path, "configuration-problems"));
  const base = commit(clone, overlays("web", "1.0.0"));
  const head = commit(clone, {
    ".github/fairlead.yml": "version: 2\nenvironments:\n  - name: prod\n    after: [staging]\n",
  });

  const report = await check(clone, { base, head });

  expect(report.conclusion).toBe("failed");
  expect(report.findings.map(place)).toEqual([
    "configuration .github/fairlead.yml:1 null",
    "configuration .github/fairlead.yml:4 null",
  ]);
});

test("a base whose configuration is broken can be mended", async () => {
  const clone = createRepository(join(folder.path, "configuration-mended"));
  const base = commit(clone, { ...overlays("web", "1.0.0"), ".github/fairlead.yml": "version: 2\n" });
  const head = commit(clone, { ".github/fairlead.yml": "version: 1\n" });

  const report = await check(clone, { base, head });

  expect(report.conclusion).toBe("passed");
  expect(report.notes.join("\n")).toContain("cannot be read");
});

test("without a base everything is judged and nothing is planned", async () => {
  const clone = createRepository(join(folder.path, "all"));
  const head = commit(clone, { ...overlays("web", "1.0.0"), ...overlays("api", "1.0.0") });

  const report = await check(clone, { base: null, head });

  expect(report.applications.map(({ application: { name, environment } }) => `${name} ${environment}`)).toEqual([
    "api dev",
    "api prod",
    "web dev",
    "web prod",
  ]);
  expect(report.applications.every(({ plan }) => plan.status === "known" && plan.changes.length === 0)).toBe(true);
});

test("a name that nothing has is an error, not an empty answer", async () => {
  const clone = createRepository(join(folder.path, "names"));
  const head = commit(clone, overlays("web", "1.0.0"));

  const report = await check(clone, { base: null, head, environments: ["pord"] });

  expect(report.conclusion).toBe("errored");
  expect(report.errors).toEqual(['No environment is called "pord": there are dev, prod.']);
});

test("a change that touches nothing we judge passes", async () => {
  const clone = createRepository(join(folder.path, "nothing"));
  const base = commit(clone, overlays("web", "1.0.0"));
  const head = commit(clone, { "README.md": "# Web\n" });

  const report = await check(clone, { base, head });

  expect(report).toMatchObject({ conclusion: "passed", applications: [], findings: [] });
});

test("a check that throws makes the report errored, with its reason", async () => {
  const clone = createRepository(join(folder.path, "throws"));
  const base = commit(clone, overlays("web", "1.0.0"));
  const head = commit(clone, { "web/overlays/prod/kustomization.yaml": overlay("web", "1.1.0") });
  const broken: PolicyRunner = { ...noPolicies, load: () => Promise.reject(new Error("opa is gone")) };

  const report = await check(clone, { base, head }, broken);

  expect(report.conclusion).toBe("errored");
  expect(report.errors.join("\n")).toContain("opa is gone");
});

test("a check that says it could not judge makes the report errored, with its reason", async () => {
  const clone = createRepository(join(folder.path, "says"));
  const base = commit(clone, overlays("web", "1.0.0"));
  const head = commit(clone, { "web/overlays/prod/kustomization.yaml": overlay("web", "1.1.0") });
  const problems = [{ path: "policies/empty.rego", line: 3, message: "unexpected eof" }];
  const broken: PolicyRunner = { ...noPolicies, load: async () => ({ status: "broken", problems }) };

  const report = await check(clone, { base, head }, broken);

  expect(report.conclusion).toBe("errored");
  expect(report.errors.join("\n")).toContain("policies/empty.rego:3: unexpected eof");
});

test("the same revisions give the same report and digest", async () => {
  const clone = createRepository(join(folder.path, "same"));
  const base = commit(clone, overlays("web", "1.0.0"));
  const head = commit(clone, { "web/overlays/prod/kustomization.yaml": overlay("web", "1.1.0") });

  expect(await check(clone, { base, head })).toEqual(await check(clone, { base, head }));
});

async function check(
  directory: string,
  request: Partial<CheckRequest> & { readonly head: Revision },
  policies = noPolicies,
): Promise<Report> {
  return checkRange(
    {
      base: null,
      environments: [],
      applications: [],
      pullRequest: null,
      self: null,
      hosted: null,
      waivers: [],
      now: 0,
      ...request,
    },
    {
      repository: await openClone(directory, env),
      tools,
      workspaces: createWorkspaces(),
      charts: noCharts,
      terraformPlans: noTerraformPlans,
      renders: createRenders(),
      policies,
      bundles: noBundles,
      schemaLocations: noSchemaLocations,
      expressions: noExpressions,
      builtInPolicies: new Map([["policies/empty.rego", "package empty\n"]]),
      signal: new AbortController().signal,
    },
  );
}

function plans({ applications }: Report): readonly string[] {
  return applications.flatMap(({ application, status, plan }) =>
    (plan.status === "known" ? plan.changes : []).map(
      ({ action, id, fields, sources }) =>
        `${application.name} ${application.environment} ${status}: ${action} ${id.kind} ${id.name} ${fields.map(({ path }) => path).join(" ")} ${sources.map(({ path, line }) => `${path}:${line}`).join(" ")}`,
    ),
  );
}

function place({ check: name, path, line, environment }: Report["findings"][number]): string {
  return `${name} ${path}:${line} ${environment}`;
}

function overlays(name: string, tag: string): Record<string, string> {
  return {
    [`${name}/base/kustomization.yaml`]: "resources:\n  - deployment.yaml\n",
    [`${name}/base/deployment.yaml`]: deployment(name),
    [`${name}/overlays/dev/kustomization.yaml`]: overlay(name, tag),
    [`${name}/overlays/prod/kustomization.yaml`]: overlay(name, tag),
  };
}

function overlay(name: string, tag: string): string {
  return `resources:\n  - ../../base\nimages:\n  - name: ghcr.io/acme/${name}\n    newTag: ${tag}\n`;
}

function deployment(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec: { replicas: 1, selector: { matchLabels: { app: ${name} } }, template: {
    metadata: { labels: { app: ${name} } },
    spec: { containers: [{ name: ${name}, image: "ghcr.io/acme/${name}" }] } } }
`;
}
