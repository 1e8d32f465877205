import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { check } from "../../src/cli/check.ts";
import type { JsonReport } from "../../src/report/json-schema.ts";
import { commit, createRepository, git, temporaryDirectory } from "../adapters/git/repositories.ts";
import { recordingTerminal } from "./terminal.ts";

const folder = temporaryDirectory();
afterAll(() => folder.remove());

const noon = Date.UTC(2026, 5, 15, 12);
const config = (more = "") => `checks: {policy: {builtIn: off}}\nenvironments: [{name: dev}, {name: prod}]\n${more}`;

const web = (replicas: string, comment = "") =>
  `${comment}apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.27"}]}
`;

async function judge(directory: string, args: readonly string[], now = noon) {
  const { terminal, printed } = recordingTerminal({ directory, clock: { now: () => now } });
  const code = await check.run([...args], terminal);
  return { code, out: printed.out, err: printed.err };
}

async function report(directory: string, args: readonly string[], now = noon): Promise<JsonReport> {
  return JSON.parse((await judge(directory, [...args, "--format", "json"], now)).out) as JsonReport;
}

function waiverFile(fingerprint: string, until = "2026-06-30", rule = "schema/type"): string {
  return `waivers:
  - rule: ${rule}
    fingerprints: [${fingerprint}]
    owner: alice
    reason: The chart is mended upstream next week.
    until: ${until}
    ticket: OPS-7
`;
}

/** A repository whose base has a mistake nobody has waived, and the finding on it. */
async function mistaken(name: string, more = "") {
  const directory = createRepository(join(folder.path, name));
  commit(directory, { ".github/fairlead.yml": config(more), "apps/prod/web.yaml": web('"three"') });
  const { findings } = await report(directory, ["--all"]);
  const [finding] = findings;
  if (finding === undefined) throw new Error("Nothing is found.");
  return { directory, finding, findings };
}

test("a waiver on the base branch lets its finding pass until the end of its last day, and no longer", async () => {
  const { directory, finding } = await mistaken("waived");
  const base = commit(directory, {
    ".github/fairlead-waivers.yml": waiverFile(
      finding.fingerprint.slice(0, 32),
      "2026-06-30",
      `schema/${finding.rule}`,
    ),
  });
  commit(directory, { "apps/prod/web.yaml": web('"three"', "# One line further down.\n\n") });

  const args = ["--base", base];
  const during = await report(directory, [...args], Date.UTC(2026, 5, 30, 23, 59));
  const after = await report(directory, [...args], Date.UTC(2026, 6, 1));

  expect(during.conclusion).toBe("passed");
  expect(during.findings).toEqual([]);
  expect(after.conclusion).toBe("passed");
  const all = await report(directory, ["--all"], Date.UTC(2026, 5, 30, 23, 59));
  expect(all).toMatchObject({
    conclusion: "passed",
    findings: [{ severity: "notice", waiver: { owner: "alice", ticket: "OPS-7", severity: "error", endsSoon: true } }],
  });
  expect(await report(directory, ["--all"], Date.UTC(2026, 6, 1))).toMatchObject({ conclusion: "failed" });
});

test("a waived finding whose substance changes fails again", async () => {
  const { directory, finding } = await mistaken("substance");
  const base = commit(directory, {
    ".github/fairlead-waivers.yml": waiverFile(finding.fingerprint, "2026-06-30", finding.rule),
  });
  commit(directory, { "apps/prod/web.yaml": web('"thirty"') });

  const { conclusion, findings } = await report(directory, ["--base", base]);

  expect(conclusion).toBe("failed");
  expect(findings).toMatchObject([{ severity: "error", path: "apps/prod/web.yaml", line: 5 }]);
});

test("a waiver that the change itself brings is previewed and not obeyed", async () => {
  const { directory } = await mistaken("brought");
  const base = commit(directory, { "apps/prod/web.yaml": web("3") });
  commit(directory, { "apps/prod/web.yaml": web('"three"') });
  const { findings } = await report(directory, ["--base", base]);
  commit(directory, {
    ".github/fairlead-waivers.yml": waiverFile(findings[0]?.fingerprint ?? "", "2026-06-30", findings[0]?.rule),
  });

  const { conclusion, preview } = await report(directory, ["--base", base]);

  expect(conclusion).toBe("failed");
  expect(preview).toEqual([
    `A waiver would be added: ${findings[0]?.rule}, one finding, by alice until 2026-06-30: The chart is mended upstream next week.`,
  ]);
});

test("a waiver that lasts longer than the configuration allows does not count, and a note says so", async () => {
  const { directory, finding } = await mistaken("longest", "waivers: {longest: 10d}\n");
  commit(directory, { ".github/fairlead-waivers.yml": waiverFile(finding.fingerprint, "2026-06-30", finding.rule) });

  const { conclusion, notes } = await report(directory, ["--all"]);

  expect(conclusion).toBe("failed");
  expect(notes).toContain(
    `.github/fairlead-waivers.yml: the waiver of ${finding.rule} by alice lasts longer than 10d, so it does not count.`,
  );
});

test("whoever reviews a waiver that would not count is told so", async () => {
  const { directory, finding } = await mistaken("futile", "waivers: {longest: 10d}\n");
  const preview = async (until: string) => {
    const base = git(directory, "rev-parse", "main").trim();
    commit(directory, { ".github/fairlead-waivers.yml": waiverFile(finding.fingerprint, until, finding.rule) });
    return (await report(directory, ["--base", base])).preview[0];
  };

  expect(await preview("2026-06-30")).toMatch(/\. It lasts longer than 10d, so it would not count\.$/);
  expect(await preview("2026-06-01")).toMatch(/\. It is over already, so it would not count\.$/);
  expect(await preview("2026-06-20")).toMatch(/until 2026-06-20: The chart is mended upstream next week\.$/);
});

test("a file of waivers with mistakes is told line by line on the change that brings them, and waives nothing", async () => {
  const { directory } = await mistaken("mistakes");
  const base = commit(directory, { "README.md": "# Shop\n" });
  const text = `${waiverFile("0123456789abcdef0123456789abcdef")}    untl: 2026-01-01\n  - {rule: x, fingerprints: [z], owner: a, reason: short, until: 2026-02-30}\n`;
  commit(directory, { ".github/fairlead-waivers.yml": text });

  const { conclusion, findings } = await report(directory, ["--base", base]);

  expect(conclusion).toBe("failed");
  const lines = findings.map(({ path, line }) => `${path}:${line}`);
  expect(new Set(lines)).toEqual(new Set([".github/fairlead-waivers.yml:8", ".github/fairlead-waivers.yml:9"]));
  expect(findings.map(({ message }) => message).join("\n")).toContain('"2026-02-30" is no day of the calendar');
});

test("entries for the file of waivers can be printed, and waive what they were printed for", async () => {
  const { directory } = await mistaken("printed");
  const { out } = await judge(directory, ["--all", "--format", "waivers"]);
  const filled = out.replace('owner: ""', "owner: alice").replace('reason: ""', "reason: It is mended next week.");
  commit(directory, { ".github/fairlead-waivers.yml": filled });

  expect(await report(directory, ["--all"])).toMatchObject({ conclusion: "passed" });
});

test("the text tells what is waived, by whom, until when and why", async () => {
  const { directory, finding } = await mistaken("text");
  commit(directory, { ".github/fairlead-waivers.yml": waiverFile(finding.fingerprint, "2026-06-30", finding.rule) });

  const { out } = await judge(directory, ["--all"]);

  expect(out).toContain(
    `apps/prod/web.yaml:5: schema/${finding.rule}, by alice until 2026-06-30 (15 days left): The chart is mended upstream next week. [file-1]`,
  );
  expect(out).toMatch(/Passed [0-9a-f]+: 1 waived\n$/);
});

test("with a baseline only new findings fail, also where the old ones are touched", async () => {
  const { directory } = await mistaken("baseline");

  const written = await judge(directory, ["--all", "--write-baseline"]);
  const text = readFileSync(join(directory, ".github/fairlead-baseline.json"), "utf8");
  const base = commit(directory, { ".github/fairlead-baseline.json": text });
  commit(directory, { "apps/prod/web.yaml": web('"three"').replace("nginx:1.27", "nginx:1.28") });

  expect(written.out).toBe(".github/fairlead-baseline.json: 1 finding, 1 added, 0 gone\n");
  expect(await report(directory, ["--base", base])).toMatchObject({
    conclusion: "passed",
    findings: [{ severity: "notice", baseline: "error" }],
  });
  commit(directory, { "apps/prod/api.yaml": web('"four"').replaceAll("web", "api") });
  expect(await report(directory, ["--base", base])).toMatchObject({ conclusion: "failed" });
});

test("what the baseline has, was mended and comes back, is new", async () => {
  const { directory } = await mistaken("shrinks");
  await judge(directory, ["--all", "--write-baseline"]);
  const text = readFileSync(join(directory, ".github/fairlead-baseline.json"), "utf8");
  commit(directory, { ".github/fairlead-baseline.json": text });
  const mended = commit(directory, { "apps/prod/web.yaml": web("3") });
  const all = await report(directory, ["--all"]);
  commit(directory, { "apps/prod/web.yaml": web('"three"') });

  const { conclusion, findings } = await report(directory, ["--base", mended]);

  expect(all.notes).toContain(
    "1 of 1 findings in .github/fairlead-baseline.json are no longer there: --write-baseline leaves them out.",
  );
  expect(conclusion).toBe("failed");
  expect(findings).toMatchObject([{ severity: "error" }]);
});

test("what cannot be rendered is neither waived nor in a baseline", async () => {
  const directory = createRepository(join(folder.path, "unreadable"));
  commit(directory, {
    ".github/fairlead.yml": config("severity: {ceiling: notice}\n"),
    "apps/prod/kustomization.yaml": "resources: [gone.yaml]\n",
  });
  const { findings } = await report(directory, ["--all"]);
  const written = await judge(directory, ["--all", "--write-baseline"]);
  commit(directory, {
    ".github/fairlead-waivers.yml": waiverFile(findings[0]?.fingerprint ?? "", "2026-06-30", findings[0]?.rule),
  });

  expect(written.out).toBe(".github/fairlead-baseline.json: 0 findings, 0 added, 0 gone\n");
  expect(written.err).toContain("1 finding is left out: what cannot be read or rendered is in no baseline.\n");
  expect(await report(directory, ["--all"])).toMatchObject({
    conclusion: "failed",
    findings: [{ check: "render", severity: "error" }],
  });
});

test("--write-baseline takes the whole repository", async () => {
  const { directory } = await mistaken("whole");

  await expect(judge(directory, ["--write-baseline"])).rejects.toThrow("add --all");
});

test.each([
  ["a rule's level", "severity: {rules: {'schema/*': warning}}\n", "warning"],
  ["a ceiling", "severity: {ceiling: notice}\n", "notice"],
])("%s lowers what is found", async (_, more, severity) => {
  const { findings } = await mistaken(`severity ${severity}`, more);

  expect(findings).toMatchObject([{ severity }]);
});

test("a rule that is switched off says nothing, and an environment's own word goes first", async () => {
  const directory = createRepository(join(folder.path, "environments"));
  const text = `checks: {policy: {builtIn: off}}
severity: {rules: {"schema/*": off}}
environments:
  - name: dev
  - {name: prod, severity: {rules: {"schema/*": error}}}
`;
  commit(directory, {
    ".github/fairlead.yml": text,
    "apps/dev/web.yaml": web('"three"'),
    "apps/prod/web.yaml": web('"three"'),
  });

  const { findings } = await report(directory, ["--all"]);

  expect(findings.map(({ path, severity }) => [path, severity])).toEqual([["apps/prod/web.yaml", "error"]]);
});
