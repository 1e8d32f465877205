import type { JsonObject } from "../../domain/json.ts";

/**
 * INI and properties files: `key = value` lines, below `[sections]` or not, with `;` and `#` for comments.
 * Undefined for anything that programs read in several ways: continued or indented lines, keys that come
 * twice, lines without a value.
 */
export function parseIni(text: string): JsonObject | undefined {
  const sections = new Map<string, Map<string, string>>();
  let section = "";
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:[#;!]|$)/.test(line)) continue;
    const heading = /^\[([^\]]+)\]\s*$/.exec(line)?.[1];
    if (heading !== undefined) {
      if (sections.has(heading)) return undefined;
      section = heading;
      sections.set(section, new Map());
      continue;
    }
    const pair = /^([^\s=:[\\"'][^=:\\"']*?)\s*[=:][ \t]*(.*)$/.exec(line);
    const [, key = "", value = ""] = pair ?? [];
    const keys = sections.get(section) ?? new Map<string, string>();
    if (pair === null || value.endsWith("\\") || keys.has(key)) return undefined;
    sections.set(section, keys.set(key, value));
  }
  const [named, rest] = [[...sections].filter(([name]) => name !== ""), sections.get("") ?? new Map<string, string>()];
  if (named.some(([name]) => rest.has(name))) return undefined;
  return {
    ...Object.fromEntries(rest),
    ...Object.fromEntries(named.map(([name, keys]) => [name, Object.fromEntries(keys)])),
  };
}
