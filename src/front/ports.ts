import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { StoredPlan } from "../ports/stored-plans.ts";

/** What the front needs from outside. */
export type FrontPorts = {
  /** Whether one of our secrets signed this text. */
  verify(text: string, signature: string): Promise<boolean>;
  /** Stores the delivery once, with its job; false when it was there already. */
  store(delivery: ReceivedDelivery): Promise<boolean>;
  /** Rejects when the database does not answer. */
  ready(): Promise<void>;
  readGauges(): Promise<readonly Gauge[]>;
  /** The plan that this token opens; undefined when it opens none. */
  openPlan(token: string): Promise<StoredPlan | undefined>;
  readonly clock: Clock;
  readonly log: Log;
};

export type ReceivedDelivery = { readonly id: string; readonly event: string; readonly payload: object };

/** A number that is looked up when somebody asks. Labels never name a repository, a person or a revision. */
export type Gauge = {
  readonly name: string;
  readonly summary: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};
