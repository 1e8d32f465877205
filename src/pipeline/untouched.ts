import type { Application } from "../domain/application.ts";
import { compareText } from "../domain/finding.ts";
import type { AffectedApplication } from "./affected.ts";

/**
 * The affected applications in the environments that the change does not reach: what a reader misses when two
 * of three change.
 */
export function untouched(
  known: readonly Pick<Application, "name" | "environment">[],
  affected: readonly Pick<AffectedApplication, "application">[],
): readonly Pick<Application, "name" | "environment">[] {
  const names = new Set(affected.map(({ application }) => application.name));
  const reached = new Set(affected.map(({ application }) => keyOf(application)));
  return known
    .filter((application) => names.has(application.name) && !reached.has(keyOf(application)))
    .map(({ name, environment }) => ({ name, environment }))
    .toSorted((a, b) => compareText(a.name, b.name) || compareText(a.environment, b.environment));
}

function keyOf({ name, environment }: Pick<Application, "name" | "environment">): string {
  return JSON.stringify([name, environment]);
}
