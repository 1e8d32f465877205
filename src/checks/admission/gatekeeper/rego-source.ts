import { dataReferences, type RegoToken, regoTokens } from "./rego-tokens.ts";

/** The Rego of a template: its own, and the libraries that it brings. */
export type TemplateRego = {
  readonly main: string;
  readonly libs: readonly string[];
};

type RegoProblem = {
  /** Which of the libraries; null is the template's own. */
  readonly lib: number | null;
  readonly line: number;
  readonly reason: string;
};

/**
 * What Gatekeeper itself refuses in a template's Rego, before any compiler sees it: other data than the inventory
 * and its own libraries, other imports, libraries outside `lib`, no rule `violation` (constraint/pkg/regorewriter
 * and drivers/rego of the constraint framework).
 */
export function regoProblems({ main, libs }: TemplateRego): readonly RegoProblem[] {
  const problems = problemsIn(main, null);
  const hasViolation = startsRule(regoTokens(main), "violation");
  if (!hasViolation) problems.push({ lib: null, line: 1, reason: "it has no rule `violation`" });
  for (const [index, text] of libs.entries()) {
    const [token, path] = packageOf(regoTokens(text));
    if (token === undefined || !/^lib[.[]/.test(path)) {
      problems.push({ lib: index, line: token?.line ?? 1, reason: "the package of a library is below `lib`" });
    }
    problems.push(...problemsIn(text, index));
  }
  return problems;
}

function problemsIn(text: string, lib: number | null): RegoProblem[] {
  const tokens = regoTokens(text);
  const [token] = packageOf(tokens);
  if (token === undefined) return [{ lib, line: 1, reason: "it does not begin with a package" }];
  const imports = importsOf(tokens)
    .filter(({ path }) => !/^(?:data\.(?:lib|inventory)\b|future\.keywords\b|rego\.v1$)/.test(path))
    .map(({ line, path }) => ({ lib, line, reason: `it may not import ${path}` }));
  const strangers = dataReferences(tokens)
    .filter(({ step }) => step !== "lib" && step !== "inventory")
    .map(({ token: { line }, step }) => ({
      lib,
      line,
      reason: `it may use data.inventory and data.lib, and not ${step === undefined ? "data itself" : `data.${step}`}`,
    }));
  return [...imports, ...strangers];
}

function importsOf(tokens: readonly RegoToken[]): readonly { readonly line: number; readonly path: string }[] {
  return tokens.flatMap((token, index) => {
    if (token.text !== "import" || isSameLine(tokens[index - 1], token)) return [];
    const path = tokens.slice(index + 1).filter((one) => one.line === token.line);
    const end = path.findIndex(({ text }) => text === "as" || text === ";");
    return [
      {
        line: token.line,
        path: (end < 0 ? path : path.slice(0, end))
          .map(({ text }) => text)
          .join("")
          .replaceAll(/\["(\w+)"\]/g, ".$1"),
      },
    ];
  });
}

function isSameLine(one: RegoToken | undefined, other: RegoToken): boolean {
  return one?.line === other.line && one.text !== ";";
}

function startsRule(tokens: readonly RegoToken[], name: string): boolean {
  return tokens.some((token, index) => {
    const before = tokens[index - 1];
    return token.text === name && (before === undefined || before.line < token.line || before.text === "default");
  });
}

/** The word `package`, and what follows it. */
function packageOf(tokens: readonly RegoToken[]): readonly [RegoToken | undefined, string] {
  const [first] = tokens;
  if (first?.text !== "package") return [undefined, ""];
  const path = tokens.slice(1).filter(({ line }) => line === first.line);
  const end = path.findIndex(({ text }) => text === ";" || text === "import");
  return [first, (end < 0 ? path : path.slice(0, end)).map(({ text }) => text).join("")];
}

/**
 * The files of a template under a package of its own, so that templates which know nothing of each other compile
 * together: its rules in `<name>.main`, its libraries below `<name>.lib`. Every line keeps its number.
 */
export function renamed({ main, libs }: TemplateRego, name: string): ReadonlyMap<string, string> {
  const written = (text: string, path: string) => inPackage(text, path, name);
  return new Map([
    [`${name}/template.rego`, written(main, `${name}.main`)],
    ...libs.map((text, index): [string, string] => {
      const [, own] = packageOf(regoTokens(text));
      return [`${name}/lib_${index}.rego`, written(text, `${name}.${own}`)];
    }),
  ]);
}

function inPackage(text: string, path: string, name: string): string {
  const tokens = regoTokens(text);
  const [token, own] = packageOf(tokens);
  const isLib = dataReferences(tokens).filter(({ step }) => step === "lib");
  let result = text;
  for (const { token: reference } of isLib.toReversed()) {
    result = `${result.slice(0, reference.at)}data.${name}${result.slice(reference.at + "data".length)}`;
  }
  if (token === undefined) return result;
  const start = token.at + "package".length;
  const rest = result.slice(start).replace(/^\s+/, "");
  return `${result.slice(0, token.at)}package ${path}${rest.slice(own.length)}`;
}
