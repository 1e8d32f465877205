import type { Application } from "./application.ts";
import type { Finding } from "./finding.ts";
import type { Action, Plan } from "./plan.ts";
import type { Revision } from "./revision.ts";

/** Good / judged and found wanting / could not be judged. Errored never passes. */
export type Conclusion = "passed" | "failed" | "errored";

/** What the change does to one application in one environment. */
export type ApplicationReport = {
  readonly application: Application;
  readonly status: Conclusion;
  /** Set exactly when `status` is errored. */
  readonly reason?: string;
  /** Set when it could not be judged yet: something that is being made will have it judged again. */
  readonly awaits?: true;
  readonly plan: Plan;
};

/** How a repository wants a report told on its pull requests; the base's configuration says so. */
export type Wishes = {
  /** Findings are said on the lines they are about. */
  readonly reviewComments: boolean;
  /** A changed line that reaches further than its own application says how far, with the findings. */
  readonly effects: boolean;
  /** A failed check requests changes. */
  readonly requestChanges: boolean;
};

/** All that Fairlead says about a change; check run, comment and command line render it. */
export type Report = {
  readonly conclusion: Conclusion;
  /** Null when there is none to compare with: everything is judged, nothing is planned. */
  readonly base: Revision | null;
  readonly head: Revision;
  readonly applications: readonly ApplicationReport[];
  /** The same applications in environments that the change does not reach. */
  readonly untouched?: readonly Pick<Application, "name" | "environment">[];
  /** In the order of `byImportance`. */
  readonly findings: readonly Finding[];
  /** Reasons that belong to no application: a broken policy, a configuration that cannot be read. */
  readonly errors: readonly string[];
  /** What was seen and could not be evaluated, or was left out, in a sentence each. */
  readonly notes: readonly string[];
  /** What a change to the configuration would do, in a sentence each; it is never obeyed here. */
  readonly preview: readonly string[];
  readonly wishes: Wishes;
  /** When it was judged, in milliseconds since 1970: what the time left of waivers is counted from. */
  readonly at: number;
  /** SHA-256 in hexadecimal over every change in canonical form and the revision pair. */
  readonly digest: string;
};

/**
 * The verdict. An error anywhere in what was judged, or an application that could not be judged,
 * never passes; a change that touches nothing we judge passes.
 */
export function conclude(parts: {
  readonly applications: readonly Pick<ApplicationReport, "status">[];
  readonly findings: readonly Pick<Finding, "severity">[];
  readonly errors: readonly string[];
}): Conclusion {
  if (parts.errors.length > 0) return "errored";
  if (parts.applications.some(({ status }) => status === "errored")) return "errored";
  if (parts.applications.some(({ status }) => status === "failed")) return "failed";
  return parts.findings.some(({ severity }) => severity === "error") ? "failed" : "passed";
}

/**
 * The environments of a report in the order in which changes travel. Applications of one name come in that
 * order, so what comes before what anywhere is followed everywhere; else as they come.
 */
export function environmentOrder(
  applications: readonly { readonly application: Pick<Application, "name" | "environment"> }[],
): readonly string[] {
  const lists = Map.groupBy(applications, ({ application }) => application.name);
  const before = new Map<string, Set<string>>();
  for (const list of lists.values()) {
    for (const [index, { application }] of list.entries()) {
      const earlier = before.get(application.environment) ?? new Set<string>();
      const previous = list[index - 1]?.application.environment;
      if (previous !== undefined && previous !== application.environment) earlier.add(previous);
      before.set(application.environment, earlier);
    }
  }
  const ordered: string[] = [];
  const left = new Set(before.keys());
  while (left.size > 0) {
    const isNext = (name: string) => ![...(before.get(name) ?? [])].some((earlier) => left.has(earlier));
    // Configured or not, no two lists contradict each other; if they did, the first would be as good as any.
    const next = [...left].find(isNext) ?? [...left][0] ?? "";
    ordered.push(next);
    left.delete(next);
  }
  return ordered;
}

/** How many changes of each kind the plans hold together. */
export function countActions(applications: readonly Pick<ApplicationReport, "plan">[]): Record<Action, number> {
  const counts: Record<Action, number> = { delete: 0, replace: 0, forget: 0, update: 0, create: 0, read: 0 };
  for (const { plan } of applications) {
    if (plan.status === "known") for (const { action } of plan.changes) counts[action] += 1;
  }
  return counts;
}
