import type { Application, DiscoveredApplication } from "../domain/application.ts";
import { compareText } from "../domain/finding.ts";
import type { AffectedApplication } from "./affected.ts";
import type { CheckRequest } from "./request.ts";

type Selection = {
  readonly applications: readonly AffectedApplication[];
  /** Names asked for that nothing has: a misspelt name must not look like "nothing changed". */
  readonly errors: readonly string[];
};

/** The affected applications that were asked for, by name and then in the order in which changes travel. */
export function select(
  request: Pick<CheckRequest, "applications" | "environments">,
  known: readonly DiscoveredApplication[],
  affected: readonly AffectedApplication[],
  order: (oneEnvironment: string, other: string) => number,
): Selection {
  return {
    applications: affected
      .filter(({ application }) => isAskedFor(application, request))
      .toSorted(
        (a, b) =>
          compareText(a.application.name, b.application.name) ||
          order(a.application.environment, b.application.environment),
      ),
    errors: unknownNames(request, known),
  };
}

/** A sentence for each name asked for that no application or environment has. */
export function unknownNames(
  request: Pick<CheckRequest, "applications" | "environments">,
  known: readonly DiscoveredApplication[],
): readonly string[] {
  return [
    ...unknown("application", request.applications, new Set(known.map(({ name }) => name))),
    ...unknown("environment", request.environments, new Set(known.map(({ environment }) => environment))),
  ];
}

export function isAskedFor(
  { name, environment }: Pick<Application, "name" | "environment">,
  request: Pick<CheckRequest, "applications" | "environments">,
): boolean {
  return (
    (request.applications.length === 0 || request.applications.includes(name)) &&
    (request.environments.length === 0 || request.environments.includes(environment))
  );
}

function unknown(noun: string, asked: readonly string[], names: ReadonlySet<string>): readonly string[] {
  const known = names.size === 0 ? "there is none" : `there are ${[...names].toSorted(compareText).join(", ")}`;
  return asked
    .filter((name) => !names.has(name))
    .map((name) => `No ${noun} is called ${JSON.stringify(name)}: ${known}.`);
}
