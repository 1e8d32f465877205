import type { HostedRepository } from "./pull-request.ts";
import type { Revision } from "./revision.ts";
import type { ToldFinding } from "./told-report.ts";

/** `asked`: counts for nothing until somebody else confirms it. `withdrawn` and `expired` are final. */
export type WaiverState = "asked" | "granted" | "withdrawn" | "expired";

export type WaivedFinding = Omit<ToldFinding, "locked" | "waiver">;

/** A waiver that a command asked for, and what became of it. */
export type WaiverRecord = {
  readonly repository: HostedRepository;
  /** Its number in the repository: `w-7` is 7. */
  readonly number: number;
  /** Where it was asked for, and the head that its findings are of. */
  readonly pullRequest: number;
  /** The branch that was to be changed. Only there it counts: who may waive is said by each branch for itself. */
  readonly baseRef: string;
  readonly head: Revision;
  readonly state: WaiverState;
  readonly rule: string;
  readonly findings: readonly WaivedFinding[];
  readonly reason: string;
  readonly ticket: string | null;
  readonly durationMs: number;
  readonly askedBy: string;
  /** Who granted it and answers for it; null for one that is only asked for. */
  readonly owner: string | null;
  /** Milliseconds since 1970; null for one that is only asked for. */
  readonly until: number | null;
};

/** How it is called in comments and commands. */
export function waiverId(number: number): string {
  return `w-${number}`;
}

/** `w-7`, `W7` → 7; undefined for anything else. */
export function parseWaiverId(text: string): number | undefined {
  const [, digits] = /^w-?([1-9]\d{0,8})$/i.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
