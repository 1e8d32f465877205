import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseBaseline, writeBaseline } from "../../config/baseline.ts";
import { configPath, defaultConfig, parseConfig } from "../../config/parse.ts";
import { amount } from "../../domain/amount.ts";
import { isUnreadable } from "../../domain/finding.ts";
import type { Report } from "../../domain/report.ts";
import { openRepository } from "../open-repository.ts";
import { exitCode, type Terminal } from "../verb.ts";

/** Writes what the report found as the baseline, into the work tree. A report that is no verdict writes nothing. */
export async function saveBaseline(
  report: Report,
  options: { readonly repo?: string | undefined },
  terminal: Terminal,
): Promise<number> {
  if (report.conclusion === "errored") {
    const [reason = "something could not be judged"] = [
      ...report.errors,
      ...report.applications.flatMap((one) => one.reason ?? []),
    ];
    terminal.err(`No baseline is written: ${reason}\n`);
    return exitCode.errored;
  }
  const { root } = await openRepository(options.repo, terminal);
  const path = await baselinePath(root);
  const before = parseBaseline(await readFile(join(root, path), "utf8").catch(() => ""))?.findings ?? [];
  const text = writeBaseline(report.findings);
  const after = parseBaseline(text)?.findings ?? [];
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
  const known = new Set(before.map(({ fingerprint }) => fingerprint));
  const added = after.filter(({ fingerprint }) => !known.has(fingerprint)).length;
  const gone = before.length - (after.length - added);
  terminal.out(`${path}: ${amount(after.length, "finding")}, ${added} added, ${gone} gone\n`);
  const unreadable = report.findings.filter((finding) => isUnreadable(finding) && finding.severity !== "notice").length;
  if (unreadable > 0) {
    const are = unreadable === 1 ? "is" : "are";
    terminal.err(
      `${amount(unreadable, "finding")} ${are} left out: what cannot be read or rendered is in no baseline.\n`,
    );
  }
  return exitCode.passed;
}

async function baselinePath(root: string): Promise<string> {
  const parsed = parseConfig(await readFile(join(root, configPath), "utf8").catch(() => ""));
  return (parsed.ok ? parsed.config : defaultConfig()).waivers.baseline;
}
