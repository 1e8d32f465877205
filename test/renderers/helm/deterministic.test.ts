import { describe, expect, test } from "vitest";
import type { Tools } from "../../../src/ports/tools.ts";
import { stableOf } from "../../../src/renderers/helm/compare.ts";
import { tools } from "../rendering.ts";
import { chart, configMap, hasHelm, objects, packed, render, rendered, told } from "./charts.ts";

const secret = (data: string) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  ${data}\n`;
const web = (...templates: string[]) => ({
  "web/Chart.yaml": chart("web"),
  ...Object.fromEntries(templates.map((text, index) => [`web/templates/${index}.yaml`, text])),
});
const dataOf = async (text: string) => {
  const [object] = objects(await render(web(configMap("a", text))));
  return object?.data;
};

describe.skipIf(!hasHelm)("what is different at every render", () => {
  test.each([
    ["a: '{{ randAlphaNum 5 }}'", "notdeterministic"],
    ["a: x-{{ randAlpha 5 | lower }}-y", "x-notdeterministic-y"],
    ["a: '{{ randNumeric 1 }}'", "notdeterministic"],
    ["a: '{{ 12 | randAscii | b64enc }}'", "notdeterministic"],
    ["a: '{{ randBytes 3 }}'", "notdeterministic"],
    ["a: '{{ randInt 0 2 }} * * * *'", "notdeterministic"],
    ["a: '{{ shuffle \"ab\" }}'", "notdeterministic"],
    ["a: {{ uuidv4 | quote }}", "notdeterministic"],
    ["a: '{{ now | date \"2006\" }}'", "notdeterministic"],
    ["a: '{{ now | unixEpoch }}'", "notdeterministic"],
    ["a: '{{ (genPrivateKey \"ed25519\") | b64enc }}'", "notdeterministic"],
    ["a: '{{ (genCA \"x\" 1).Cert | b64enc }}'", "notdeterministic"],
    ['a: \'{{ htpasswd "me" "x" }}\'', "notdeterministic"],
    ["a: '{{ bcrypt \"x\" }}'", "notdeterministic"],
    ["a: '{{ tpl \"{{ uuidv4 }}\" . }}'", "notdeterministic"],
    ['a: \'{{ derivePassword 1 "long" "x" "me" "site" }}\'', expect.stringMatching(/^.{14}$/)],
    ["a: '{{ randInt 5 5 }}'", "5"],
    ["a: '{{ \"now\" }} {{ .Values.now }}'", "now "],
  ])("%s", async (text, expected) => {
    expect(await dataOf(text)).toEqual({ a: expected });
  });

  test("is told at the template's line, once for each, and nowhere when nothing of it is rendered", async () => {
    const files = web(
      secret("a: {{ randAlphaNum 5 | b64enc }}\n  b: {{ genCA `x` 1 | toString | b64enc }}"),
      "{{- if .Values.never }}{{ now }}{{ end -}}",
    );
    const never = web("{{- if .Values.never }}{{ now }}{{ end -}}", configMap("a", "a: b"));

    expect(told(await render(files))).toEqual(
      [
        ["0.yaml:6", "randAlphaNum"],
        ["0.yaml:7", "genCA"],
        ["1.yaml:1", "now"],
      ].map(
        ([place, name]) =>
          `web/templates/${place} not-deterministic: \`${name}\` answers something else every time: what it writes cannot be compared, and changes with every deployment that renders it again.`,
      ),
    );
    expect(rendered(await render(files)).findings.map(({ severity }) => severity)).toEqual([
      "notice",
      "notice",
      "notice",
    ]);
    expect(told(await render(never))).toEqual([]);
  });

  test("leaves the lines of a text that are the same, and gives the same bytes every time", async () => {
    const files = web(
      configMap("a", "a: |\n    first: 1\n    key: {{ randAlphaNum 30 }}\n    last: {{ .Values.last }}"),
      secret(
        "tls.crt: {{ (genSelfSignedCert `x` nil nil 1).Cert | b64enc }}\n  at: {{ now | date `2006-01-02T15:04:05Z` | quote }}",
      ),
    );
    const values = { "web/values.yaml": "last: 2\n" };

    const [one, other] = [await render({ ...files, ...values }), await render({ ...files, ...values })];

    expect(objects(one)[1]).toMatchObject({ data: { a: "first: 1\nkey: notdeterministic\nlast: 2\n" } });
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  });

  test("in an archive is told where that is", async () => {
    const files = {
      "web/Chart.yaml": chart("web"),
      "web/charts/db-1.0.0.tgz": packed({
        "db/Chart.yaml": chart("db"),
        "db/templates/a.yaml": secret("a: {{ randAlphaNum 5 | b64enc }}"),
      }),
    };

    expect(told(await render(files))).toEqual([
      expect.stringMatching(/^web\/charts\/db-1\.0\.0\.tgz:1 not-deterministic: /),
    ]);
  });

  test("is looked for in values that are templates, too", async () => {
    const values = {
      from: "inline",
      values: { a: "{{ uuidv4 }}" },
      at: { path: "hr.yaml", line: 3 },
      document: 0,
      pointer: "/spec",
    } as const;
    const rendering = await render(web(configMap("a", "a: '{{ tpl .Values.a . }}'")), { values: [values] });

    expect(objects(rendering)).toMatchObject([{ data: { a: "notdeterministic" } }]);
    expect(told(rendering)).toEqual([expect.stringMatching(/^hr\.yaml:3 not-deterministic: `uuidv4` /)]);
  });

  test("and decides what there is, is not rendered", async () => {
    const files = web(
      configMap("a", "a: b"),
      `{{- range until (randInt 0 3) }}\n---\n${configMap("{{ . }}", "a: b")}{{ end }}`,
    );

    expect(told(await render(files))).toEqual([
      "web/templates/1.yaml:1 errored: Not rendered, because `randInt` decides what there is: another render gives other resources.",
    ]);
  });

  test("changes nothing about what is wrong with a chart", async () => {
    expect(told(await render(web(configMap("{{ randAlphaNum 5 | lower }}", "a: {{ .Values.a.b }}"))))).toEqual([
      "web/templates/0.yaml:6 template: This template fails: .Values.a.b: nil pointer evaluating interface {}.b.",
    ]);
  });
});

test.skipIf(!hasHelm)("a chart without such functions is rendered once", async () => {
  const runs: string[] = [];
  const counting: Tools = {
    ...tools,
    run: (tool, args, limits) => {
      runs.push(tool);
      return tools.run(tool, args, limits);
    },
  };

  await render(web(configMap("a", "a: {{ .Release.Name }}")), {}, { tools: counting });
  expect(runs).toEqual(["helm"]);
  await render(web(configMap("a", "a: {{ uuidv4 }}")), {}, { tools: counting });
  expect(runs).toEqual(["helm", "helm", "helm"]);
});

test.skipIf(!hasHelm)("lookup finds nothing, and says so", async () => {
  const text = `{{ $found := lookup "v1" "Secret" "a" "b" }}\n${configMap("a", "a: '{{ len $found }}'")}`;
  const rendering = await render(web(text));

  expect(objects(rendering)).toMatchObject([{ data: { a: "0" } }]);
  expect(told(rendering)).toEqual([
    "web/templates/0.yaml:1 lookup: `lookup` asks the cluster and finds nothing in a render: what is deployed may differ from what is shown here.",
  ]);
});

test("two values share what is equal in them", () => {
  expect(stableOf({ a: 1, b: true, c: [1, "x"], d: null }, { a: 2, b: false, c: [1, "y"], d: null })).toEqual({
    value: { a: 1, b: false, c: [1, "notdeterministic"], d: null },
    differs: true,
  });
  expect(stableOf({ same: 1, one: 2 }, { same: 1, other: 2 })).toEqual({
    value: { same: 1, notdeterministic: "notdeterministic" },
    differs: true,
  });
  expect(stableOf([1, 2], [1])).toEqual({ value: ["notdeterministic"], differs: true });
  expect(stableOf({ a: [{ b: "x" }] }, { a: [{ b: "x" }] })).toEqual({ value: { a: [{ b: "x" }] }, differs: false });
  expect(stableOf("-----BEGIN X-----\na\nb", "-----BEGIN X-----\nc\nb").value).toBe("notdeterministic");
});
