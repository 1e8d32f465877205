import type { Stage } from "./stage.ts";

/** One step of the story: something happens, and GitHub shows something. */
export type Step = {
  readonly title: string;
  /** Does it, and says what was sent. */
  act(stage: Stage, memory: Memory): Promise<string>;
  /**
   * Looks once, and is asked again while it is not as told and the step has time left.
   */
  see(stage: Stage, memory: Memory): Promise<Sight>;
};

/** What was expected, and whether GitHub shows it. */
export type Expectation = readonly [holds: boolean, line: string];

export type Sight = { readonly asTold: boolean; readonly expectations: readonly Expectation[] };

/** What later steps need of earlier ones. */
export type Memory = Map<string, number>;

/** As told when every expectation holds. */
export function sight(expectations: readonly Expectation[]): Sight {
  return { asTold: expectations.every(([holds]) => holds), expectations };
}
