import { createHash } from "node:crypto";
import type { AuditRecord } from "../../domain/audit.ts";
import { canonicalJson } from "../../domain/json.ts";

/** Where the chain stands: the number and the hash of an entry. */
export type ChainLink = { readonly seq: number; readonly hash: string };

/** What comes before the first entry. */
export const start: ChainLink = { seq: 0, hash: "0".repeat(64) };

export type ChainVerdict =
  | { readonly status: "whole"; readonly last: ChainLink }
  /** The first entry that is not as it was written, or is not there. */
  | { readonly status: "broken"; readonly seq: number; readonly reason: string };

/** SHA-256 over everything the entry says, its place and the hash before it included. */
export function hashOf({ hash: _, ...entry }: Omit<AuditRecord, "hash"> & { readonly hash?: string }): string {
  return createHash("sha256").update(canonicalJson(entry)).digest("hex");
}

/**
 * Walks the chain, an entry at a time. `seen` is a link somebody wrote down earlier: a chain that was made anew
 * as a whole has another hash there. `head` is what is on record as the last entry.
 */
export function walkChain(head: ChainLink, seen: ChainLink | null) {
  let last = start;
  let broken: Extract<ChainVerdict, { status: "broken" }> | undefined;

  function problemOf(entry: AuditRecord): string | undefined {
    const expected = last.seq + 1;
    if (entry.seq !== expected) return entry.seq > expected ? "it is not there" : "its number is not the next one";
    if (entry.previous !== last.hash) return "it does not follow the entry before it";
    if (entry.hash !== hashOf(entry)) return "it is not as it was written";
    if (seen !== null && seen.seq === entry.seq && seen.hash !== entry.hash) {
      return "it is another one than was seen before";
    }
    return undefined;
  }

  return {
    /** False once the chain is broken: what follows says nothing more. */
    take(entry: AuditRecord): boolean {
      if (broken !== undefined) return false;
      const reason = problemOf(entry);
      if (reason === undefined) last = { seq: entry.seq, hash: entry.hash };
      else broken = { status: "broken", seq: last.seq + 1, reason };
      return reason === undefined;
    },
    end(): ChainVerdict {
      if (broken !== undefined) return broken;
      const missing = { status: "broken", seq: last.seq + 1, reason: "it is not there" } as const;
      if (head.seq > last.seq || (seen !== null && seen.seq > last.seq)) return missing;
      if (head.seq !== last.seq || head.hash !== last.hash) {
        return { status: "broken", seq: last.seq, reason: "it is not the one on record as the last" };
      }
      return { status: "whole", last };
    },
  };
}
