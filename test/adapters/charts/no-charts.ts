import { createCharts } from "../../../src/adapters/charts/charts.ts";

/** Fetches nothing: no host is allowed. */
export const noCharts = createCharts({
  allowed: { hosts: [], credentials: new Map(), listedIn: "FAIRLEAD_CHART_HOSTS" },
});
