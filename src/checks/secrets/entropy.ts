import { judgeEnvironmentValue } from "./environment-values.ts";

/** A value that looks random, under a name that says it is secret. */
type RandomLooking = { readonly line: number; readonly name: string; readonly value: string };

/** A name, what assigns, and one word: in YAML, JSON, TOML, INI, a shell, or a program. */
const assignment =
  /(?:^|[\s{,(;"'])["']?([A-Za-z_][\w.-]{1,80})["']?\s{0,4}(?::=|=>|[:=])\s{0,4}["'`]?([A-Za-z0-9_+/=.~-]{16,512})(?=["'`\s,;)}]|$)/g;

/** One of these is part of every name that says secret. */
const saysSecret = /secret|token|pass|pwd|key|credential/i;

/** Longer lines are written by programs, for programs. */
const longestLine = 2_000;

/** Values that look random and are public: digests, ids, addresses, versions. */
const harmless =
  /^(?:sha(?:1|256|384|512)[-:]|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$|v?\d+(?:\.\d+)+|ENC\[|[\w-]+(?:\.[\w-]+)+\.[a-z]{2,}$)/i;

/** Every such value of a text, by line. */
export function randomLooking(text: string): readonly RandomLooking[] {
  if (!saysSecret.test(text)) return [];
  return text.split("\n").flatMap((row, index) => {
    if (row.length > longestLine || !saysSecret.test(row)) return [];
    return [...row.matchAll(assignment)].flatMap(([, name = "", value = ""]) => {
      const isSecret =
        !harmless.test(value) &&
        !isExpression(value) &&
        isRandom(value) &&
        judgeEnvironmentValue(name, value) === "plain";
      return isSecret ? [{ line: index + 1, name, value }] : [];
    });
  });
}

/** `module.database.password` is an expression of a program, unless a part of it is no word. */
function isExpression(value: string): boolean {
  return (
    /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+$/.test(value) &&
    !value.split(".").some((part) => part.length >= 16 && isRandom(part))
  );
}

/** Words have letters that repeat; what a program drew has few. Bits by character, after Shannon. */
function isRandom(value: string): boolean {
  const bits = entropy(value);
  if (/^[0-9a-f]+$/i.test(value)) return value.length >= 20 && bits >= 3;
  return /\d/.test(value) && /[a-z]/i.test(value) && bits >= 3.5;
}

function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}
