import fc from "fast-check";
import type { Change } from "../../src/domain/plan.ts";
import type { Report } from "../../src/domain/report.ts";
import { change, finding, planned, report, resource } from "./builders.ts";

/** Values that are short, long, wide, many lines, and deep. */
const values = [
  3,
  "short",
  "wörter 😀 ".repeat(400),
  Array.from({ length: 300 }, (_, index) => `line ${index}`).join("\n"),
  { deep: { list: ["a", "b", { c: 1 }], text: "x\ny\n" } },
  null,
] as const;

const shape = fc.record({
  applications: fc.integer({ min: 1, max: 300 }),
  share: fc.integer({ min: 0, max: 100 }),
  errors: fc.integer({ min: 0, max: 800 }),
  name: fc.constantFrom("service", "ein-sehr-langer-name-für-eine-anwendung-mit-umlauten-und-😀", "x"),
  message: fc.constantFrom("Too short.", "Something long about 😀 and `fields`. ".repeat(60)),
  seed: fc.nat(),
});

/** A report with up to so many changes, made by arithmetic so that size is what varies. */
export function largeReport(
  most: number,
  { exactly = false, destructive = false }: { readonly exactly?: boolean; readonly destructive?: boolean } = {},
): fc.Arbitrary<Report> {
  const counts = exactly ? fc.constant(most) : fc.integer({ min: 0, max: most });
  return fc.tuple(counts, shape).map(([count, { applications, share, errors, name, message, seed }]) => {
    const changes = Map.groupBy(
      Array.from({ length: count }, (_, index) => index),
      (index) => index % applications,
    );
    const made = (index: number) =>
      changeOf(index, { name, seed, destructive: destructive || (index * 37 + seed) % 100 < share });
    return report({
      applications: Array.from({ length: applications }, (_, index) =>
        planned(
          { name: `${name}-${index}`, environment: index % 2 === 0 ? "prod" : "default" },
          (changes.get(index) ?? []).map(made),
        ),
      ),
      findings: Array.from({ length: errors }, (_, index) =>
        finding({
          path: `apps/${name}-${index}/deployment.yaml`,
          message,
          application: `${name}-${index % applications}`,
        }),
      ),
      notes: Array.from({ length: errors % 50 }, (_, index) => `${message} ${index}`),
    });
  });
}

function changeOf(
  index: number,
  { name, seed, destructive }: { readonly name: string; readonly seed: number; readonly destructive: boolean },
): Change {
  return change({
    id: resource({ name: `${name}-${index}` }),
    action: destructive ? (index % 2 === 0 ? "delete" : "replace") : "update",
    risks: destructive && index % 2 === 1 ? ["replaces"] : [],
    fields: [0, 1, 2].map((field) => ({
      path: `spec.field${field}`,
      before: values[(index + seed + field) % values.length] ?? null,
      after: values[(index + seed + field + 1) % values.length] ?? null,
    })),
  });
}
