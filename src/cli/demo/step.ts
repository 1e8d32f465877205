import type { Stage } from "./stage.ts";

/** One step of the story: something happens, and GitHub shows something. */
export type Step = {
  readonly title: string;
  /** Does it, and says what was sent. */
  act(stage: Stage, memory: Memory): Promise<string>;
  /**
   * Looks once, and is asked again while it is `not-yet` and the step has time left.
   * Answers what GitHub shows, a line each.
   */
  see(stage: Stage, memory: Memory): Promise<Sight>;
};

export type Sight =
  | { readonly status: "as-told"; readonly lines: readonly string[] }
  | { readonly status: "not-yet"; readonly lines: readonly string[] };

/** What later steps need of earlier ones. */
export type Memory = Map<string, number>;

/** As told when every expectation holds; a failing one is shown with a cross and looked at again. */
export function sight(expectations: readonly (readonly [holds: boolean, line: string])[]): Sight {
  const lines = expectations.map(([holds, line]) => (holds ? line : `✗ not so: ${line}`));
  return { status: expectations.every(([holds]) => holds) ? "as-told" : "not-yet", lines };
}
