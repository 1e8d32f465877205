import { amount } from "../domain/amount.ts";
import type { AppliedWaiver } from "../domain/finding.ts";
import { type Revision, shortRevision } from "../domain/revision.ts";
import type { ToldFinding, ToldReport } from "../domain/told-report.ts";
import type { WaiverRecord } from "../domain/waiver-record.ts";
import { code, codeCell, link, tableCell } from "./escape.ts";
import { timeLeft } from "./excused.ts";
import { idOf, reasonCell, resourcesCell, rulesOf } from "./waiver-words.ts";

/** Everything that `/status` knows. */
export type Status = {
  readonly pullRequest: number;
  readonly baseRef: string;
  readonly head: Revision;
  readonly state: "open" | "closed";
  readonly verdict: "passed" | "failed" | "errored" | "judging" | "none";
  readonly detailsUrl: string | null;
  /** The newest report of the head; null when there is none. */
  readonly report: Pick<ToldReport, "findings" | "total"> | null;
  /** Of the whole repository: granted and asked for. */
  readonly waivers: readonly WaiverRecord[];
  readonly now: number;
};

/** Longer tables are folded away. */
const mostOpen = 5;
const mostRows = 100;

/** Where a pull request stands, what blocks it, and which waivers count. */
export function renderStatus(status: Status): string {
  return `${[verdictWords(status), ...blocking(status), ...waiverTables(status)].join("\n\n")}\n`;
}

function verdictWords({ head, state, verdict, detailsUrl }: Status): string {
  const at = code(shortRevision(head));
  const where = link("check run", detailsUrl);
  if (state === "closed") return "ℹ️ The pull request is closed.";
  if (verdict === "passed") return `✅ ${at} passes: ${where}.`;
  if (verdict === "failed") return `❌ ${at} does not pass. The ${where} says why.`;
  if (verdict === "errored")
    return `❗ ${at} could not be judged. The ${where} says why; ${code("/plan")} tries again.`;
  if (verdict === "judging") return `👀 ${at} is being judged. The verdict will stand in the ${where}.`;
  return `ℹ️ ${at} has no verdict yet. ${code("/plan")} asks for one.`;
}

function blocking({ report, state }: Status): readonly string[] {
  const errors = (report?.findings ?? []).filter(({ severity, waiver }) => severity === "error" && waiver === null);
  if (errors.length === 0 || state === "closed") return [];
  const rows = [...Map.groupBy(errors, ({ check, rule }) => `${check}/${rule}`)].map(
    ([rule, findings]) => `| ${codeCell(rule)} | ${findings.length} | ${resourcesCell(findings)} |`,
  );
  return [
    `**What blocks it:** ${amount(errors.length, "error")}. Mend them; or have somebody who may waive here write ${code('/waive <rule> -r <resource> --reason "…"')}.`,
    table(["Rule", "Findings", "About"], rows),
  ];
}

function waiverTables({ report, waivers, pullRequest, baseRef, head, now }: Status): readonly string[] {
  const used = usedBy(report?.findings ?? [], waivers);
  const granted = waivers.filter(({ until }) => until !== null && until > now);
  // What was asked for on an older head can no longer be confirmed.
  const asked = waivers.filter((one) => one.until === null && one.pullRequest === pullRequest && one.head === head);
  const here = granted.filter((one) => one.baseRef === baseRef && covers(one, report?.findings ?? []));
  const rows = [
    ...here.map((one) => waiverRow(one, now, baseRef)),
    ...used.map(([waiver, findings]) => fileRow(waiver, findings, now)),
  ];
  const elsewhere = granted.filter((one) => !here.includes(one)).map((one) => waiverRow(one, now, baseRef));
  return [
    ...section("Waived in this pull request", rows, waiverColumns),
    ...section("Asked for here, and waiting to be confirmed by somebody who has no hand in it", asked.map(askedRow), [
      ...["Waiver", "Rule", "About", "Asked by", "Reason"],
    ]),
    ...section("Other waivers in this repository", elsewhere, waiverColumns),
    ...(rows.length + asked.length + elsewhere.length === 0 ? ["Nothing is waived in this repository."] : []),
  ];
}

const waiverColumns = ["Waiver", "Rule", "About", "Owner", "Time", "Reason"];

/** Waivers of the file on the base branch that the report used, by id: the others are in our records. */
function usedBy(findings: readonly ToldFinding[], records: readonly WaiverRecord[]) {
  const known = new Set(records.map((one) => idOf(one)));
  const inReport = findings.flatMap((finding) =>
    finding.waiver === null ? [] : [{ finding, waiver: finding.waiver }],
  );
  const groups = Map.groupBy(inReport, ({ waiver }) => waiver.id);
  return [...groups.values()].flatMap((group): readonly (readonly [AppliedWaiver, readonly ToldFinding[]])[] => {
    const [first] = group;
    if (first === undefined || known.has(code(first.waiver.id)) || /^w-\d+$/.test(first.waiver.id)) return [];
    return [[first.waiver, group.map(({ finding }) => finding)]];
  });
}

function covers(waiver: WaiverRecord, findings: readonly ToldFinding[]): boolean {
  const covered = new Set(waiver.findings.map(({ fingerprint }) => fingerprint));
  return findings.some(({ rule, fingerprint }) => rule === waiver.rule && covered.has(fingerprint));
}

function waiverRow(waiver: WaiverRecord, now: number, baseRef: string): string {
  const { findings, owner, until } = waiver;
  const where = waiver.baseRef === baseRef ? "" : ` on ${codeCell(waiver.baseRef.slice(0, 100))}`;
  return row([
    ...[idOf(waiver) + where, rulesCell(findings), resourcesCell(findings), codeCell(owner ?? "")],
    ...[timeLeft((until ?? now) - now), reasonCell(waiver)],
  ]);
}

function fileRow(waiver: AppliedWaiver, findings: readonly ToldFinding[], now: number): string {
  return row([
    ...[codeCell(waiver.id), rulesCell(findings), resourcesCell(findings), codeCell(waiver.owner)],
    ...[timeLeft(waiver.until - now), reasonCell(waiver)],
  ]);
}

function askedRow(waiver: WaiverRecord): string {
  const { findings, askedBy } = waiver;
  return row([idOf(waiver), rulesCell(findings), resourcesCell(findings), codeCell(askedBy), reasonCell(waiver)]);
}

function rulesCell(findings: readonly Pick<ToldFinding, "check" | "rule">[]): string {
  return rulesOf(findings)
    .slice(0, 2)
    .map((rule) => codeCell(rule))
    .join(", ");
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(tableCell).join(" | ")} |`;
}

function section(title: string, rows: readonly string[], columns: readonly string[]): readonly string[] {
  if (rows.length === 0) return [];
  const shown = table(columns, rows.slice(0, mostRows));
  const left = rows.length > mostRows ? `\n\nand ${rows.length - mostRows} more.` : "";
  if (rows.length <= mostOpen) return [`**${title}**`, shown + left];
  return [`<details><summary>${title}: ${rows.length}</summary>\n\n${shown}${left}\n\n</details>`];
}

function table(columns: readonly string[], rows: readonly string[]): string {
  return [`| ${columns.join(" | ")} |`, `|${" --- |".repeat(columns.length)}`, ...rows].join("\n");
}
