import type { Charts } from "../../ports.ts";

/** Fetches nothing: no host is allowed. */
export const noCharts: Charts = {
  refusal: ({ repository, name }) =>
    `The chart ${[repository, name].filter(Boolean).join("/")} is not in this repository, and no host of charts is allowed here.`,
  async fetch(chart) {
    return { status: "refused", reason: noCharts.refusal(chart) ?? "" };
  },
};
