import type { PolicyRule } from "../../ports/policies.ts";
import { packageReference } from "./rego-file.ts";

/** A package nobody else would name so. */
export const entryPackage = "fairlead_entry";

/** Under `data` stands here which packages an evaluation asks for: a yes or no for each, in their order. */
export const wantedKey = "fairlead_wanted";

/** What the module is asked for: rules by index, and the exceptions of each package. */
export type Entry = {
  readonly rules: readonly Pick<PolicyRule, "package" | "name">[];
  readonly exceptions: readonly string[];
};

/**
 * The one rule that is evaluated for an input: what every wanted rule says, in pairs of an index and
 * a value. One entry point for all costs one reading of the input, and lets rules share what
 * they compute. Pairs with negative indexes are the exceptions.
 */
export function entryModule(entry: Entry, pathOf: ReadonlyMap<string, readonly string[]>): string {
  const packages = packagesOf(entry);
  const ask = (packageName: string, rule: string, index: number): string => {
    const reference = packageReference([...(pathOf.get(packageName) ?? packageName.split(".")), rule]);
    return `pairs contains [${index}, value] if {
	data.${wantedKey}[${packages.indexOf(packageName)}]
	value := ${reference}
	value != set()
}`;
  };
  return `package ${entryPackage}

import rego.v1

answer := value if {
	value := data.${entryPackage}.pairs with input as input.input with data.fairlead.action as input.each.action with data.fairlead.old as input.each.old with data.fairlead.path as input.each.path with data.fairlead.beside as input.each.beside
}

${[
  ...entry.rules.map((rule, index) => ask(rule.package, rule.name, index)),
  ...entry.exceptions.map((name, index) => ask(name, "exception", -1 - index)),
].join("\n\n")}
`;
}

/** The packages in the order in which they are asked for. */
export function packagesOf({ rules, exceptions }: Entry): readonly string[] {
  return [...new Set([...rules.map((rule) => rule.package), ...exceptions])];
}
