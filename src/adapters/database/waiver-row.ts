import type { AuditAction, AuditEntry } from "../../domain/audit.ts";
import type { Revision } from "../../domain/revision.ts";
import type { Waiver } from "../../domain/waiver.ts";
import { type WaivedFinding, type WaiverRecord, type WaiverState, waiverId } from "../../domain/waiver-record.ts";

/** A row of `fairlead.waivers` joined with its repository. */
export type WaiverRow = {
  readonly repository: number;
  readonly installation: number;
  readonly repository_owner: string;
  readonly repository_name: string;
  readonly number: number;
  readonly pull_request: number;
  readonly base_ref: string;
  readonly head: string;
  readonly state: WaiverState;
  readonly rule: string;
  readonly findings: readonly WaivedFinding[];
  readonly reason: string;
  readonly ticket: string | null;
  readonly duration: number;
  readonly asked_by: string;
  readonly owner: string | null;
  readonly until: number | null;
};

/** What every query that answers a `WaiverRow` begins with. */
export const selectWaivers = `select w.repository, r.installation, r.owner as repository_owner, r.name as repository_name,
  w.number, w.pull_request, w.base_ref, w.head, w.state, w.rule, w.findings, w.reason, w.ticket, w.duration, w.asked_by, w.owner, w.until
  from fairlead.waivers w join fairlead.repositories r on r.id = w.repository`;

/** Revisions were parsed before they were stored. */
export function waiverRecord(row: WaiverRow): WaiverRecord {
  const { number, state, rule, findings, reason, ticket, owner, until } = row;
  return {
    repository: {
      id: row.repository,
      installation: row.installation,
      owner: row.repository_owner,
      name: row.repository_name,
    },
    pullRequest: row.pull_request,
    baseRef: row.base_ref,
    head: row.head as Revision,
    durationMs: row.duration,
    askedBy: row.asked_by,
    ...{ number, state, rule, findings, reason, ticket, owner, until },
  };
}

/** As the pipeline applies it; undefined for one that nobody has granted. */
export function waiverOf({ number, rule, findings, owner, reason, ticket, until }: WaiverRecord): Waiver | undefined {
  if (owner === null || until === null) return undefined;
  const fingerprints = findings.map(({ fingerprint }) => fingerprint);
  return { id: waiverId(number), rule, fingerprints, owner, reason, ticket, until, origin: "command" };
}

/** What the audit log says of it. */
export function auditOf(
  waiver: WaiverRecord,
  action: AuditAction,
  { login, at }: { readonly login: string; readonly at: number },
): AuditEntry {
  const { repository, pullRequest, baseRef, head, rule, findings, reason, ticket, askedBy, owner, until } = waiver;
  return {
    at,
    repository: `${repository.owner}/${repository.name}`,
    actor: login,
    action,
    subject: waiverId(waiver.number),
    details: {
      ...{ pullRequest, baseRef, head, rule, reason, ticket, askedBy, owner, until },
      resources: [...new Set(findings.map(({ resource, path }) => resource ?? path))],
      fingerprints: findings.map(({ fingerprint }) => fingerprint),
    },
  };
}
