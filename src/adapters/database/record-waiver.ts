import type { PoolClient } from "pg";
import type { WaiverRecord } from "../../domain/waiver-record.ts";
import type { RecordedWaiver, WantedWaiver } from "../../ports/waivers.ts";
import { appendAudit } from "./audit.ts";
import { auditOf, selectWaivers, type WaiverRow, waiverRecord } from "./waiver-row.ts";

/** Writes a waiver down once for each command. The repository's row is locked: numbers and coverage are decided in turn. */
export async function recordWaiver(client: PoolClient, wanted: WantedWaiver): Promise<RecordedWaiver> {
  const { repository, by } = wanted;
  await client.query("select 1 from fairlead.repositories where id = $1 for update", [repository.id]);
  const place = [repository.id, by.comment, by.line];
  const [earlier] = await find(client, "w.repository = $1 and w.comment = $2 and w.line = $3", place);
  if (earlier !== undefined) return { status: "recorded", waiver: earlier };
  const covering = await listCovering(client, wanted);
  const covered = new Set(covering.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint)));
  const findings = wanted.findings.filter(({ fingerprint }) => !covered.has(fingerprint));
  if (findings.length === 0) return { status: "covered", by: covering };
  await insert(client, { ...wanted, findings });
  const [waiver] = await find(client, "w.repository = $1 and w.comment = $2 and w.line = $3", place);
  if (waiver === undefined) throw new Error("A waiver that was just written is not there.");
  await appendAudit(client, auditOf(waiver, wanted.grant === null ? "waiver.asked" : "waiver.granted", by));
  return { status: "recorded", waiver };
}

/** Those in force, and of an ask also those asked for on the same head, that say something of the same findings. */
async function listCovering(
  client: PoolClient,
  { repository, baseRef, rule, findings, grant, head, by }: WantedWaiver,
): Promise<readonly WaiverRecord[]> {
  const wanted = new Set(findings.map(({ fingerprint }) => fingerprint));
  const open = await find(
    client,
    `w.repository = $1 and w.rule = $2 and w.base_ref = $6
     and (w.state = 'granted' and w.until > $3 or w.state = 'asked' and w.head = $4 and $5::boolean)`,
    [repository.id, rule, by.at, head, grant === null, baseRef],
  );
  return open.filter((one) => one.findings.some(({ fingerprint }) => wanted.has(fingerprint)));
}

async function insert(client: PoolClient, wanted: WantedWaiver): Promise<void> {
  const { repository, pullRequest, baseRef, head, rule, findings, reason, ticket, durationMs, grant, by } = wanted;
  await client.query(
    `insert into fairlead.waivers (repository, number, pull_request, base_ref, head, state, rule, findings, reason, ticket,
       duration, asked_by, asked_at, owner, until, warn_at, comment, line)
     values ($1, (select coalesce(max(number), 0) + 1 from fairlead.waivers where repository = $1),
       $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      ...[
        repository.id,
        pullRequest,
        baseRef,
        head,
        grant === null ? "asked" : "granted",
        rule,
        JSON.stringify(findings),
      ],
      ...[reason, ticket, durationMs, by.login, by.at],
      ...[grant?.owner ?? null, grant?.until ?? null, grant?.warnAt ?? null, by.comment, by.line],
    ],
  );
}

async function find(client: PoolClient, where: string, values: readonly unknown[]): Promise<readonly WaiverRecord[]> {
  const { rows } = await client.query<WaiverRow>(`${selectWaivers} where ${where}`, [...values]);
  return rows.map(waiverRecord);
}
