import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import type { CheckSubject } from "../../ports/checks.ts";
import type { Queue } from "./queue.ts";

/**
 * Records what is wanted and queues it; supersedes what was wanted before. The pull request's row is
 * locked, so that two deliveries about the same push ask for one check between them.
 */
export async function requestCheck(
  client: PoolClient,
  queue: Queue,
  subject: CheckSubject,
  again: boolean,
): Promise<string | undefined> {
  await rememberRepository(client, subject);
  const generation = await lockSubject(client, subject);
  if (!again && (await isCovered(client, subject))) return undefined;
  await supersede(client, subject);
  const id = randomUUID();
  const { repository, pullRequest, base, baseRef, head } = subject;
  await client.query(
    `insert into fairlead.checks (id, repository, pull_request, base, base_ref, head, generation)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, repository.id, pullRequest, base, baseRef, head, generation],
  );
  await queue.send(client, "checks", { id });
  return id;
}

async function rememberRepository(client: PoolClient, { repository }: CheckSubject): Promise<void> {
  const { id, installation, owner, name } = repository;
  await client.query(
    `insert into fairlead.repositories (id, installation, owner, name) values ($1, $2, $3, $4)
     on conflict (id) do update set installation = $2, owner = $3, name = $4`,
    [id, installation, owner, name],
  );
}

/** The number of this request among those for the pull request; a merge group has only one. */
async function lockSubject(client: PoolClient, { repository, pullRequest, head }: CheckSubject): Promise<number> {
  if (pullRequest === null) return 1;
  const { rows } = await client.query<{ generation: number }>(
    `insert into fairlead.pull_requests (repository, number, generation) values ($1, $2, 1)
     on conflict (repository, number) do update set generation = fairlead.pull_requests.generation + 1
     returning generation`,
    [repository.id, pullRequest],
  );
  await client.query(
    "insert into fairlead.pull_request_heads (repository, number, head) values ($1, $2, $3) on conflict do nothing",
    [repository.id, pullRequest, head],
  );
  return rows[0]?.generation ?? 1;
}

/** The newest check of the pull request is of this very head and base branch, and is made or in the making. */
export async function isCovered(
  client: Pool | PoolClient,
  { repository, pullRequest, baseRef, head }: CheckSubject,
): Promise<boolean> {
  const { rows } = await client.query<CoveringRow>(
    `select head, base_ref, state, conclusion, lapsed from fairlead.checks
     where repository = $1 and pull_request is not distinct from $2 and ($2::integer is not null or head = $3)
     order by generation desc, requested desc limit 1`,
    [repository.id, pullRequest, head],
  );
  const [newest] = rows;
  if (newest === undefined || newest.head !== head || newest.state === "superseded" || newest.lapsed) return false;
  if (newest.base_ref !== null && newest.base_ref !== baseRef) return false;
  return newest.conclusion !== "cancelled";
}

type CoveringRow = {
  readonly head: string;
  readonly base_ref: string | null;
  readonly state: string;
  readonly conclusion: string | null;
  /** It counted with a waiver that has ended since. */
  readonly lapsed: boolean;
};

async function supersede(client: PoolClient, { repository, pullRequest, head }: CheckSubject): Promise<void> {
  if (pullRequest === null) return;
  await client.query(
    `update fairlead.checks set state = 'superseded', superseded_by = $3
     where repository = $1 and pull_request = $2 and state in ('requested', 'running')`,
    [repository.id, pullRequest, head],
  );
}
