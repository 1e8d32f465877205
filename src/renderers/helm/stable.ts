import type { SourceLocation } from "../../domain/source.ts";
import { InvariantError } from "../../errors.ts";
import type { ToolOutcome } from "../../ports/tools.ts";
import type { RenderPorts } from "../renderer.ts";
import { stableOf } from "./compare.ts";
import { changingIn, type Mention } from "./mentions.ts";
import { type HelmOutput, type RenderedDocument, readOutput } from "./output.ts";
import { pinned } from "./pinned.ts";
import { type HelmRun, runHelm } from "./run.ts";

type StableOutcome =
  | { readonly status: "rendered"; readonly output: HelmOutput }
  | { readonly status: "failed"; readonly stderr: string }
  | { readonly status: "out-of-memory" }
  /** Two renders of it have nothing in common that could be compared. */
  | { readonly status: "unsteady"; readonly problem: SourceLocation & { readonly message: string } }
  | Exclude<ToolOutcome, { status: "ended" }>;

export type Stable = {
  readonly outcome: StableOutcome;
  /** What makes the chart render differently every time; empty when nothing that was rendered differs. */
  readonly changing: readonly Mention[];
};

/**
 * The same output for the same chart, always: one that mentions functions with changing answers is rendered
 * twice, and what differs is replaced by a placeholder.
 */
export async function renderStable(run: HelmRun, ports: RenderPorts): Promise<Stable> {
  const changing = changingIn(run.chart, run.layers);
  if (changing.length === 0) return { outcome: toOutcome(await runHelm(run, ports)), changing };
  const pinnedPair = await renderPair(run, ports, true);
  // What fails is told of the chart as it is, and a pinned function may be why it fails.
  const pair = isFailure(pinnedPair) ? await renderPair(run, ports, false) : pinnedPair;
  if (!Array.isArray(pair)) return { outcome: pair, changing: [] };
  return compare(pair, changing, run.chart.at);
}

type Pair = [HelmOutput, HelmOutput];

async function renderPair(run: HelmRun, ports: RenderPorts, pin: boolean): Promise<Pair | StableOutcome> {
  const outputs: HelmOutput[] = [];
  for (const render of [0, 1] as const) {
    const outcome = toOutcome(await runHelm(pin ? { ...run, chart: pinned(run.chart, render) } : run, ports));
    if (outcome.status !== "rendered") return outcome;
    outputs.push(outcome.output);
  }
  const [first, second] = outputs;
  if (first === undefined || second === undefined) throw new InvariantError("Each of two renders has an output.");
  return [first, second];
}

function isFailure(pair: Pair | StableOutcome): boolean {
  return !Array.isArray(pair) && pair.status === "failed";
}

function toOutcome(outcome: ToolOutcome): StableOutcome {
  if (outcome.status !== "ended") return outcome;
  if (outcome.code !== 0 && /^fatal error: .*out of memory/m.test(outcome.stderr)) return { status: "out-of-memory" };
  if (outcome.code !== 0) return { status: "failed", stderr: outcome.stderr };
  return { status: "rendered", output: readOutput(outcome.stdout) };
}

function compare([first, second]: Pair, changing: readonly Mention[], otherwise: SourceLocation): Stable {
  const sources = ({ documents }: HelmOutput) => JSON.stringify(documents.map(({ source }) => source));
  if (sources(first) !== sources(second) || first.problems.length !== second.problems.length) {
    const mention = changing.find(({ isTemplate }) => isTemplate);
    const place = mention?.at ?? otherwise;
    const message = `Not rendered, because ${mention === undefined ? "a template" : `\`${mention.name}\``} decides what there is: another render gives other resources.`;
    return { outcome: { status: "unsteady", problem: { ...place, message } }, changing: [] };
  }
  let differs = false;
  const documents = first.documents.map((one, index): RenderedDocument => {
    const stable = stableOf(one.object, second.documents[index]?.object ?? null);
    differs ||= stable.differs;
    return { ...one, object: stable.value };
  });
  return {
    outcome: { status: "rendered", output: { documents, problems: first.problems } },
    changing: differs ? changing : [],
  };
}
