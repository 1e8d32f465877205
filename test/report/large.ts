import fc from "fast-check";
import type { Change } from "../../src/domain/plan.ts";
import type { ApplicationReport, Report } from "../../src/domain/report.ts";
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

/**
 * A report of many applications in many environments, alike but for some: what is shown once has to be found
 * alike, and what deviates has to stand out, however much there is.
 */
export function spreadReport(most: number): fc.Arbitrary<Report> {
  const spread = fc.record({
    applications: fc.integer({ min: 1, max: 40 }),
    environments: fc.integer({ min: 1, max: 12 }),
    deviating: fc.integer({ min: 1, max: 9 }),
    seed: fc.nat({ max: 1_000 }),
  });
  return spread.map(({ applications, environments, deviating, seed }) => {
    const each = Math.max(1, Math.floor(most / (applications * environments)));
    const places = Array.from({ length: environments }, (_, index) => `cluster-${index}`);
    const names = Array.from({ length: applications }, (_, index) => `service-${index}`);
    return report({
      applications: names.flatMap((name, one) =>
        places.flatMap((environment, place): readonly ApplicationReport[] => {
          if ((one + place + seed) % 17 === 3) return [];
          if ((one + place + seed) % 23 === 5) return [unknownPlan(name, environment)];
          const deviates = (one * 7 + place * 3 + seed) % 10 < deviating;
          return [spreadPlan({ name, environment, each, deviates })];
        }),
      ),
      untouched: names.flatMap((name, one) =>
        places.flatMap((environment, place) => ((one + place + seed) % 17 === 3 ? [{ name, environment }] : [])),
      ),
    });
  });
}

function unknownPlan(name: string, environment: string): ApplicationReport {
  return { ...planned({ name, environment }, []), plan: { status: "unknown", reason: "No plan | is `attached`." } };
}

function spreadPlan(given: {
  readonly name: string;
  readonly environment: string;
  readonly each: number;
  readonly deviates: boolean;
}): ApplicationReport {
  const { name, environment, each, deviates } = given;
  const changes = Array.from({ length: each }, (_, index) =>
    change({
      id: resource({ name: `${name}-${index}`, namespace: `shop-${environment}` }),
      action: index % 29 === 7 ? "delete" : "update",
      fields:
        index % 29 === 7
          ? []
          : [
              {
                path: "spec.template.spec.containers[web].image",
                before: "a:1",
                after: `a:${deviates ? 3 : 2}`,
                note: "newer",
              },
              { path: "data[a|b]", before: "x|y", after: `z|${deviates ? environment : ""}`, replaces: true },
              { path: "endpoint", before: null, after: null, unknown: true },
            ],
      ...(index % 5 === 0 ? { movedFrom: "`other|one`", imported: true } : {}),
      ...(index % 31 === 9
        ? { risks: ["widens-permissions"], reasons: { "widens-permissions": "It may `get|list`." } }
        : {}),
    }),
  );
  const drift = deviates ? changes.slice(0, 3) : [];
  return { ...planned({ name, environment }, []), plan: { status: "known", changes, drift, ignored: each } };
}
