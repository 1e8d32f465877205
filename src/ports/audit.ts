import type { AuditEntry } from "../domain/audit.ts";

/** What everybody did, for ever: entries are added, and never changed. */
export type Audit = { append(entry: AuditEntry): Promise<void> };
