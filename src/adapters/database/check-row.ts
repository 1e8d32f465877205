import type { Revision } from "../../domain/revision.ts";
import type { CheckRecord, CheckState } from "../../ports/checks.ts";

/** A row of `fairlead.checks` joined with its repository. */
export type CheckRow = {
  readonly id: string;
  readonly repository: number;
  readonly installation: number;
  readonly owner: string;
  readonly name: string;
  readonly pull_request: number | null;
  readonly base: string;
  readonly base_ref: string | null;
  readonly head: string;
  readonly generation: number;
  readonly state: CheckState;
  readonly attempts: number;
  readonly check_run_id: number | null;
  readonly annotations_sent: number;
  readonly conclusion: string | null;
  readonly digest: string | null;
  readonly error: string | null;
  readonly superseded_by: string | null;
  readonly awaits: boolean;
};

/** What every query that answers a `CheckRow` selects. */
export const checkColumns = `c.id, c.repository, r.installation, r.owner, r.name, c.pull_request, c.base, c.base_ref, c.head,
  c.generation, c.state, c.attempts, c.check_run_id, c.annotations_sent, c.conclusion, c.digest, c.error, c.superseded_by, c.awaits`;

/** Revisions were parsed before they were stored. */
export function checkRecord(row: CheckRow): CheckRecord {
  const { installation, owner, name } = row;
  return {
    id: row.id,
    repository: { id: row.repository, installation, owner, name },
    pullRequest: row.pull_request,
    base: row.base as Revision,
    baseRef: row.base_ref,
    head: row.head as Revision,
    generation: row.generation,
    state: row.state,
    attempts: row.attempts,
    checkRun: row.check_run_id,
    annotationsSent: row.annotations_sent,
    conclusion: row.conclusion,
    digest: row.digest,
    error: row.error,
    supersededBy: row.superseded_by,
    awaits: row.awaits,
  };
}
