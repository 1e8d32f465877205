import type { Manifest } from "../../domain/manifest.ts";
import type { CompareOptions, Difference } from "./compare.ts";
import type { Pair } from "./match.ts";

/** One application's two sides, compared by themselves. */
export type ComparedApplication = {
  readonly application: { readonly name: string; readonly environment: string };
  readonly base: readonly Manifest[];
  readonly head: readonly Manifest[];
  readonly options: CompareOptions;
  readonly changed: readonly ChangedPair[];
  readonly ignored: number;
};

/** A pair that differs. */
export type ChangedPair = Pair & {
  readonly difference: Difference;
  /** The application that had it before, where that is another one. */
  readonly movedFrom?: string;
};
