import { expect, test } from "vitest";
import { complaints, deployment, type Files, hasKustomize, noTools, tools } from "../rendering.ts";
import { manifestsOf, renderBy } from "./recipes.ts";

/** Ten to the ninth elements in a few lines. */
const bomb = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata:\n  a: &a [x, x, x, x, x, x, x, x, x, x]\n${[
  ..."bcdefghij",
]
  .map((name, index) => `  ${name}: &${name} [${Array(10).fill(`*${"abcdefghi"[index]}`).join(", ")}]\n`)
  .join("")}`;

const indented = (text: string) => text.replaceAll(/^/gm, "      ");

test.each([
  ["in a resource", { "a/kustomization.yaml": "resources: [b.yaml]\n", "a/b.yaml": bomb }, "a/b.yaml"],
  ["in a patch", { "a/kustomization.yaml": "patches: [{path: b.yaml}]\n", "a/b.yaml": bomb }, "a/b.yaml"],
  [
    "in a kustomization",
    { "a/kustomization.yaml": bomb.replace(/^apiVersion.*\nkind.*\n/, "") },
    "a/kustomization.yaml",
  ],
  [
    "written in a kustomization",
    { "a/kustomization.yaml": `patches:\n  - patch: |\n${indented(bomb)}` },
    "a/kustomization.yaml",
  ],
] satisfies readonly (readonly [string, Files, string])[])(
  "an alias bomb %s never reaches kustomize",
  async (_, files, path) => {
    const rendering = await renderBy(files, "a", {}, { tools: noTools });

    expect(complaints(rendering)).toEqual([expect.stringMatching(new RegExp(`^${path}:\\d+ alias-bomb$`))]);
  },
);

/** What an author may write where kustomize takes a file or a directory. */
const hostile = [
  "https://127.0.0.1:1/x.yaml",
  "http://169.254.169.254/latest/meta-data",
  "http://[::1]/x",
  "file:///etc/passwd",
  "file://localhost/etc/passwd",
  "ssh://git@localhost/x.git",
  "git@localhost:x.git",
  "localhost:8080/x",
  "git::file:///srv/x",
  "s3::https://s3.amazonaws.com/x",
  "/etc/passwd",
  "/proc/self/environ",
  "../../../../../etc/passwd",
  "../..//etc/passwd",
  "./../../x",
];

const entries: readonly (readonly [string, (target: string) => string])[] = [
  ["resources", (target) => `resources:\n  - ${target}\n`],
  ["components", (target) => `components:\n  - ${target}\n`],
  ["bases", (target) => `bases:\n  - ${target}\n`],
  ["patches", (target) => `patches:\n  - path: ${target}\n`],
  ["patchesStrategicMerge", (target) => `patchesStrategicMerge:\n  - ${target}\n`],
  ["replacements", (target) => `replacements:\n  - path: ${target}\n`],
  ["configMapGenerator", (target) => `configMapGenerator:\n  - {name: x, files: ["k=${target}"]}\n`],
  ["envs", (target) => `secretGenerator:\n  - {name: x, envs: ["${target}"]}\n`],
  ["crds", (target) => `crds:\n  - ${target}\n`],
  ["configurations", (target) => `configurations:\n  - ${target}\n`],
  ["openapi", (target) => `openapi:\n  path: ${target}\n`],
  ["generators", (target) => `generators:\n  - ${target}\n`],
  ["transformers", (target) => `transformers:\n  - ${target}\n`],
  ["validators", (target) => `validators:\n  - ${target}\n`],
  ["valuesFile", (target) => `helmCharts:\n  - {name: c, releaseName: x, valuesFile: "${target}"}\n`],
];

test.each(entries)(
  "whatever %s names outside the repository is refused by one sentence, and nothing runs",
  async (_, write) => {
    for (const target of hostile) {
      const files = { "a/kustomization.yaml": write(target), "a/charts/c/Chart.yaml": "name: c\nversion: 1.0.0\n" };

      const rendering = await renderBy(files, "a", {}, { tools: noTools });

      expect(complaints(rendering)).toEqual([expect.stringMatching(/^a\/kustomization\.yaml:[12] errored$/)]);
    }
  },
);

const run = "annotations: {config.kubernetes.io/function: 'exec: {path: ./run.sh}'}";
const image = "annotations: {config.kubernetes.io/function: 'container: {image: x}'}";

test.each([
  `{apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: x, ${run}}}`,
  `{apiVersion: builtin, kind: PrefixTransformer, metadata: {name: x, ${image}}}`,
  "{apiVersion: someteam.example.com/v1, kind: ChartInflator, metadata: {name: x}}",
  "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}",
  "{apiVersion: builtin, kind: HelmChartInflationGenerator, metadata: {name: x}, name: c, repo: 'https://example.com'}",
])("a plugin that would run a program is refused in every place: %s", async (plugin) => {
  for (const field of ["generators", "transformers", "validators"]) {
    const named: Files = {
      "kustomization.yaml": `${field}: [p.yaml]\n`,
      "p.yaml": `${plugin}\n`,
      "run.sh": "#!/bin/sh\n",
    };
    const inline: Files = { "kustomization.yaml": `${field}:\n  - "${plugin.replaceAll('"', "'")}"\n` };

    for (const files of [named, inline])
      expect((await renderBy(files, ".", {}, { tools: noTools })).status).toBe("errored");
  }
});

test("directories that include each other end where the ring closes", async () => {
  const ring: Files = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [
      `d${index}/kustomization.yaml`,
      `resources: [../d${(index + 1) % 50}]\n`,
    ]),
  );

  expect(complaints(await renderBy(ring, "d0", {}, { tools: noTools }))).toEqual(["d49/kustomization.yaml:1 cycle"]);
});

test.skipIf(!hasKustomize)("more output than the limit, and more time, end in one sentence", async () => {
  const many = Array.from({ length: 400 }, (_, index) => `  - {name: cm${index}, files: [big.txt]}\n`).join("");
  const files = { "kustomization.yaml": `configMapGenerator:\n${many}`, "big.txt": "x\n".repeat(5000) };

  const printed = await renderBy(files, ".", {}, { limits: { timeoutMs: 60_000, maxOutputBytes: 100_000 } });
  const slow = await renderBy(files, ".", {}, { limits: { timeoutMs: 1, maxOutputBytes: 1 << 26 } });

  expect(printed).toMatchObject({ status: "errored", reason: "kustomize printed too much for . and was stopped." });
  expect(slow).toMatchObject({ status: "errored", reason: "kustomize took too long over . and was stopped." });
});

test("kustomize that runs out of memory is ours, not the author's", async () => {
  const stderr = "fatal error: runtime: out of memory\n\nruntime stack:\nruntime.throw({0x22})\n";
  const starved = { ...noTools, run: async () => ({ status: "ended" as const, code: 2, stdout: "", stderr }) };

  expect(await renderBy({ "kustomization.yaml": "resources: []\n" }, ".", {}, { tools: starved })).toMatchObject({
    status: "errored",
    reason: "kustomize wanted too much memory for . and was stopped.",
  });
});

test.skipIf(!hasKustomize)("no credential of this process is in reach of a build", async () => {
  process.env.FAIRLEAD_TEST_CREDENTIAL = "hunter2";
  const asked: string[][] = [];
  const watching = {
    ...tools,
    run: (...given: Parameters<typeof tools.run>) => {
      asked.push([...given[1], JSON.stringify(given[2])]);
      return tools.run(...given);
    },
  };
  const files = {
    "kustomization.yaml": "resources: [web.yaml]\nconfigMapGenerator:\n  - name: x\n    envs: [names.env]\n",
    "names.env": "FAIRLEAD_TEST_CREDENTIAL\nHOME\nPATH\n",
    "web.yaml": deployment("web"),
  };

  try {
    const rendering = await renderBy(files, ".", {}, { tools: watching });

    expect(complaints(rendering)).toEqual([1, 2, 3].map((line) => `names.env:${line} environment-value`));
    const made = manifestsOf(rendering).find(({ id }) => id.kind === "ConfigMap");
    expect(made?.object.data).toEqual({ FAIRLEAD_TEST_CREDENTIAL: "", HOME: "", PATH: "" });
    expect(JSON.stringify([rendering, asked])).not.toContain("hunter2");
    expect(JSON.stringify(rendering)).not.toContain(String(process.env.PATH));
  } finally {
    delete process.env.FAIRLEAD_TEST_CREDENTIAL;
  }
});
