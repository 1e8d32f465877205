import fc from "fast-check";
import { expect, test } from "vitest";
import { createBudget } from "../../../../src/declarations/argocd/go-template/budget.ts";
import { evaluate } from "../../../../src/declarations/argocd/go-template/evaluate.ts";
import { TemplateProblem, type Value } from "../../../../src/declarations/argocd/go-template/value.ts";

const data: Value = {
  path: { path: "apps/web/prod", basename: "prod", segments: ["apps", "web", "prod"] },
  cluster: "eu-1",
  replicas: 3,
  large: 1234567,
  hosts: ["b.example", "a.example"],
  labels: { "acme.example/tier": "gold", zone: "z" },
  empty: "",
  nothing: null,
  on: true,
};

function fill(template: string, missingKeyIsError = false): string {
  return evaluate(template, data, { missingKeyIsError, budget: createBudget() });
}

test.each([
  ["{{ .path.basename }}-{{.cluster}}", "prod-eu-1"],
  ["{{ index .path.segments 1 }}", "web"],
  ['{{ index .labels "acme.example/tier" }}', "gold"],
  ['{{ .path.path | replace "/" "-" }}', "apps-web-prod"],
  ['{{- if eq .cluster "eu-1" }} one {{- else if .on }} two {{- else }} three {{- end }}', " one"],
  ["{{ if .empty }}a{{ else if .on }}b{{ else }}c{{ end }}", "b"],
  ["{{ range .hosts }}{{ . }},{{ end }}", "b.example,a.example,"],
  ["{{ range $i, $host := .hosts }}{{ $i }}={{ $host }} {{ end }}", "0=b.example 1=a.example "],
  ["{{ range $key, $value := .labels }}{{ $key }}:{{ $value }} {{ end }}", "acme.example/tier:gold zone:z "],
  ["{{ range .empty_list }}x{{ else }}none{{ end }}", "none"],
  ['{{ range .hosts }}{{ if eq . "a.example" }}{{ break }}{{ end }}{{ . }}{{ end }}', "b.example"],
  ['{{ range .hosts }}{{ if eq . "b.example" }}{{ continue }}{{ end }}{{ . }}{{ end }}', "a.example"],
  ["{{ with .labels }}{{ .zone }}{{ $.cluster }}{{ end }}", "zeu-1"],
  ["{{ with .nothing }}x{{ else }}y{{ end }}", "y"],
  ['{{ $x := .cluster }}{{ $x = print $x "!" }}{{ $x }}', "eu-1!"],
  ["{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}{{ $x }}", "1"],
  ["a {{- /* a note */ -}} b", "ab"],
  ["{{ .replicas }} {{ .large }} {{ .large | int }}", "3 1.234567e+06 1234567"],
  ["{{ .missing }} {{ .missing.deeper }}", "<no value> <no value>"],
  ["{{ .hosts }} {{ .labels }}", "[b.example a.example] map[acme.example/tier:gold zone:z]"],
  ["{{ and .on .cluster }} {{ or .empty .cluster }} {{ not .on }}", "eu-1 eu-1 false"],
  ["{{ or .on (index .hosts 9) }}", "true"],
  ["{{ (index .hosts 0) | upper | trunc 3 }}", "B.E"],
  ['{{ printf "%s-%02d-%v" .cluster 7 .on }}', "eu-1-07-true"],
  ["{{ printf `%q` .cluster }}", '"eu-1"'],
  ['{{ default "d" .missing }}{{ default "d" .cluster }}', "deu-1"],
  ['{{ dig "labels" "zone" "none" . }}{{ dig "labels" "x" "none" . }}', "znone"],
  ['{{ ternary "a" "b" .on }}', "a"],
  ['{{ .hosts | sortAlpha | join "," }}', "a.example,b.example"],
  ['{{ splitList "/" .path.path | last }}', "prod"],
  ['{{ (split "/" .path.path)._1 }}', "web"],
  ["{{ .path.path | dir | base }}", "web"],
  ['{{ normalize "My_App." }} {{ slugify 10 "Hello brave new world" }}', "my-app hello"],
  ["{{ cat .cluster .on }}|{{ .cluster | quote }}|{{ .cluster | squote }}", "eu-1 true|\"eu-1\"|'eu-1'"],
  ['{{ regexReplaceAll "^apps/(.*)$" .path.path "${1}!" }}', "web/prod!"],
  ["{{ toYaml .labels | nindent 2 }}", "\n  acme.example/tier: gold\n  zone: z"],
  ["{{ toJson .hosts }}", '["b.example","a.example"]'],
  ['{{ (fromYaml "a: {b: c}").a.b }}', "c"],
  ["{{ add 1 2 | mul 3 }} {{ sub 5 7 }} {{ div 7 2 }} {{ len .hosts }}", "9 -2 3 2"],
  ["{{ range until 3 }}{{ . }}{{ end }}", "012"],
  ['{{ $d := dict "a" 1 }}{{ $d.a }}{{ hasKey $d "b" }}', "1false"],
  ['{{ trimPrefix "eu-" .cluster }}{{ trimSuffix "-1" .cluster }}{{ trimAll "e1" .cluster }}', "1euu-"],
  ['{{ "a}}b" }}{{ "\\u00e9\\n" }}', "a}}bé\n"],
])("%s writes %j", (template, expected) => {
  const written = fill(template);

  expect(written).toBe(expected);
});

test.each([
  ["{{ now }}", "The template uses the function now, which is not evaluated"],
  ['{{ template "x" . }}', "The template uses {{template}}, which is not evaluated"],
  ["{{ eq .replicas 3 }}", "The template compares a float64 with a int, which Go refuses"],
  ["{{ lower .replicas }}", "A function that takes text is given a float64"],
  ["{{ index .hosts 2 }}", "The function index asks for item 2 of a list of 2"],
  ["{{ .cluster.name }}", "The template looks for .name in a string"],
  ["{{ .nothing.name }}", "The template looks for .name in something that is not there"],
  ["{{ $x }}", "The template uses the variable $x, which it does not declare"],
  ["{{ if .on }}", "The template has {{if}} without {{end}}"],
  ["{{ end }}", "The template has {{end}} with nothing that it ends"],
  ["{{ .cluster", "The template has `{{` without `}}`"],
  ["{{ my-cluster }}", 'The template has "-cluster }" where Go\'s templates allow none'],
  ['{{ print"x" }}', "The template has two things without a space between them"],
  ["{{ .cluster | }}", "The template has an empty command, such as `{{}}` or `| |`"],
  ["{{ .cluster 1 }}", "The template gives an argument to something that is no function"],
  ['{{ printf "%d" .cluster }}', "A format prints a string by %d, which is not evaluated"],
  ['{{ fail "no" }}', "The template fails: no"],
])("%s is refused, saying why", (template, reason) => {
  expect(() => fill(template)).toThrow(reason);
});

test("a key that is not there is an error where the options say so", () => {
  expect(() => fill("{{ .missing }}", true)).toThrow("The template uses .missing, for which there is no value");
  expect(fill('{{ index .labels "missing" }}', true)).toBe("<no value>");
});

test.each([
  ["{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}"],
  ['{{ repeat 1000000 (repeat 1000000 "x") }}'],
  ["{{ range until 60000 }}{{ range until 60000 }}x{{ end }}{{ end }}"],
  [`${"{{ if true }}".repeat(200)}${"{{ end }}".repeat(200)}`],
  [`{{ ${"(".repeat(5000)}1${")".repeat(5000)} }}`],
  ["{{ $x := list 1 }}{{ range until 60000 }}{{ $x = concat $x $x }}{{ end }}"],
  ["{{ $x := list 1 }}{{ range until 60000 }}{{ $x = list $x $x }}{{ end }}{{ $x }}"],
  ["{{ $x := list 1 }}{{ range until 60000 }}{{ $x = list $x }}{{ end }}{{ toYaml $x }}"],
  ['{{ $x := repeat 1000000 "a" }}{{ range until 60000 }}{{ $y := replace "b" "c" $x }}{{ end }}'],
  ["{{ $x := until 60000 }}{{ range until 60000 }}{{ $y := uniq $x }}{{ end }}"],
  ['{{ $x := "xx" }}{{ range until 60000 }}{{ $x = print $x $x }}{{ end }}'],
  ['{{ printf "%100000000d" 1 }}'],
  ['{{ $x := "a" }}{{ range until 40 }}{{ $x = replace "a" "aa" $x }}{{ end }}'],
])("a bomb is refused: %.80s", (template) => {
  expect(() => fill(template)).toThrow(TemplateProblem);
});

const words = [
  "{{",
  "}}",
  "-",
  " ",
  "if",
  "end",
  "else",
  "range",
  "with",
  ".a",
  ".",
  "$x",
  ":=",
  "|",
  "(",
  ")",
  "index",
  "printf",
];
const scraps = fc.array(
  fc.oneof(fc.constantFrom(...words), fc.constantFrom('"s"', "1", "1.5", "`r`", "until", "eq", "dict", "toYaml")),
  { maxLength: 30 },
);

test("any text is a template that is filled in, or refused with a reason", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        scraps.map((parts) => parts.join("")),
        scraps.map((parts) => parts.join(" ")),
        fc.string(),
      ),
      (template) => {
        try {
          expect(typeof fill(template)).toBe("string");
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateProblem);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test("text without braces is written as it stands, whatever it holds", () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes("{{")),
      (text) => {
        expect(fill(text)).toBe(text);
      },
    ),
  );
});

test("a text survives being quoted as a literal of a template", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
      expect(fill(`{{ ${JSON.stringify(text)} }}`)).toBe(text);
    }),
  );
});
