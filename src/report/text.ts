import { styleText } from "node:util";
import { foldAlike } from "../domain/alike.ts";
import { amount } from "../domain/amount.ts";
import { applicationLabel } from "../domain/application.ts";
import { isExcused, type Severity } from "../domain/finding.ts";
import { type Action, actions, type Change } from "../domain/plan.ts";
import type { ApplicationReport, Conclusion, Report } from "../domain/report.ts";
import { shortRevision } from "../domain/revision.ts";
import { placeLabel } from "./annotations.ts";
import { besides } from "./change-text.ts";
import { oneLine, visible } from "./escape.ts";
import { baselineWords, day, timeLeft } from "./excused.ts";
import { everyField, fieldLines } from "./fields.ts";
import { type FoldedFinding, foldFindings } from "./fold.ts";
import { planRemark } from "./remarks.ts";
import { conclusionWord, headline, resourceWords, riskSentence } from "./words.ts";

type TextOptions = { readonly colours: boolean };

type Colour = "red" | "green" | "yellow" | "cyan" | "magenta" | "bold" | "dim";
type Paint = (colour: Colour, text: string) => string;

/** The report for a terminal: reasons, findings by file, plan by application, and a last line with the verdict. */
export function renderText(report: Report, { colours }: TextOptions): string {
  const paint = painter(colours);
  return joined([
    ...reasonLines(report, paint),
    ...findingParts(report, paint),
    ...planParts(report, paint),
    ...remarkLines("Waived:", waivedLines(report)),
    ...remarkLines("When this is merged, configuration or policies change:", report.preview),
    ...remarkLines("Notes:", [...report.notes, ...baselineWords(report)]),
    verdictLine(report, paint),
  ]);
}

/** The plan alone, for `fairlead plan`. */
export function renderPlanText(report: Report, { colours }: TextOptions): string {
  const paint = painter(colours);
  return joined([...reasonLines(report, paint), ...planParts(report, paint), verdictLine(report, paint)]);
}

function joined(parts: readonly string[]): string {
  return `${parts.join("\n\n")}\n`;
}

/** Whether to colour was decided by whoever knows the terminal, so that Node need not guess again. */
function painter(colours: boolean): Paint {
  if (!colours) return (_, text) => text;
  return (colour, text) => styleText(colour, text, { validateStream: false });
}

function reasonLines({ errors, applications }: Report, paint: Paint): readonly string[] {
  const reasons = [
    ...errors,
    ...applications.flatMap(({ application, reason }) =>
      reason === undefined ? [] : [`${placeOf(application)}: ${reason}`],
    ),
  ];
  if (reasons.length === 0) return [];
  return [[paint("red", "Could not be judged"), ...reasons.map((reason) => `  ${oneLine(reason)}`)].join("\n")];
}

const severityColour = { error: "red", warning: "yellow", notice: "cyan" } as const satisfies Record<Severity, Colour>;

/** Beyond this a path is not waited for: the severities of the others stay near their lines. */
const widestPlace = 60;

/** Files in the order of their worst finding, severities in one column. */
function findingParts(report: Report, paint: Paint): readonly string[] {
  const told = foldFindings(report).filter((finding) => !isExcused(finding));
  const byFile = Map.groupBy(told, ({ path }) => path);
  const findings = [...byFile.values()].flat();
  const width = Math.min(
    widestPlace,
    findings.reduce((widest, finding) => Math.max(widest, placeWidth(finding)), 0),
  );
  const lines = foldAlike(findings, sayingOf).flatMap(({ first, others }) => [
    findingLine(first, width, paint),
    ...others.map((other) => alikeLine(other, paint)),
  ]);
  return lines.length === 0 ? [] : [lines.join("\n")];
}

function sayingOf({ severity, check, rule, message, remediation }: FoldedFinding): string {
  return JSON.stringify([severity, check, rule, message, remediation]);
}

/** The same as the line above, somewhere else. */
function alikeLine(finding: FoldedFinding, paint: Paint): string {
  const where = whereOf(finding);
  const place = oneLine(`${finding.path}:${finding.line}`);
  return `  ${paint("dim", "also")} ${paint("bold", place)}${where === "" ? "" : ` ${paint("dim", oneLine(where))}`}`;
}

function whereOf({ places }: FoldedFinding): string {
  return places.map(({ application, environments }) => placeLabel(application, environments)).join(", ");
}

function findingLine(finding: FoldedFinding, width: number, paint: Paint): string {
  const { path, line, severity, message, check, rule, remediation } = finding;
  const where = whereOf(finding);
  const place = `${oneLine(path)}:${line}:`.padEnd(width);
  const rest = [`[${check}/${rule}]`, ...(where === "" ? [] : [where])].map((text) => paint("dim", oneLine(text)));
  const remedy = remediation === undefined ? "" : ` ${oneLine(remediation)}`;
  return [
    paint("bold", place),
    paint(severityColour[severity], severity.padEnd(7)),
    oneLine(message) + remedy,
    ...rest,
  ].join(" ");
}

function placeWidth({ path, line }: FoldedFinding): number {
  return `${oneLine(path)}:${line}:`.length;
}

function waivedLines(report: Report): readonly string[] {
  return foldFindings(report).flatMap(({ path, line, check, rule, waiver }) => {
    if (waiver === undefined) return [];
    const { owner, until, reason, id } = waiver;
    return [
      `${path}:${line}: ${check}/${rule}, by ${owner} until ${day(until)} (${timeLeft(until - report.at)}): ${reason} [${id}]`,
    ];
  });
}

const mark = { create: "+", update: "~", replace: "±", delete: "-", forget: ".", read: "<" } as const satisfies Record<
  Action,
  string
>;

const actionColour = {
  create: "green",
  update: "yellow",
  replace: "magenta",
  delete: "red",
  forget: "magenta",
  read: "green",
} as const satisfies Record<Action, Colour>;

function planParts({ applications }: Report, paint: Paint): readonly string[] {
  return applications.flatMap((entry) => {
    const remark = planRemark(entry);
    const { changes, drift, ignored } = plannedOf(entry);
    if (changes.length === 0 && drift.length === 0 && remark === undefined) return [];
    const remarks = remark === undefined ? [] : [`  ${oneLine(remark)}`];
    const left = ignored === 0 ? [] : [paint("dim", `  ${amount(ignored, "difference")} left out: noise, or ignored`)];
    const drifted = drift.length === 0 ? [] : [paint("bold", "  changed outside of Terraform, and no part of this:")];
    return [
      [
        titleLine(entry, paint),
        ...remarks,
        ...changes.map((change) => changeLines(change, paint)),
        ...drifted,
        ...drift.map((change) => changeLines(change, paint)),
        ...left,
      ].join("\n"),
    ];
  });
}

function plannedOf({ plan }: ApplicationReport) {
  if (plan.status === "unknown") return { changes: [], drift: [], ignored: 0 };
  const byAction = (a: Change, b: Change) => actions.indexOf(a.action) - actions.indexOf(b.action);
  return { changes: plan.changes.toSorted(byAction), drift: plan.drift ?? [], ignored: plan.ignored };
}

function titleLine({ application }: ApplicationReport, paint: Paint): string {
  return `${paint("bold", placeOf(application))} ${paint("dim", oneLine(application.path))}`;
}

function placeOf(application: ApplicationReport["application"]): string {
  return oneLine(application.environment === "default" ? application.name : applicationLabel(application));
}

function changeLines(change: Change, paint: Paint): string {
  const { action, id, risks, reasons = {}, fields, sources } = change;
  const [source] = sources;
  const from = source === undefined ? [] : [paint("dim", oneLine(`${source.path}:${source.line}`))];
  const first = [
    `  ${paint(actionColour[action], `${mark[action]} ${action}`)}`,
    oneLine(resourceWords(id)),
    ...from,
  ].join(" ");
  return [
    first,
    ...besides(change).map((sentence) => `      ${oneLine(sentence)}`),
    ...risks.map((risk) => `      ${paint("red", `! ${oneLine(`${riskSentence[risk]} ${reasons[risk] ?? ""}`)}`)}`),
    ...fieldLines(fields, everyField).map((line) => `      ${fieldLine(visible(line), paint)}`),
  ].join("\n");
}

const lineColour: Readonly<Record<string, Colour>> = { "+": "green", "-": "red", "!": "yellow", "@": "cyan" };

function fieldLine(line: string, paint: Paint): string {
  const colour = lineColour[line.slice(0, 1)];
  return colour === undefined ? line : paint(colour, line);
}

function remarkLines(title: string, sentences: readonly string[]): readonly string[] {
  if (sentences.length === 0) return [];
  return [[title, ...sentences.map((sentence) => `  ${oneLine(sentence)}`)].join("\n")];
}

const verdictColour = { passed: "green", failed: "red", errored: "red" } as const satisfies Record<Conclusion, Colour>;

function verdictLine(report: Report, paint: Paint): string {
  const between =
    report.base === null ? shortRevision(report.head) : `${shortRevision(report.base)}..${shortRevision(report.head)}`;
  const word = paint(verdictColour[report.conclusion], conclusionWord[report.conclusion]);
  return `${word} ${between}: ${headline(report)}`;
}
