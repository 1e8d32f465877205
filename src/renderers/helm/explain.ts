import { compareText } from "../../domain/finding.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { SourceTree } from "../../ports/git.ts";
import { decodeText, readDocuments } from "../../sources/documents.ts";
import { type Chart, everyChart, fileNamed, type NamedChart, placeIn } from "./chart.ts";
import { withoutSecrets } from "./secrets.ts";
import { type GivenValues, lineOfValue } from "./values.ts";

/** A complaint of Helm's, told where its cause is written. */
type Complaint = SourceLocation & {
  readonly rule: string;
  readonly message: string;
  /** Set where a value that is missing may be all there is to it. */
  readonly lacksValue?: true;
};

/** What Helm says on standard error, as sentences at lines of the repository. Never empty. */
export async function explain(stderr: string, given: GivenValues, tree: SourceTree): Promise<readonly Complaint[]> {
  const said = errorIn(stderr);
  const violations = await schemaViolations(said, given, tree);
  // Helm lists them in another order every time.
  if (violations.length > 0) return violations.map((one) => cleaned(one, given)).toSorted(byPlace);
  const complaint = valuesFile(said, given) ?? template(said, given) ?? chartItself(said, given);
  return [cleaned(complaint, given)];
}

function byPlace(a: Complaint, b: Complaint): number {
  return compareText(a.path, b.path) || a.line - b.line || compareText(a.message, b.message);
}

/** Without warnings, hints, and the trace of a Helm that broke down. */
function errorIn(stderr: string): string {
  const panic = /^panic: (.*)/m.exec(stderr)?.[1];
  if (panic !== undefined) return `Helm broke down over this chart: ${panic}`;
  if (/^(?:runtime: goroutine stack exceeds|fatal error: )/m.test(stderr)) return "Helm broke down over this chart";
  const from = stderr.search(/^Error: /m);
  const text = from < 0 ? stderr : stderr.slice(from + "Error: ".length);
  return text.replace(/\n+Use --debug flag to render out invalid YAML\s*$/, "").trim();
}

function cleaned(complaint: Complaint, given: GivenValues): Complaint {
  const message = withoutSecrets(complaint.message, given).replaceAll(/\s+/g, " ").trim();
  const short = message.length > 600 ? `${message.slice(0, 300)} … ${message.slice(-280)}` : message;
  return { ...complaint, message: /[.!?…]$/.test(short) ? short : `${short}.` };
}

/** Lines of the form `- replicas: Invalid type. …` below each chart's name; since 3.18 `- at '/replicas': …`. */
async function schemaViolations(said: string, given: GivenValues, tree: SourceTree): Promise<readonly Complaint[]> {
  if (!said.startsWith("values don't meet the specifications of the schema")) return [];
  let chart: NamedChart = { chart: given.root, names: [] };
  const complaints: Complaint[] = [];
  for (const line of said.split("\n").slice(1)) {
    const heading = /^([^\s-][^:]*):$/.exec(line)?.[1];
    if (heading !== undefined) {
      chart = [...everyChart(given.root)].find((one) => isCalled(one, heading)) ?? chart;
      continue;
    }
    const broken = /^[^\s-](?!.*:$)/.test(line);
    if (broken) {
      const message = `This schema cannot be used: ${line}`;
      complaints.push({ ...placeIn(chart.chart, "values.schema.json", 1), rule: "values-schema", message });
      continue;
    }
    const found = /^\s*- (?:at '([^']*)': (.*)|([^:]+): (.*))$/.exec(line);
    if (found === null) continue;
    const [, pointer, atWords, dotted, words] = found;
    const path = pointer === undefined ? fieldsOf(dotted ?? "") : pointer.split("/").filter(Boolean);
    const at = await lineOfValue(path, chart, given, tree);
    const name = path.length === 0 ? "The values" : path.join(".");
    const where = chart.names.length === 0 ? "" : ` of the chart ${chart.names.join(".")}`;
    const message = `${name}${where}: ${sentenceOf(atWords ?? words ?? "", path)} (values.schema.json)`;
    const lacksValue = /missing propert|is required|got null|given: null|minLength|length must be/i.test(line);
    complaints.push({ ...at, rule: "values-schema", message, ...(lacksValue && { lacksValue }) });
  }
  return complaints;
}

function isCalled({ chart, names }: NamedChart, heading: string): boolean {
  return (names.at(-1) ?? chart.metadata.name) === heading || chart.metadata.name === heading;
}

function fieldsOf(dotted: string): readonly string[] {
  return dotted === "(root)" ? [] : dotted.split(".");
}

/** The words often begin with the field once more. */
function sentenceOf(words: string, path: readonly string[]): string {
  const own = words.startsWith(`${path.join(".")} `) ? words.slice(path.join(".").length + 1) : words;
  const plain = own.replace(/^Invalid type\. Expected: (\S+), given: (\S+)$/, "is $2 and must be $1");
  return plain.slice(0, 1).toLowerCase() + plain.slice(1);
}

/** A values file that is no YAML: our own reading says the line. */
function valuesFile(said: string, { layers, root }: GivenValues): Complaint | undefined {
  const named = /failed to parse (values\/\d+\.yaml): ([\s\S]*)/.exec(said);
  const layer = layers.find(({ file }) => file === named?.[1]);
  if (named !== null && layer !== undefined) {
    const { path, line } = layer.origin;
    const inFile = layer.origin.within.length === 0 ? lineSaid(named[2] ?? "", layer.bytes) : { line };
    return { path, rule: "values", message: `These values cannot be read: ${wordsOf(named[2] ?? "")}`, ...inFile };
  }
  if (!/cannot load values\.yaml/.test(said)) return undefined;
  const broken = [...everyChart(root)].find(({ chart }) => problemLine(chart.files.get("values.yaml")) !== undefined);
  const chart = broken?.chart ?? root;
  const { line } = lineSaid(said, chart.files.get("values.yaml"));
  const message = `These values cannot be read: ${wordsOf(said.replace(/^.*cannot load values\.yaml: /s, ""))}`;
  return { ...placeIn(chart, "values.yaml", line), rule: "values", message };
}

function wordsOf(said: string): string {
  return said.replace(/^error converting YAML to JSON: /, "").replace(/^yaml: (?:line \d+: )?/, "");
}

function lineSaid(said: string, bytes: Uint8Array | undefined): { readonly line: number } {
  return { line: problemLine(bytes) ?? Number(/\bline (\d+)/.exec(said)?.[1] ?? 1) };
}

function problemLine(bytes: Uint8Array | undefined): number | undefined {
  return bytes === undefined
    ? undefined
    : readDocuments(bytes).problems.find(({ rule }) => rule !== "duplicate-key")?.line;
}

/** `execution error at (web/templates/x.yaml:5:4): …`, `template: web/templates/x.yaml:12:20: executing …`. */
function template(said: string, given: GivenValues): Complaint | undefined {
  const parse = /^YAML parse error on ([^\s:]+): ([\s\S]*)/.exec(said);
  if (parse !== null) return unreadable(parse[1] ?? "", parse[2] ?? "", given);
  const places = [...said.matchAll(/(?:template: |error at \()([^\s:()]+\.[\w-]+):(\d+)(?::\d+)?/g)].flatMap(
    ([, name = "", line = "1"]) => {
      const found = fileNamed(given.root, name);
      return found === undefined ? [] : [{ chart: found.chart, ...placeIn(found.chart, found.file, Number(line)) }];
    },
  );
  // The innermost template failed; one out of an archive is told where the repository's own asked for it.
  const innermost = places.at(-1);
  if (innermost === undefined) return undefined;
  const at =
    innermost.chart.directory === null
      ? (places.findLast(({ chart }) => chart.directory !== null) ?? innermost)
      : innermost;
  const author = /execution error at \([^)]*\): ([\s\S]*)/.exec(said)?.[1];
  const { path, line } = at;
  if (isEndless(said)) {
    return { path, line, rule: "template", message: "This template includes itself without end." };
  }
  // `required` and `fail` say what their author wants to be given.
  if (author !== undefined) return { path, line, rule: "template", message: author, lacksValue: true };
  const lacksValue = /nil pointer evaluating/.test(said);
  const message = `This template fails: ${complaintOf(said)}`;
  return { path, line, rule: "template", message, ...(lacksValue && { lacksValue }) };
}

/** Helm stops at a depth of a thousand; of what it then says only the beginning is kept. */
function isEndless(said: string): boolean {
  const depth = said.split(": error calling include: ").length;
  return depth > 300 || /nested reference name|exceeded maximum template depth/.test(said);
}

/** The end of a chain of templates, with what was being asked for. */
function complaintOf(said: string): string {
  const asked = [...said.matchAll(/ at <([\s\S]*?)>: /g)].at(-1);
  const why = asked === undefined ? said : said.slice((asked.index ?? 0) + asked[0].length);
  const reason = why.replace(/^(?:template: )?[^\s:]+:\d+(?::\d+)?: /, "").replace(/^parse error at \([^)]*\): /, "");
  return asked === undefined ? reason : `${asked[1]}: ${reason}`;
}

/** What a template writes is no YAML; Helm counts lines of what was written, which nobody can see. */
function unreadable(name: string, words: string, { root }: GivenValues): Complaint {
  const found = fileNamed(root, name);
  const place = found === undefined ? root.at : placeIn(found.chart, found.file, 1);
  const line = Number(/\bline (\d+)/.exec(words)?.[1] ?? 0);
  const where = line === 0 ? "" : ` in line ${line} of what it writes`;
  return { ...place, rule: "template", message: `What this template writes is no YAML: ${wordsOf(words)}${where}` };
}

function chartItself(said: string, { root, declaredAt, parameters }: GivenValues): Complaint {
  const kube = /chart requires kubeVersion: (.*?) which is incompatible with Kubernetes v?(\S+)/.exec(said);
  if (kube !== null) {
    const message = `This chart is for Kubernetes ${kube[1]}, and it is rendered for ${kube[2]}`;
    return { ...placeIn(root, "Chart.yaml", lineOfKey(root, "kubeVersion")), rule: "chart", message };
  }
  if (/^failed parsing --set/.test(said) && parameters.length > 0)
    return { ...declaredAt, rule: "values", message: `A parameter cannot be read: ${said}` };
  if (/^(?:invalid kube version|release name|invalid release name)/.test(said))
    return { ...declaredAt, rule: "release", message: `Helm refuses this: ${said}` };
  const message =
    said === ""
      ? "Helm fails and does not say why."
      : said.startsWith("Helm ")
        ? said
        : `Helm cannot render this chart: ${said}`;
  return { ...placeIn(root, "Chart.yaml", 1), rule: "chart", message };
}

/** Where Chart.yaml has the key; its first line without one. */
export function lineOfKey({ files }: Chart, key: string): number {
  const text = decodeText(files.get("Chart.yaml") ?? new Uint8Array());
  const lines = typeof text === "string" ? text.split("\n") : [];
  return (
    Math.max(
      0,
      lines.findIndex((line) => line.startsWith(`${key}:`)),
    ) + 1
  );
}
