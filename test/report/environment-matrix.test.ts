import { expect, test } from "vitest";
import type { Change } from "../../src/domain/plan.ts";
import type { ApplicationReport, Report } from "../../src/domain/report.ts";
import { matrixSection } from "../../src/report/environment-matrix.ts";
import { groupApplications } from "../../src/report/fold.ts";
import { commentLimits, renderSection } from "../../src/report/section.ts";
import { change, links, planned, report, resource } from "./builders.ts";

function matrix(applications: readonly ApplicationReport[], untouched: Report["untouched"] = []): readonly string[] {
  const given = report({ applications, untouched });
  const section = matrixSection(given, groupApplications(given), links);
  return renderSection(section, { size: 20_000, limits: commentLimits }).split("\n").filter(Boolean).slice(1);
}

const web = (environment: string, ...changes: readonly Change[]) => planned({ environment }, changes);
const replicas = (after: number) => change({ fields: [{ path: "spec.replicas", before: 1, after }] });
const other = change({ id: resource({ kind: "Service" }) });

test("what is the same everywhere is one sentence", () => {
  expect(matrix([web("dev", replicas(2), other), web("prod", replicas(2), other)])).toEqual([
    "- The same in dev and prod: the 2 changes of `web`.",
  ]);
});

test("what one of three does otherwise is in bold, beside what the others do", () => {
  expect(
    matrix([web("dev", replicas(2), other), web("staging", replicas(2), other), web("prod", replicas(9), other)]),
  ).toEqual([
    "| Application | Change | dev | staging | prod |",
    "| --- | --- | --- | --- | --- |",
    "| `web` | `Deployment shop/web` `spec.replicas` | `1 → 2` | `1 → 2` | **`1 → 9`** |",
    "| `web` | 1 other change | alike | alike | alike |",
  ]);
});

test("an environment that the change does not reach stands out", () => {
  expect(
    matrix([web("dev", replicas(2)), web("staging", replicas(2))], [{ name: "web", environment: "prod" }]),
  ).toEqual([
    "| Application | Change | dev | staging | prod |",
    "| --- | --- | --- | --- | --- |",
    "| `web` | `Deployment shop/web` `spec.replicas` | `1 → 2` | `1 → 2` | **not changed** |",
  ]);
});

test("an environment without a plan is not one without a change", () => {
  const unknown: ApplicationReport = { ...web("prod"), plan: { status: "unknown", reason: "No plan." } };

  expect(matrix([web("dev", replicas(2)), web("staging", replicas(2)), unknown]).at(-1)).toContain("**not known**");
});

test("one environment that changes is nothing to compare", () => {
  expect(matrix([web("dev", replicas(2)), web("prod")], [{ name: "web", environment: "staging" }])).toEqual([]);
});

test("different actions on one resource are told by their verbs", () => {
  const gone = change({ action: "delete", fields: [] });

  expect(matrix([web("dev", replicas(2)), web("staging", replicas(2)), web("prod", gone)]).at(-1)).toBe(
    "| `web` | `Deployment shop/web` | `1 → 2` | `1 → 2` | **delete** |",
  );
});

test("environments beyond six share columns, and where that does not help rows are sentences", () => {
  const names = Array.from({ length: 9 }, (_, index) => `c${index}`);

  expect(matrix(names.map((name, index) => web(name, replicas(index === 4 ? 7 : 2))))[0]).toBe(
    "| Application | Change | c0 and 7 more | c4 |",
  );
  expect(matrix(names.map((name, index) => web(name, replicas(index + 2))))).toEqual([
    expect.stringMatching(/^- `web` `Deployment shop\/web` `spec.replicas`: `1 → 2` in c0; `1 → 3` in c1; /),
  ]);
});

test("environments stand in the order in which the report has those of every application", () => {
  const applications = [web("dev", replicas(2)), web("prod", replicas(9))];
  const first = planned({ name: "api", environment: "prod" }, [replicas(3)]);

  expect(matrix([first, ...applications])[0]).toBe("| Application | Change | dev | prod |");
});

test("values of a secret are never in a cell", () => {
  const secret = (after: string) => change({ fields: [{ path: "data.key", before: "(hidden)", after }] });

  expect(matrix([web("dev", secret("(hidden)")), web("prod", secret("(hidden, changed)"))]).at(-1)).toContain(
    "hidden, changed",
  );
});
