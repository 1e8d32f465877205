import { parseQuantity } from "./quantity.ts";

/**
 * What a change of an amount means in a word: `doubled`, `halved`, `raised by half`, `lowered by 20%`.
 * Undefined for what are no amounts, or the same.
 */
export function ratioNote(before: string, after: string): string | undefined {
  const old = amountOf(before);
  const next = amountOf(after);
  if (old === undefined || next === undefined || old <= 0 || next <= 0 || old === next) return undefined;
  const ratio = next / old;
  const named = words.find(([times]) => Math.abs(times - ratio) < times * 0.005)?.[1];
  if (named !== undefined) return named;
  if (ratio > 2) return `raised to ${ratio >= 10 ? Math.round(ratio) : trimmed(ratio)} times as much`;
  if (ratio > 1) return percent("raised by", ratio - 1);
  return percent("lowered by", 1 - ratio);
}

const words: readonly (readonly [number, string])[] = [
  [2, "doubled"],
  [3, "tripled"],
  [1.5, "raised by half"],
  [0.5, "halved"],
  [1 / 3, "cut to a third"],
  [0.25, "cut to a quarter"],
  [0.1, "cut to a tenth"],
];

function percent(verb: string, part: number): string {
  const rounded = Math.round(part * 100);
  if (rounded === 0) return `${verb} less than 1%`;
  return rounded >= 100 ? `${verb} more than 99%` : `${verb} ${rounded}%`;
}

function trimmed(ratio: number): string {
  return ratio.toFixed(1).replace(/\.0$/, "");
}

function amountOf(text: string): number | undefined {
  const amount = parseQuantity(text);
  return amount && Number(amount.numerator) / Number(amount.denominator);
}
