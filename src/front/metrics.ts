import type { Gauge } from "./ports.ts";

/** Upper bounds in seconds; GitHub gives up at ten. */
const buckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 10];

type Metrics = {
  delivery(status: number, seconds: number): void;
  render(gauges: readonly Gauge[]): string;
};

/** Prometheus' text format. Labels are bounded by construction: a status code, a state. */
export function createMetrics(): Metrics {
  const answers = new Map<number, number>();
  const below = buckets.map(() => 0);
  let count = 0;
  let sum = 0;
  return {
    delivery: (status, seconds) => {
      answers.set(status, (answers.get(status) ?? 0) + 1);
      count += 1;
      sum += seconds;
      for (const [index, bound] of buckets.entries()) if (seconds <= bound) below[index] = (below[index] ?? 0) + 1;
    },
    render: (gauges) => {
      const lines = [
        "# HELP fairlead_deliveries_total Webhook deliveries by the status they were answered with.",
        "# TYPE fairlead_deliveries_total counter",
        ...[...answers].map(([status, value]) => `fairlead_deliveries_total{status="${status}"} ${value}`),
        "# HELP fairlead_delivery_seconds Time until a delivery was stored and answered.",
        "# TYPE fairlead_delivery_seconds histogram",
        ...buckets.map((bound, index) => `fairlead_delivery_seconds_bucket{le="${bound}"} ${below[index] ?? 0}`),
        `fairlead_delivery_seconds_bucket{le="+Inf"} ${count}`,
        `fairlead_delivery_seconds_sum ${sum}`,
        `fairlead_delivery_seconds_count ${count}`,
        ...gauges.flatMap(gaugeLines),
      ];
      return `${lines.join("\n")}\n`;
    },
  };
}

function gaugeLines({ name, summary, labels, value }: Gauge, index: number, all: readonly Gauge[]): readonly string[] {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${text}"`);
  const sample = `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}`;
  if (all[index - 1]?.name === name) return [sample];
  return [`# HELP ${name} ${summary}`, `# TYPE ${name} gauge`, sample];
}
