/** What can be read from a Rego file without a compiler. */
export type RegoFile = {
  readonly path: string;
  readonly text: string;
  /** The package's path without `data`: `["fairlead", "change"]`. */
  readonly package: readonly string[];
  /** Offset right behind the package statement. */
  readonly packageEnd: number;
  readonly syntax: "v0" | "v1";
};

/** A policy file, or undefined when no package statement can be found. */
export function readRegoFile(path: string, text: string): RegoFile | undefined {
  const found = packageStatement.exec(text);
  const segments = found?.[2] === undefined ? undefined : packagePath(found[2]);
  if (found === null || segments === undefined) return undefined;
  return { path, text, package: segments, packageEnd: found.index + found[0].length, syntax: syntaxOf(text) };
}

/**
 * The text as a compiler in v0 mode reads it: a file in the syntax of Rego v1 says so by its import.
 * The import stands on the package's own line, so that every line keeps its number.
 */
export function asWritten(file: RegoFile, syntax: RegoFile["syntax"]): string {
  if (syntax === "v0" || importsV1.test(file.text)) return file.text;
  return `${file.text.slice(0, file.packageEnd)} import rego.v1${file.text.slice(file.packageEnd)}`;
}

/** How references write the package: `data.main`, `data.team["my-app"]`. */
export function packageReference(segments: readonly string[]): string {
  return segments.reduce(
    (reference, segment) =>
      /^[A-Za-z_]\w*$/.test(segment) ? `${reference}.${segment}` : `${reference}[${JSON.stringify(segment)}]`,
    "data",
  );
}

/** The line of a rule's first definition in the text, or undefined. */
export function lineOfRule(text: string, name: string): number | undefined {
  const head = new RegExp(`^[ \\t]*(?:default[ \\t]+)?${name}\\b`);
  const index = text.split("\n").findIndex((line) => head.test(line));
  return index < 0 ? undefined : index + 1;
}

/** Whether a rule that can deny may stand in the text; a rule's name is always written out. */
export function mayDeny(text: string): boolean {
  return /\b(?:deny|warn|violation)(?:_\w+)?\b/.test(text);
}

const packageStatement = /^([ \t]*package[ \t]+)([^\s#;]+)/m;

const importsV1 = /^[ \t]*import[ \t]+rego\.v1\b/m;

/** Files that import the keywords one by one are v0 with them, and need nothing. */
function syntaxOf(text: string): RegoFile["syntax"] {
  if (importsV1.test(text)) return "v1";
  if (/^[ \t]*import[ \t]+future\b/m.test(text)) return "v0";
  const code = text.replace(/#.*$/gm, "").replace(/`[^`]*`|"(?:[^"\\\n]|\\.)*"/g, '""');
  return /\bif\b|^[ \t]*\w+[ \t]+contains\b/m.test(code) ? "v1" : "v0";
}

function packagePath(written: string): readonly string[] | undefined {
  const parts = [...written.matchAll(/\.?([A-Za-z_]\w*)|\["((?:[^"\\]|\\.)*)"\]/g)];
  if (parts.map(([whole]) => whole).join("") !== written) return undefined;
  return parts.map(([, name, quoted]) => name ?? quoted ?? "");
}
