import type { ExpressionAnswer } from "../../ports/expressions.ts";
import type { Progress } from "../worker-pool.ts";

/** What a worker is sent: a batch of inputs, each with the program that is asked of it. */
export type Task = Progress & Batch;

export type Batch = {
  /** JSON texts of the programs: also the keys under which they are kept compiled. */
  readonly programs: readonly string[];
  /** JSON texts of what the inputs are made of; what several share is sent, and read, once. */
  readonly values: readonly string[];
  /** JSON text of a list: the program's index, and for each name of the input the index of its value. */
  readonly inputs: string;
};

export type PackedInput = readonly [program: number, fields: { readonly [name: string]: number }];

/** What it sends back: for each input an answer to each expression. */
export type Answer = {
  readonly status: "answered";
  readonly results: readonly (readonly ExpressionAnswer[])[];
};
