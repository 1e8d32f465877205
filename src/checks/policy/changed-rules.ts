import { compareText } from "../../domain/finding.ts";
import { canonicalJson } from "../../domain/json.ts";
import type { PolicyRule } from "../../ports/policies.ts";
import { packagesUsedBy, textsByPackage } from "./packages.ts";
import type { PolicySources } from "./sources.ts";

/** Rules by what a change does to them, by their ids, in order. */
export type ChangedRules = {
  readonly added: readonly PolicyRule[];
  readonly changed: readonly ChangedRule[];
  readonly gone: readonly PolicyRule[];
};

export type ChangedRule = {
  readonly before: PolicyRule;
  readonly after: PolicyRule;
  /** Whether the rule itself is written otherwise, and not only what it may use. */
  readonly itself: boolean;
};

type RulesOf = { readonly rules: readonly PolicyRule[]; readonly sources: PolicySources };

/**
 * What differs between two sides: a rule is another one when its METADATA says something else, or anything that it
 * may use is written otherwise, in its package, in those it refers to, or in the data that they name.
 */
export function changedRules(before: RulesOf, after: RulesOf): ChangedRules {
  const earlier = byId(before.rules);
  const later = byId(after.rules);
  const contentBefore = contentOf(before.sources);
  const contentAfter = contentOf(after.sources);
  const kept = [...later].flatMap(([id, rule]) => {
    const old = earlier.get(id);
    if (old === undefined) return [];
    const [before, after] = [contentBefore(old), contentAfter(rule)];
    return before.all === after.all ? [] : [{ before: old, after: rule, itself: before.own !== after.own }];
  });
  return {
    added: [...later.values()].filter(({ id }) => !earlier.has(id)),
    changed: kept,
    gone: [...earlier.values()].filter(({ id }) => !later.has(id)),
  };
}

/** Of several with one id the first stands for all: they are told apart by nobody. */
function byId(rules: readonly PolicyRule[]): ReadonlyMap<string, PolicyRule> {
  const found = new Map<string, PolicyRule>();
  for (const rule of rules.toSorted((a, b) => compareText(a.id, b.id))) {
    if (!found.has(rule.id)) found.set(rule.id, rule);
  }
  return found;
}

/** A rule as it is written itself, and with all that it may use. */
function contentOf({ rego, data }: PolicySources) {
  const texts = textsByPackage(new Map([...rego].filter(([path]) => !path.endsWith("_test.rego"))));
  const statements = new Map([...texts].map(([name, text]) => [name, statementsOf(text)]));
  return ({ path: _path, line: _line, ...rule }: PolicyRule) => {
    const own = (statements.get(rule.package) ?? []).filter((statement) => headOf(statement) === rule.name);
    const used = packagesUsedBy(rule.package, texts).flatMap((name) => {
      const there = statements.get(name) ?? [];
      return name === rule.package ? withoutOtherRules(rule.name, there) : there;
    });
    const told = { ...rule, parameters: [...rule.parameters] };
    const named = Object.entries(data).filter(([key]) => reads(used, key));
    return { own: canonicalJson([told, own]), all: canonicalJson([told, used.toSorted(), named]) };
  };
}

/** What begins at the margin, up to the next of its kind: imports, rules and functions. */
function statementsOf(text: string): readonly string[] {
  const found: string[] = [];
  for (const line of text.split("\n").map((each) => each.trimEnd())) {
    if (line === "") continue;
    if (/^[^\s})\]]/.test(line)) found.push(line);
    else found.push(`${found.pop() ?? ""}\n${line}`);
  }
  return found;
}

/** Rules that deny stand on their own, unless one names another. */
function withoutOtherRules(name: string, statements: readonly string[]): readonly string[] {
  const rest = statements.filter((statement) => (headOf(statement) ?? name) === name);
  return statements.filter((statement) => {
    const head = headOf(statement) ?? name;
    return head === name || rest.some((own) => new RegExp(`\\b${head}\\b`).test(own));
  });
}

/** The rule that denies whose definition a statement is. */
function headOf(statement: string): string | undefined {
  return /^(?:default\s+)?((?:deny|warn|violation)(?:_\w+)?)\b/.exec(statement)?.[1];
}

/** Whether the texts may read what stands under a key of the data; a reference that is computed may read anything. */
function reads(texts: readonly string[], key: string): boolean {
  return texts.some((text) =>
    [...text.matchAll(/\bdata\b(?:\.(\w+)|\s*\[\s*"([^"]*)"\s*\])?/g)].some(([, dotted, quoted]) => {
      const named = dotted ?? quoted;
      return named === undefined || named === key;
    }),
  );
}
