import type { ExpressionAnswer } from "../../ports.ts";
import type { Progress } from "../worker-pool.ts";

/** What a worker is sent: a batch of inputs for one program. */
export type Task = Progress & {
  /** JSON text of the program: also the key under which it is kept compiled. */
  readonly program: string;
  /** JSON text of the list of inputs. */
  readonly inputs: string;
};

/** What it sends back: for each input an answer to each expression. */
export type Answer = {
  readonly status: "answered";
  readonly results: readonly (readonly ExpressionAnswer[])[];
};
