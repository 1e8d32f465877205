import type { Charts } from "../ports/charts.ts";
import type { ConsultedChart, RenderStore } from "../ports/renders.ts";
import type { Rendering } from "../renderers/renderer.ts";
import { hideSecrets } from "./plan/mask.ts";

/** The rendering of an earlier process; undefined when what it was told about charts is not so any more. */
export async function recall(
  key: string,
  store: RenderStore,
  charts: Charts,
  signal?: AbortSignal,
): Promise<Rendering | undefined> {
  const kept = await store.read(key);
  if (kept === undefined || !(await holds(kept.charts, charts, signal))) return undefined;
  return { status: "rendered", manifests: kept.manifests, findings: kept.findings };
}

/**
 * Keeps what was rendered, and only that: what failed may be told in a tool's own words, and what errored may
 * be different next time. What holds values of secrets is kept in no file; it is rendered again.
 */
export async function keep(
  key: string,
  rendering: Rendering,
  charts: readonly ConsultedChart[],
  store: RenderStore,
): Promise<void> {
  if (rendering.status !== "rendered" || rendering.manifests.some(({ object }) => holdsSecrets(object))) return;
  const { manifests, findings } = rendering;
  await store.write(key, { manifests, findings, charts });
}

/** Whatever a reader would not be shown is not kept either. */
function holdsSecrets(object: Parameters<typeof hideSecrets>[0]): boolean {
  return JSON.stringify(hideSecrets(object)) !== JSON.stringify(object);
}

/** The same charts, and a list of what they are asked and answer. */
export function consulted(charts: Charts): { readonly charts: Charts; readonly heard: readonly ConsultedChart[] } {
  const heard: ConsultedChart[] = [];
  return {
    heard,
    charts: {
      refusal: (chart) => {
        const answer = charts.refusal(chart);
        heard.push({ chart, question: "refusal", answer });
        return answer;
      },
      fetch: async (chart, signal) => {
        const fetched = await charts.fetch(chart, signal);
        const answer = fetched.status === "fetched" ? fetched.digest : fetched.reason;
        heard.push({ chart, question: "fetch", answer });
        return fetched;
      },
    },
  };
}

/** Whether the charts, asked again, answer the same. */
async function holds(before: readonly ConsultedChart[], charts: Charts, signal?: AbortSignal): Promise<boolean> {
  const now = consulted(charts);
  try {
    for (const { chart, question, answer } of before) {
      if (question === "refusal") now.charts.refusal(chart);
      else await now.charts.fetch(chart, signal);
      if (now.heard.at(-1)?.answer !== answer) return false;
    }
    return true;
  } catch {
    // The host does not answer: the render will say so.
    signal?.throwIfAborted();
    return false;
  }
}
