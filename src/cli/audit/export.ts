import type { AuditRecord } from "../../domain/audit.ts";
import { oneOf, parseOptions } from "../options.ts";
import { exitCode, type Terminal, UsageError } from "../verb.ts";
import { withAuditReader } from "./with-reader.ts";

/** Prints the entries that are asked for, a batch at a time. */
export async function exportAudit(args: readonly string[], terminal: Terminal): Promise<number> {
  const {
    since,
    repository,
    format: named = "json",
  } = parseOptions(args, {
    since: { type: "string" },
    repository: { type: "string" },
    format: { type: "string" },
  });
  const format = oneOf("--format", named, ["json", "csv"] as const);
  const selection = {
    ...(since === undefined ? {} : { since: parseSince(since) }),
    ...(repository === undefined ? {} : { repository }),
  };
  return withAuditReader(terminal, async (reader) => {
    if (format === "csv") terminal.out(csvLine(columns));
    for await (const entries of reader.entries(selection)) {
      terminal.out(entries.map(format === "csv" ? asCsv : asJson).join(""));
    }
    return exitCode.passed;
  });
}

function parseSince(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError(`--since ${JSON.stringify(text)} is no time such as 2026-11-21 or 2026-11-21T10:00:00Z.`);
  return time;
}

const columns = ["seq", "at", "repository", "actor", "action", "subject", "details", "key", "previous", "hash"];

/** With the time in words and in the number that was hashed. */
function asJson(entry: AuditRecord): string {
  return `${JSON.stringify({ time: new Date(entry.at).toISOString(), ...entry })}\n`;
}

function asCsv({ seq, at, repository, actor, action, subject, details, key, previous, hash }: AuditRecord): string {
  const time = new Date(at).toISOString();
  return csvLine([
    ...[String(seq), time, repository ?? "", actor, action, subject, JSON.stringify(details)],
    ...[key ?? "", previous, hash],
  ]);
}

/** RFC 4180. A cell that a spreadsheet would take for a formula is made a text. */
function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
