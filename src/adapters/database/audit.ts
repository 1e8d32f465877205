import type { Pool, PoolClient } from "pg";
import type { AuditEntry, AuditRecord } from "../../domain/audit.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { Audit } from "../../ports/audit.ts";
import { type ChainLink, type ChainVerdict, hashOf, walkChain } from "./audit-chain.ts";
import { inTransaction } from "./transaction.ts";

/** Entries read at once: the log may be longer than memory. */
const batch = 1_000;

/** The log for whoever only adds to it. */
export function openAudit(pool: Pool): Audit {
  return { append: (entry) => inTransaction(pool, (client) => appendAudit(client, entry)) };
}

/** Adds an entry in the caller's transaction, so that what happened and its entry are both there, or neither. */
export async function appendAudit(client: PoolClient, given: AuditEntry): Promise<void> {
  const { rows: heads } = await client.query<ChainLink>("select seq, hash from fairlead.audit_head for update");
  const [head] = heads;
  if (head === undefined) throw new Error("The audit log has lost its head: nothing can be added to it.");
  const key = given.key ?? null;
  if (key !== null) {
    const { rowCount } = await client.query("select 1 from fairlead.audit where key = $1", [key]);
    if (rowCount !== 0) return;
  }
  const entry = { ...storable(given), key, seq: head.seq + 1, previous: head.hash };
  const hash = hashOf(entry);
  await client.query(
    `insert into fairlead.audit (seq, at, repository, actor, action, subject, details, key, previous, hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [...[entry.seq, entry.at, entry.repository, entry.actor, entry.action, entry.subject], entry.details, key].concat([
      entry.previous,
      hash,
    ]),
  );
  await client.query("update fairlead.audit_head set seq = $1, hash = $2", [entry.seq, hash]);
}

/** As the database gives it back: it takes no NUL and no half of a surrogate pair. */
function storable({ at, repository, actor, action, subject, details }: AuditEntry) {
  const clean = JSON.parse(JSON.stringify(details), (_, value: unknown) =>
    typeof value === "string" ? text(value) : value,
  ) as JsonObject;
  return {
    at,
    repository: repository && text(repository),
    actor: text(actor),
    action,
    subject: text(subject),
    details: clean,
  };
}

function text(given: string): string {
  return given.toWellFormed().replaceAll("\u0000", "\ufffd");
}

type AuditSelection = {
  /** Milliseconds since 1970. */
  readonly since?: number;
  /** `owner/name`. */
  readonly repository?: string;
};

/** Reads the log for whoever asks what happened. */
export type AuditReader = {
  /** Entries in order, a batch at a time. */
  entries(selection: AuditSelection): AsyncGenerator<readonly AuditRecord[]>;
  /** Walks the whole chain as it stands at one moment. */
  verify(seen: ChainLink | null): Promise<ChainVerdict>;
};

export function openAuditReader(pool: Pool): AuditReader {
  return {
    entries: (selection) => batches((sql, values) => pool.query<AuditRecord>(sql, [...values]), selection),
    verify: (seen) =>
      inTransaction(pool, async (client) => {
        await client.query("set transaction isolation level repeatable read, read only");
        const { rows } = await client.query<ChainLink>("select seq, hash from fairlead.audit_head");
        const chain = walkChain(rows[0] ?? { seq: 0, hash: "" }, seen);
        for await (const entries of batches((sql, values) => client.query<AuditRecord>(sql, [...values]), {})) {
          if (!entries.every((entry) => chain.take(entry))) break;
        }
        return chain.end();
      }),
  };
}

type Query = (sql: string, values: readonly unknown[]) => Promise<{ readonly rows: readonly AuditRecord[] }>;

async function* batches(query: Query, { since, repository }: AuditSelection): AsyncGenerator<readonly AuditRecord[]> {
  for (let after: number | undefined; ; ) {
    const { rows } = await query(
      `select seq, at, repository, actor, action, subject, details, key, previous, hash from fairlead.audit
       where ($1::bigint is null or seq > $1) and ($2::bigint is null or at >= $2)
         and ($3::text is null or lower(repository) = lower($3))
       order by seq limit ${batch}`,
      [after ?? null, since ?? null, repository ?? null],
    );
    if (rows.length > 0) yield rows;
    after = rows.at(-1)?.seq;
    if (rows.length < batch) return;
  }
}
