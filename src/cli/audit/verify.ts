import type { ChainLink } from "../../adapters/database/audit-chain.ts";
import { parseOptions } from "../options.ts";
import { exitCode, type Terminal, UsageError } from "../verb.ts";
import { withAuditReader } from "./with-reader.ts";

/** Walks the whole chain and says whether every entry is there, as it was written. */
export async function verifyAudit(args: readonly string[], terminal: Terminal): Promise<number> {
  const seen = parseSeen(parseOptions(args, { seen: { type: "string" } }).seen);
  return withAuditReader(terminal, async (reader) => {
    const verdict = await reader.verify(seen);
    if (verdict.status === "broken") {
      terminal.out(`Entry ${verdict.seq} of the audit log is wrong: ${verdict.reason}.\n`);
      return exitCode.failed;
    }
    const { seq, hash } = verdict.last;
    const many = seq === 1 ? "1 entry" : `${seq} entries`;
    terminal.out(`The audit log is whole: ${many}.\n`);
    if (seq > 0) terminal.out(`To compare with later: --seen ${seq}:${hash}\n`);
    return exitCode.passed;
  });
}

function parseSeen(text: string | undefined): ChainLink | null {
  if (text === undefined) return null;
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new UsageError("--seen takes what an earlier verify printed: a number, a colon, and 64 hexadecimal digits.");
  return { seq: Number(seq), hash };
}
