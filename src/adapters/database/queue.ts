import { type Db, PgBoss } from "pg-boss";
import type { Log } from "../../ports/log.ts";
import type { Database } from "./database.ts";

/** The job queues. A job holds the id of a row and nothing else: the row is the truth. */
const queues = {
  /** Stored deliveries, to be received. */
  deliveries: { retryLimit: 5, retryDelay: 1, retryBackoff: true, expireInSeconds: 60 },
  /** Checks, to be run. The sweep repeats what a crash left, so the queue never does. */
  checks: { retryLimit: 0, expireInSeconds: 3_600 },
} as const;

type QueueName = keyof typeof queues;

type Job = { readonly id: string };

/** Runs the one statement that stores a job; a client in a transaction is one. */
export type Sender = { query(text: string, values: unknown[]): Promise<{ rows: unknown[] }> };

export type Queue = {
  /** Stores the job in the caller's own transaction. */
  send(client: Sender, queue: QueueName, job: Job): Promise<void>;
  /** Runs `work` for each job, `concurrency` at once. */
  work(queue: QueueName, concurrency: number, work: (job: Job) => Promise<void>): Promise<void>;
  /** Takes no more jobs and resolves when those that run have ended. */
  stop(): Promise<void>;
};

/** Opens the queue on the same database. Listening wakes workers at once; polling is the floor. */
export async function openQueue({ connection }: Pick<Database, "connection">, log: Log): Promise<Queue> {
  const boss = new PgBoss({ ...bossConnection(connection), schema: "fairlead_jobs", useListenNotify: true, max: 10 });
  boss.on("error", (error) => log.error({ error }, "the job queue reports an error"));
  await boss.start();
  for (const [name, options] of Object.entries(queues)) {
    await boss.createQueue(name, { ...options, notify: true, deleteAfterSeconds: 86_400 });
  }
  return {
    send: async (client, queue, job) => {
      await boss.send(queue, job, { db: inside(client) });
    },
    work: async (queue, localConcurrency, work) => {
      const polling = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 };
      await boss.work<Job>(queue, { localConcurrency, batchSize: 1, ...polling }, async ([job]) => {
        if (job !== undefined) await work(job.data);
      });
    },
    stop: () => boss.stop({ graceful: true, timeout: 20_000 }),
  };
}

type BossConnection = NonNullable<ConstructorParameters<typeof PgBoss>[0]> & object;

function bossConnection(connection: Database["connection"]): BossConnection {
  const { connectionString, host, port, user, password, database } = connection;
  if (connectionString !== undefined) return { connectionString };
  return { host, port, user, password, database } as BossConnection;
}

function inside(client: Sender): Db {
  return {
    executeSql: async (text, values) => client.query(text, values ?? []),
  };
}
