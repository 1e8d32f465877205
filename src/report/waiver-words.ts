import { amount } from "../domain/amount.ts";
import type { ToldFinding } from "../domain/told-report.ts";
import { type WaiverRecord, waiverId } from "../domain/waiver-record.ts";
import { code, codeCell, prose, tableCell } from "./escape.ts";
import { timeLeft } from "./excused.ts";
import { enumerate } from "./words.ts";

/*
 * Words about waivers that replies, `/status` and warnings share.
 */

type About = Pick<ToldFinding, "check" | "rule" | "resource" | "path" | "environment">;

/** The longest list of findings that is read. */
const mostShown = 10;

/** `policy/latest-tag` and others, each once. */
export function rulesOf(findings: readonly Pick<ToldFinding, "check" | "rule">[]): readonly string[] {
  return [...new Set(findings.map(({ check, rule }) => `${check}/${rule}`))];
}

/** One line for each thing the findings are about, with the environments. */
export function findingLines(findings: readonly About[]): string {
  const groups = [...Map.groupBy(findings, ({ resource, path }) => resource ?? path)];
  const lines = groups.slice(0, mostShown).map(([name, group]) => {
    const environments = environmentsOf(group);
    return `- ${code(name, 200)}${environments === "" ? "" : ` in ${environments}`}`;
  });
  const left = groups.length - lines.length;
  return [...lines, ...(left > 0 ? [`- and ${amount(left, "more resource")}`] : [])].join("\n");
}

function environmentsOf(findings: readonly About[]): string {
  const names = [...new Set(findings.flatMap(({ environment }) => environment ?? []))];
  return names.length === 1 && names[0] === "default" ? "" : enumerate(names.slice(0, 8).map((name) => code(name, 60)));
}

/** `Deployment shop/web and 2 more`, for a cell of a table. */
export function resourcesCell(findings: readonly About[]): string {
  const names = [...new Set(findings.map(({ resource, path }) => resource ?? path))];
  const shown = names.slice(0, 2).map((name) => codeCell(name.slice(0, 120)));
  return shown.join(", ") + (names.length > 2 ? ` and ${names.length - 2} more` : "");
}

/** `2026-11-22 18:50 UTC, 23 hours left`. */
export function untilWords(until: number, now: number): string {
  return `${new Date(until).toISOString().slice(0, 16).replace("T", " ")} UTC, ${timeLeft(until - now)}`;
}

/** The reason as whoever gave it wrote it, and where the work is tracked. */
export function reasonWords({ reason, ticket }: Pick<WaiverRecord, "reason" | "ticket">): string {
  return prose(reason, 500) + (ticket === null ? "" : ` (${code(ticket, 200)})`);
}

export function idOf({ number }: Pick<WaiverRecord, "number">): string {
  return code(waiverId(number));
}

export function reasonCell(waiver: Pick<WaiverRecord, "reason" | "ticket">): string {
  return tableCell(reasonWords({ ...waiver, reason: waiver.reason.slice(0, 200) }));
}
