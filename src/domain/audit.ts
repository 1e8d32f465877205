import type { JsonObject } from "./json.ts";

/** Everything that the audit log tells of. */
export type AuditAction =
  | "command"
  | "waiver.asked"
  | "waiver.granted"
  | "waiver.confirmed"
  | "waiver.refused"
  | "waiver.withdrawn"
  | "waiver.warned"
  | "waiver.expired";

/** Somebody did something. Details never hold a secret: an entry stays for ever. */
export type AuditEntry = {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `owner/name` as it was called then; null for what concerns none. */
  readonly repository: string | null;
  /** A login, or `fairlead` for what the program does by itself. */
  readonly actor: string;
  readonly action: AuditAction;
  /** What it was done to, such as `#7` or `w-3`. */
  readonly subject: string;
  readonly details: JsonObject;
  /** Of two entries with one key the second is not written. */
  readonly key?: string;
};

/** An entry in its place in the chain. */
export type AuditRecord = Omit<AuditEntry, "key" | "action"> & {
  /** From 1, without a gap. */
  readonly seq: number;
  readonly action: string;
  readonly key: string | null;
  /** The hash of the entry before; zeros for the first. */
  readonly previous: string;
  readonly hash: string;
};

/** The actor of what nobody asked for. */
export const ourselves = "fairlead";
