import type { PolicyRule } from "../../ports/policies.ts";
import type { PolicyGroup } from "./configured.ts";
import { builtInFolder, readFolder } from "./folder.ts";

type Example = {
  readonly words: string;
  readonly path: string;
  readonly line: number;
  readonly text: string;
};

/** The tests that come with the policies of a group. */
export async function readTests({ author, policies }: PolicyGroup): Promise<ReadonlyMap<string, string>> {
  // They are left out where the built-in policies are loaded from.
  const rego = author === "built-in" ? (await readFolder(builtInFolder, builtInFolder)).rego : policies.rego;
  const prefix = author === "built-in" ? "policies/" : "";
  return new Map(
    [...rego].filter(([path]) => path.endsWith("_test.rego")).map(([path, text]) => [`${prefix}${path}`, text]),
  );
}

const kinds = [
  {
    words: "What fails, by its test",
    name: /(?:^|_)(?:den(?:y|ies|ied)|fails?|refuse[sd]?|violat\w*|warns?|bad|invalid)(?:_|$)/,
  },
  {
    words: "What passes, by its test",
    name: /(?:^|_)(?:allow(?:s|ed)?|pass(?:es)?|accepts?|good|valid|needs_none)(?:_|$)/,
  },
] as const;

/** A test that is seen to deny, and one that is seen to allow, as they are written. */
export function examplesOf(rule: PolicyRule, tests: ReadonlyMap<string, string>): readonly Example[] {
  const own = [...tests].filter(([path, text]) => isAbout(rule, path, text));
  return kinds.flatMap(({ words, name }) => {
    for (const [path, text] of own) {
      const found = testsIn(text).find((test) => name.test(test.name));
      if (found !== undefined) return [{ words, path, line: found.line, text: found.text }];
    }
    return [];
  });
}

/** The file of tests beside it, or one whose package is its own or called after it. */
function isAbout({ path, package: name }: PolicyRule, file: string, text: string): boolean {
  if (file === path.replace(/\.rego$/, "_test.rego")) return true;
  const tested = /^[ \t]*package[ \t]+([\w.]+)/m.exec(text)?.[1];
  return tested === name || tested === `${name}_test`;
}

const longest = 25;

function testsIn(text: string): readonly { readonly name: string; readonly line: number; readonly text: string }[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const name = /^(test_\w+)/.exec(line)?.[1];
    if (name === undefined) return [];
    const rest = lines.slice(index + 1);
    const next = rest.findIndex((one) => /^[^\s})\]]/.test(one));
    const whole = [line, ...rest.slice(0, next < 0 ? undefined : next)].join("\n").trimEnd();
    return whole.split("\n").length > longest ? [] : [{ name, line: index + 1, text: whole }];
  });
}
