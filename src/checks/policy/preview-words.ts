import { amount } from "../../domain/amount.ts";
import { type Finding, type Severity, severities } from "../../domain/finding.ts";
import type { PolicyRule } from "../../ports/policies.ts";
import type { ChangedRule, ChangedRules } from "./changed-rules.ts";
import { isOfChanges } from "./whole.ts";

type BothSides = { readonly old: readonly Finding[]; readonly now: readonly Finding[] };

/** What a change of rules would mean, in a sentence for each rule. */
export function sentencesOn(
  { added, changed, gone }: ChangedRules,
  { old, now }: BothSides,
  { wanted, left }: { readonly wanted: readonly string[] | undefined; readonly left: ReadonlySet<string> },
): readonly string[] {
  const isLeftOut = (rule: PolicyRule) => wanted !== undefined && !wanted.includes(rule.package);
  const counting = added.filter((rule) => !isLeftOut(rule));
  const telling = counting.filter((rule) => of(now, rule).length > 0);
  const silent = counting.filter((rule) => of(now, rule).length === 0);
  return [
    ...telling.map((rule) => onNew(rule, of(now, rule))),
    ...silentOnes(silent),
    ...added.filter(isLeftOut).map(leftOut),
    ...changed.flatMap((pair) => onChanged(pair, { old: of(old, pair.before), now: of(now, pair.after) })),
    ...gone.map(({ id }) => `The rule ${id} would be gone.`),
    ...(wanted ?? []).filter((name) => !left.has(name)).map(emptied),
  ];
}

function of(findings: readonly Finding[], { id }: PolicyRule): readonly Finding[] {
  return findings.filter(({ rule }) => rule === id);
}

function leftOut({ id, package: name }: PolicyRule): string {
  return `The new rule ${id} would not count: checks.policy.packages does not name ${name}.`;
}

/** One by one as long as they are few: nobody reads a hundred sentences of nothing. */
function silentOnes(rules: readonly PolicyRule[]): readonly string[] {
  if (rules.length > fewRules) return [`${rules.length} new rules would fail nothing.`];
  return rules.map((rule) => {
    const where = isOfChanges(rule.package) ? "in this pull request" : "that there is";
    return `The new rule ${rule.id} would ${verbOf([], rule)} nothing ${where}.`;
  });
}

const fewRules = 10;

function onNew(rule: PolicyRule, findings: readonly Finding[]): string {
  const start = `The new rule ${rule.id} would ${verbOf(findings, rule)}`;
  const applications = applicationsOf(findings);
  const where = applications === 0 ? "" : ` in ${amount(applications, "application")}`;
  return `${start} ${many(things(findings).size, rule, findings)}${where}.`;
}

function onChanged({ before, after, itself }: ChangedRule, { old, now }: BothSides): readonly string[] {
  const [had, has] = [things(old), things(now)];
  const more = [...has].filter((thing) => !had.has(thing)).length;
  const less = [...had].filter((thing) => !has.has(thing)).length;
  const all = [...now, ...old];
  const count = (number: number) => many(number, after, all);
  const weight = weightChange(before, after);
  const start = `The changed rule ${after.id} would ${verbOf(all, after)}`;
  if (more === 0 && less === 0) {
    if (weight.length > 0 || !itself) return weight;
    return [had.size === 0 ? `${start} nothing, as before.` : `${start} the same ${count(had.size)} as before.`];
  }
  if (more === 0) return [`${start} ${count(less)} less.`, ...weight];
  return [less === 0 ? `${start} ${count(more)} more.` : `${start} ${count(more)} more, and ${less} less.`, ...weight];
}

function weightChange(before: PolicyRule, after: PolicyRule): readonly string[] {
  if (before.severity === after.severity) return [];
  const words = (rule: PolicyRule) => rule.severity ?? "what the configuration says";
  return [`The rule ${after.id} would weigh ${words(after)}, no longer ${words(before)}.`];
}

function emptied(name: string): string {
  return `checks.policy.packages names ${name}: without any rule in it, nothing could be judged after the merge.`;
}

/** Each thing once, however often a rule speaks of it. */
function things(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(
    findings.map(({ application, environment, resource, path, line, message }) =>
      JSON.stringify([application, environment, resource ?? [path, line, message]]),
    ),
  );
}

function applicationsOf(findings: readonly Finding[]): number {
  return new Set(findings.flatMap(({ application }) => application ?? [])).size;
}

const verbs = { error: "fail", warning: "warn of", notice: "remark on" } as const satisfies Record<Severity, string>;

/** By what the findings weigh; without any, by what the rule says of itself. */
function verbOf(findings: readonly Finding[], { severity, name }: PolicyRule): string {
  const worst = severities.find((one) => findings.some((finding) => finding.severity === one));
  const own = severity === "off" ? null : severity;
  return verbs[worst ?? own ?? (/^warn(?:_|$)/.test(name) ? "warning" : "error")];
}

function many(count: number, rule: PolicyRule, findings: readonly Finding[]): string {
  if (isOfChanges(rule.package)) return `${amount(count, "change")} of this pull request`;
  if (findings.some(({ application }) => application === null)) return amount(count, "file");
  return amount(count, findings.some(({ resource }) => resource === null) ? "place" : "manifest");
}
