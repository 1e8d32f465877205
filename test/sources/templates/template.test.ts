import fc from "fast-check";
import { expect, test } from "vitest";
import { actionsOf } from "../../../src/sources/templates/actions.ts";
import { matchesText } from "../../../src/sources/templates/locate.ts";
import { readTemplate, type TemplateNode } from "../../../src/sources/templates/template.ts";

/** `line key` of every node, indented, with what of the values it writes. */
function outline(nodes: readonly TemplateNode[], depth = 0): string[] {
  return nodes.flatMap(({ line, key, isElement, references, children }) => {
    const written = references.map((one) => ` <${one.join(".")}>`).join("");
    return [`${"  ".repeat(depth)}${line} ${isElement ? "-" : key}${written}`, ...outline(children, depth + 1)];
  });
}

test("words, fields and texts of actions are told, and comments are passed over", () => {
  const text = 'a: {{- include "}}" .Values.a | quote -}} {{/* {{ now }} */}} {{ `}}` }}\n{{ $x.y := 1 }}{{ open';

  expect(actionsOf(text).map(({ tokens }) => tokens.map((token) => token.text))).toEqual([
    ["include", '"}}"', ".Values.a", "|", "quote"],
    [],
    ["`}}`"],
    ["$x.y", ":=", "1"],
  ]);
  expect(text.slice(actionsOf(text)[0]?.tokens[2]?.offset).startsWith(".Values.a")).toBe(true);
});

test("a template is read as the YAML it is going to be", () => {
  const [document] = readTemplate(`{{- if .Values.enabled }}
{{- $image := .Values.image }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "web.name" . }}
  labels:
    {{- include "web.labels" . | nindent 4 }}
    {{ .Values.key }}: yes
  {{- with .Values.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  replicas: {{ .Values.replicas | default 1 }}
  containers:
  - name: web
    image: "{{ $image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
    args: [a]
    env:
      {{- range $key, $value := .Values.env }}
      - name: {{ $key }}
        value: {{ $value | quote }}
      {{- end }}
      - {name: B}
    command:
      - {{ index .Values "odd-name" "x" }}
  text: |
    kind: {{ .Values.text }}
  {{- if and .Values.a (not $.Values.b) }}
  after: {{ .Values.c }}{{ else }}
  after: d
  {{- end }}
{{- end }}
`);

  expect(document?.line).toBe(3);
  expect(document?.conditions).toEqual([["Values", "enabled"]]);
  expect(outline(document?.nodes ?? [])).toEqual([
    "3 apiVersion",
    "4 kind",
    "5 metadata",
    "  6 name",
    "  7 labels",
    "    9 {{ .Values.key }} <Values.key>",
    "  11 annotations <Values.annotations>",
    "14 spec",
    "  15 replicas <Values.replicas>",
    "  16 containers",
    "    17 -",
    "      17 name",
    "      18 image <Values.image.repository> <Values.image.tag> <Chart.AppVersion>",
    "      19 args",
    "      20 env",
    "        22 -",
    "          22 name <Values.env.*>".replace(" <Values.env.*>", ""),
    "          23 value <Values.env.*>",
    "        25 -",
    "      26 command",
    "        27 - <Values.odd-name.x>",
    "  28 text <Values.text>",
    "  31 after <Values.c>",
    "  32 after",
  ]);
});

test("documents of one file begin where they write something", () => {
  const documents = readTemplate(
    "# a comment\n---\n{{/* none */}}\na: 1\n---\n---\n{{ if .Values.b }}\nb: 1\n{{ end }}\n",
  );

  expect(documents.map(({ index, line, conditions }) => [index, line, conditions])).toEqual([
    [0, 4, []],
    [1, 8, [["Values", "b"]]],
  ]);
});

test.each([
  ["web", "web", true],
  ['"web"', "web", true],
  ["web # why", "web", true],
  ["{{ .a }}-web", "x-web", true],
  ["{{ .a }}-web", "x-webs", false],
  ["a-{{ .a }}-{{ .b }}", "a-1-2", true],
  ["a-{{ .a }}-{{ .b }}", "b-1-2", false],
])("%s may write %s: %s", (written, text, expected) => {
  expect(matchesText(written, text)).toBe(expected);
});

test("no text makes the reader throw, nor takes it long", () => {
  const piece = fc.constantFrom(
    "{{",
    "}}",
    "-",
    " ",
    "\n",
    ":",
    "a",
    "'",
    '"',
    "`",
    "/*",
    "*/",
    "|",
    "if",
    "end",
    "range",
    ".Values.x",
    "---",
    "{",
    "#",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
      const text = pieces.join("");
      for (const { line } of readTemplate(text)) expect(line).toBeLessThanOrEqual(text.split("\n").length);
    }),
  );
  for (const one of ["{{", " ", "- ", "{{a}}", "a: ", "{{/*", '"', "{{`"]) readTemplate(one.repeat(200_000));
});
