import { parseGlob } from "../../domain/glob.ts";
import type { ToldFinding } from "../../domain/told-report.ts";
import type { Filters, Wish } from "./wish.ts";

/** The findings of a rule, by its name with or without its check. */
export function ofRule(findings: readonly ToldFinding[], wanted: string): readonly ToldFinding[] {
  const name = wanted.toLowerCase();
  return findings.filter(({ check, rule }) => rule.toLowerCase() === name || `${check}/${rule}`.toLowerCase() === name);
}

/** The findings that a wish is about, all of one rule: checks may have names that are alike. */
export function matching(
  findings: readonly ToldFinding[],
  wish: Pick<Wish, "rule" | keyof Filters>,
): readonly ToldFinding[] {
  const { resources, applications, environments } = wish;
  const [first, ...others] = ofRule(findings, wish.rule);
  if (first === undefined) return [];
  return [first, ...others].filter(
    (finding) =>
      finding.rule === first.rule &&
      isAny(resources, namesOf(finding)) &&
      isAny(applications, finding.application === null ? [] : [finding.application]) &&
      isAny(environments, finding.environment === null ? [] : [finding.environment]),
  );
}

function isAny(patterns: readonly string[], names: readonly string[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => names.some((name) => matches(pattern, name)));
}

/** A pattern covers a whole name and nothing below it: `shop` is not everything in the namespace `shop`. */
function matches(pattern: string, name: string): boolean {
  const [one, other] = [pattern.toLowerCase(), name.toLowerCase()];
  return one === other || parseGlob(flat(one))(flat(other));
}

/** A name has no folders: `*` crosses what stands between namespace and name. */
function flat(text: string): string {
  return text.replaceAll("/", "\u0001");
}

/** `Deployment shop/web` is called so, `Deployment/web`, `shop/web` and `web`; what is about a file by its path. */
function namesOf({ resource, path }: ToldFinding): readonly string[] {
  if (resource === null) return [path];
  const [, kind, place, name] = /^(\S+) (?:([^/]+)\/)?(.+)$/.exec(resource) ?? [];
  if (kind === undefined || name === undefined) return [resource];
  return [resource, `${kind}/${name}`, name, ...(place === undefined ? [] : [`${place}/${name}`])];
}
