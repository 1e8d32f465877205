import { compareText } from "../domain/finding.ts";
import { type Action, actions } from "../domain/plan.ts";
import { environmentOrder, type Report } from "../domain/report.ts";

/** What a reader asked to see; null asks for all. */
export type Filter = {
  readonly application: string | null;
  readonly environment: string | null;
  readonly action: Action | null;
  /** From 1. */
  readonly page: number;
};

/** What an address asks for. What it cannot mean counts as not asked for. */
export function parseFilter(query: URLSearchParams): Filter {
  const action = query.get("action");
  const page = Number(query.get("page") ?? "1");
  return {
    application: query.get("application") || null,
    environment: query.get("environment") || null,
    action: actions.find((one) => one === action) ?? null,
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** The address of the same page for other wishes. */
export function filterQuery({ application, environment, action, page }: Filter): string {
  const query = new URLSearchParams();
  if (application !== null) query.set("application", application);
  if (environment !== null) query.set("environment", environment);
  if (action !== null) query.set("action", action);
  if (page > 1) query.set("page", String(page));
  return `?${query}`;
}

/** The part of a report that was asked for; its verdict stays the whole one's. */
export function filtered(report: Report, { application, environment, action }: Filter): Report {
  const isAsked = (name: string | null, where: string | null) =>
    (application === null || name === application) && (environment === null || where === environment);
  return {
    ...report,
    applications: report.applications
      .filter((one) => isAsked(one.application.name, one.application.environment))
      .map((one) =>
        action === null || one.plan.status === "unknown"
          ? one
          : { ...one, plan: { ...one.plan, changes: one.plan.changes.filter((change) => change.action === action) } },
      ),
    findings: report.findings.filter((finding) => isAsked(finding.application, finding.environment)),
  };
}

/** What there is to choose from. */
export function choices({ applications }: Report): {
  readonly applications: readonly string[];
  readonly environments: readonly string[];
} {
  const distinct = (names: readonly string[]) => [...new Set(names)];
  return {
    applications: distinct(applications.map(({ application }) => application.name)).toSorted(compareText),
    environments: environmentOrder(applications),
  };
}
