import type { TemplateFunction } from "./arguments.ts";
import { collections } from "./collections.ts";
import { comparisons } from "./compare.ts";
import { formats } from "./formats.ts";
import { numbers } from "./numbers.ts";
import { printing } from "./printf.ts";
import { texts } from "./texts.ts";

const byName: ReadonlyMap<string, TemplateFunction> = new Map(
  Object.entries({ ...comparisons, ...printing, ...collections, ...texts, ...numbers, ...formats }),
);

/** Those of Sprig's `must…` functions that differ only in how they fail: here, all fail alike. */
const must = ["Append", "Compact", "First", "FromJson", "Has", "Initial", "Last", "Merge", "MergeOverwrite", "Prepend"]
  .concat([
    "RegexFind",
    "RegexMatch",
    "RegexReplaceAll",
    "Rest",
    "Reverse",
    "Slice",
    "ToJson",
    "ToPrettyJson",
    "Uniq",
    "Without",
  ])
  .flatMap((name): [string, TemplateFunction][] => {
    const known = byName.get(`${name.charAt(0).toLowerCase()}${name.slice(1)}`);
    return known === undefined ? [] : [[`must${name}`, known]];
  });

/**
 * Every function that templates may use, by name: Go's own, and those of Sprig and Argo CD that people use.
 * What is random, or asks for the time or the network, is not among them.
 */
export const functions: ReadonlyMap<string, TemplateFunction> = new Map([...byName, ...must]);
