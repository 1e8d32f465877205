import type { SourceLocation } from "../../domain/source.ts";
import type { ToolOutcome } from "../../ports.ts";
import type { RenderPorts } from "../renderer.ts";
import { placeIn } from "./chart.ts";
import { stableOf } from "./compare.ts";
import { changingIn, isTemplate, type Mention } from "./mentions.ts";
import { type HelmOutput, type RenderedDocument, readOutput } from "./output.ts";
import { pinned } from "./pinned.ts";
import { type HelmRun, runHelm } from "./run.ts";

export type StableOutcome =
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
  const changing = changingIn(run.chart);
  if (changing.length === 0) return { outcome: toOutcome(await runHelm(run, ports)), changing };
  const pair = (await renderPair(run, ports, true)) ?? (await renderPair(run, ports, false));
  if (pair === undefined) return { outcome: toOutcome(await runHelm(run, ports)), changing: [] };
  if (!Array.isArray(pair)) return { outcome: pair, changing: [] };
  return compare(pair[0], pair[1], changing);
}

type Pair = [HelmOutput, HelmOutput];

/** Undefined when one of them failed: then it is told of the chart as it is. */
async function renderPair(run: HelmRun, ports: RenderPorts, pin: boolean): Promise<Pair | StableOutcome | undefined> {
  const outputs: HelmOutput[] = [];
  for (const render of [0, 1] as const) {
    const outcome = toOutcome(await runHelm(pin ? { ...run, chart: pinned(run.chart, render) } : run, ports));
    if (outcome.status === "failed") return undefined;
    if (outcome.status !== "rendered") return outcome;
    outputs.push(outcome.output);
  }
  const [first, second] = outputs;
  return first === undefined || second === undefined ? undefined : [first, second];
}

function toOutcome(outcome: ToolOutcome): StableOutcome {
  if (outcome.status !== "ended") return outcome;
  if (outcome.code !== 0 && /^fatal error: .*out of memory/m.test(outcome.stderr)) return { status: "out-of-memory" };
  if (outcome.code !== 0) return { status: "failed", stderr: outcome.stderr };
  return { status: "rendered", output: readOutput(outcome.stdout) };
}

function compare(first: HelmOutput, second: HelmOutput, changing: readonly Mention[]): Stable {
  const sources = ({ documents }: HelmOutput) => JSON.stringify(documents.map(({ source }) => source));
  if (sources(first) !== sources(second) || first.problems.length !== second.problems.length) {
    const [mention] = changing.filter(({ file }) => isTemplate(file));
    const place = mention === undefined ? { path: "", line: 1 } : placeIn(mention.chart, mention.file, mention.line);
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
