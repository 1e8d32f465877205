import type { Pool } from "pg";
import type { Queue, Sender } from "./queue.ts";

/** A webhook as it came in, verified. */
type StoredDelivery = {
  /** `X-GitHub-Delivery`: a redelivery carries the same. */
  readonly id: string;
  readonly event: string;
  readonly payload: object;
};

export type Deliveries = {
  /** Stores the delivery and its job, both or neither; false when it was stored before. */
  store(delivery: StoredDelivery): Promise<boolean>;
  /** Undefined when it is done already. */
  begin(id: string): Promise<StoredDelivery | undefined>;
  finish(id: string): Promise<void>;
  fail(id: string, error: string, final: boolean): Promise<void>;
  /** Of these ids, those we have stored. */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Payloads are kept for a while to look into problems, then removed. */
  forgetBefore(time: number): Promise<void>;
};

export function openDeliveries(pool: Pool, queue: Queue): Deliveries {
  return {
    store: (delivery) => store(delivery, pool, queue),
    begin: async (id) => {
      const { rows } = await pool.query<StoredDelivery>(
        `update fairlead.deliveries set attempts = attempts + 1 where id = $1 and state <> 'done'
         returning id, event, payload`,
        [id],
      );
      return rows[0];
    },
    finish: async (id) => {
      await pool.query("update fairlead.deliveries set state = 'done', error = null where id = $1", [id]);
    },
    fail: async (id, error, final) => {
      const state = final ? "failed" : "stored";
      await pool.query("update fairlead.deliveries set state = $2, error = $3 where id = $1", [id, state, error]);
    },
    known: async (ids) => {
      const { rows } = await pool.query<{ id: string }>("select id from fairlead.deliveries where id = any($1)", [ids]);
      return new Set(rows.map(({ id }) => id));
    },
    forgetBefore: async (time) => {
      await pool.query("delete from fairlead.deliveries where received < $1 and state <> 'stored'", [new Date(time)]);
    },
  };
}

/** One round trip, and so one transaction: the queue's own statement runs where the delivery is stored. */
async function store({ id, event, payload }: StoredDelivery, pool: Pool, queue: Queue): Promise<boolean> {
  let isNew = false;
  const storing: Sender = {
    query: async (send, [job]) => {
      const { rows } = await pool.query<{ stored: boolean }>({
        name: "store-delivery",
        text: "select fairlead.store_delivery($1, $2, $3, $4, $5, $6) as stored",
        values: [id, event, actionOf(payload), JSON.stringify(payload), send, job],
      });
      isNew = rows[0]?.stored === true;
      return { rows: [] };
    },
  };
  await queue.send(storing, "deliveries", { id });
  return isNew;
}

function actionOf(payload: object): string | null {
  return "action" in payload && typeof payload.action === "string" ? payload.action : null;
}
