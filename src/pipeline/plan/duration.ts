import { amount } from "../../domain/amount.ts";

const seconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of a duration as Go and most engines write it: `90s`, `1h30m`, `500ms`. Undefined for what is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, count = "", unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(count) * (seconds[unit] ?? 0);
  }
  return total;
}

/** `90 seconds`, `1 hour 30 minutes`, `2 days`: no more than two units, the largest first. */
export function durationWords(total: number): string {
  const units = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ] as const;
  if (total < 1 && total > 0) return `${Math.round(total * 1000)} milliseconds`;
  if (total <= 90) return amount(Math.round(total), "second");
  const parts: string[] = [];
  let rest = Math.round(total);
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(amount(count, name));
    rest -= count * size;
  }
  return parts.slice(0, 2).join(" ");
}
