import fc from "fast-check";
import { expect, test } from "vitest";
import { configPath, defaultConfig, parseConfig } from "../../src/config/parse.ts";

test("the configuration of the documentation parses, with its defaults filled in", () => {
  const parsed = parseConfig(`
version: 1
discovery:
  exclude: ["**/testdata/**"]
applications:
  - name: web
    path: apps/web/overlays/{environment}
    renderer: kustomize
    dependsOn: [database]
environments:
  - name: dev
    autoSync: true
    target: dev-cluster
  - name: prod
    after: [dev]
    soak: 30m
    requires: [approved, undiverged]
    approvals: { count: 2, from: ["team:acme/platform"] }
    windows: [{ allow: "Mon-Thu 08:00-16:00" }]
    permissions: { sync: ["team:acme/sre"], rollback: ["role:maintain"], lock: ["role:write"] }
    target: { type: github-actions, workflow: deploy.yml }
report: { ignore: ["metadata.labels[helm.sh/chart]"] }
notifications: [{ url: slack-deploys, events: [sync.failed, drift.detected] }]
`);

  expect(parsed).toMatchObject({
    ok: true,
    config: {
      environments: [
        { name: "dev", autoSync: true, after: [], prune: false, permissions: {} },
        { approvals: { count: 2, preventSelf: true }, windows: [{ timezone: "UTC" }] },
      ],
      report: { reviewComments: true, requestChanges: false },
    },
  });
});

test("an absent, an empty and a commented-out file mean the defaults", () => {
  const config = defaultConfig();

  expect(config).toMatchObject({ version: 1, environments: [], applications: [], discovery: { exclude: [] } });
  for (const text of ["", "\n", "# nothing yet\n", "---\n"]) expect(parseConfig(text)).toEqual({ ok: true, config });
  expect(configPath).toBe(".github/fairlead.yml");
});

/** One mistake each: the text, then where and how it is told. */
const mistakes: readonly (readonly [string, string])[] = [
  ["version: 2", "1:10 version: 2 is not 1"],
  ["environment: []", "1:1 environment: there is no such key; did you mean environments?"],
  ["discovery: {exclud: []}", "1:13 discovery.exclud: there is no such key; did you mean exclude?"],
  [
    "report: {zzz: 1}",
    "1:10 report.zzz: there is no such key; known are reviewComments, effects, requestChanges, hideNoise, ignore",
  ],
  ["environments: {}", "1:15 environments: this map is not a list"],
  ["environments: [{}]", '1:16 environments[0]: the key "name" is missing'],
  ["environments: [{name: 5}]", "1:23 environments[0].name: 5 is not a text; write it in quotes"],
  [
    "environments:\n  - name: a\n    soak: '30'",
    '3:11 environments[0].soak: "30" is not a duration such as 30m, 1h30m or 2d',
  ],
  ["environments:\n  - name: a\n    soak:", "3:5 environments[0].soak: an empty value is not a text"],
  [
    "environments: [{name: a, windows: [{allow: 'Mon 8-16'}]}]",
    '1:44 environments[0].windows[0].allow: "Mon 8-16" is not a time window such as "Mon-Thu 08:00-16:00"',
  ],
  [
    "environments: [{name: a, windows: [{allow: 'Mon 08:00-16:00', timezone: Mars/Base}]}]",
    '1:73 environments[0].windows[0].timezone: "Mars/Base" is not a time zone such as Europe/Amsterdam or UTC',
  ],
  [
    "environments: [{name: a, requires: [aproved]}]",
    '1:37 environments[0].requires[0]: "aproved" is not one of approved, mergeable, undiverged; did you mean approved?',
  ],
  [
    "environments: [{name: a, permissions: {sync: [octocat]}}]",
    '1:47 environments[0].permissions.sync[0]: "octocat" is not a reference such as user:octocat, team:acme/platform or role:maintain',
  ],
  ["environments: [{name: a, approvals: {count: 0}}]", "1:45 environments[0].approvals.count: 0 is below 1"],
  [
    "environments: [{name: a, target: {type: github-action}}]",
    '1:34 environments[0].target: "github-action" is no type; known are github-actions, git-branch, deployment',
  ],
  ["environments: [{name: a, target: {type: git-branch}}]", '1:34 environments[0].target: the key "branch" is missing'],
  ["environments: [{name: a, target: 5}]", "1:34 environments[0].target: 5 is not a text or a map; write it in quotes"],
  ["environments: [{name: a}, {name: a}]", '1:34 environments[1].name: "a" is already the name of environments[0]'],
  [
    "environments: [{name: staging}, {name: prod, after: [stagin]}]",
    '1:54 environments[1].after[0]: no environment is named "stagin"; did you mean staging?',
  ],
  [
    "environments: [{name: a, after: [b]}, {name: b, after: [a]}]",
    "1:57 environments[1].after[0]: this closes a circle: a comes after b comes after a",
  ],
  ["environments: [{name: a, after: [a]}]", "1:34 environments[0].after[0]: this closes a circle: a comes after a"],
  [
    "discovery: {exclude: ['../x']}",
    '1:23 discovery.exclude[0]: "../x" is not a glob below the repository\'s root such as "**/testdata/**"',
  ],
  [
    "discovery: {exclude: ['a/[b']}",
    '1:23 discovery.exclude[0]: "a/[b" is not a glob below the repository\'s root such as "**/testdata/**"',
  ],
  [
    "applications: [{name: a, path: '{cluster}/a'}]",
    '1:32 applications[0].path: "{cluster}/a" is not a path below the repository\'s root such as apps/web/overlays/{environment}',
  ],
  [
    "applications: [{name: a, path: x}, {name: a, path: y}]",
    '1:43 applications[1].name: "a" is already the name of applications[0]; one entry can stand for several environments with {environment} in its path',
  ],
  [
    "report: {ignore: ['a..b']}",
    '1:19 report.ignore[0]: "a..b" is not a field\'s path such as metadata.labels[helm.sh/chart]',
  ],
  ["notifications: [{url: chat, events: []}]", "1:37 notifications[0].events: this list may not be empty"],
  ["- version: 1", "1:1 this list is not a map"],
  ["version: 1\nversion: 1", '2:1 This is not YAML: The key "version" stands twice.'],
];

test.each(mistakes)("%j is told as %j", (text, told) => {
  expect(problems(text)).toEqual([told]);
});

test("every mistake is told at once, in the order of the file", () => {
  const text = mistakes[0]?.[0] ?? "";

  const found = problems(
    `${text}\nreport: {ignore: [""], nonsense: 1}\nenvironments: [{name: a, after: [b], soak: x}]`,
  );

  expect(found).toHaveLength(5);
  expect(found.map((line) => line.split(":")[0])).toEqual(["1", "2", "2", "3", "3"]);
});

test("a mistake behind an alias and in a merged map still has a line of the file", () => {
  const found = problems("environments:\n  - &a {name: a, soak: '1'}\n  - <<: *a\n    name: b");

  expect(found.map((line) => line.split(" ")[0])).toEqual(["2:24", "3:5"]);
});

test("a webhook's address is not repeated in the message, because it is a secret", () => {
  const [found] = problems("notifications: [{url: 'https://hooks.example/T0/SECRET', events: [sync.failed]}]");

  expect(found).toContain("notifications[0].url: this text is not a name");
  expect(found).not.toContain("SECRET");
});

test("a file made to be slow is refused, not expanded", () => {
  const bomb = [
    "a: &a [x, x, x, x, x, x, x, x, x]",
    ...Array.from("bcdefgh", (name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[index]}`)}]`),
  ];

  expect(problems(bomb.join("\n"))[0]).toMatch(/^1:1 The file cannot be read: Excessive alias count/);
  expect(problems(`# ${"x".repeat(600_000)}`)[0]).toMatch(/longer than 512 KiB/);
});

test("a file made of mistakes is told in bounded time and number", () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `e${index}`);
  const chain = many.map((name, index) => `  - {name: ${name}, after: [${many[index + 1]}]}`).slice(0, 9_000);

  expect(problems(many.map((name) => `${name}: 1`).join("\n")).length).toBe(1000);
  expect(problems(`environments:\n${chain.join("\n")}`)).toEqual([
    "2:3 environments: this list has more than 1000 elements",
  ]);
});

test("a version that YAML reads as a number is told to be quoted, and nothing else", () => {
  expect(problems("checks: {schema: {kubernetesVersion: 1.30}}")).toEqual([
    "1:38 checks.schema.kubernetesVersion: 1.3 is not a text; write it in quotes",
  ]);
});

test("no text makes the parser throw, and every problem lies in the file", () => {
  const word = fc.constantFrom(
    "environments",
    "name",
    "after",
    "soak",
    "[",
    "]",
    "{",
    "}",
    ":",
    " ",
    "\n",
    "- ",
    "&a ",
    "*a",
    "x",
    "1",
    "~",
    "<<",
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const text = words.join("");
      const parsed = parseConfig(text);
      const lines = text.split("\n").length;
      expect(parsed.ok || parsed.problems.every(({ line, column }) => line >= 1 && line <= lines && column >= 1)).toBe(
        true,
      );
      expect(parsed.ok || parsed.problems.length > 0).toBe(true);
    }),
    { numRuns: 500 },
  );
});

function problems(text: string): readonly string[] {
  const parsed = parseConfig(text);
  return parsed.ok ? [] : parsed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}
