import { readConfiguration } from "../../sources/hcl/configuration.ts";
import type { CheckScope } from "../check.ts";
import { baseContents, filesOf } from "./added.ts";
import { type ConfigurationLiteral, secretLiterals } from "./configuration-literals.ts";
import type { Told } from "./told.ts";

/** Terraform's files and variables: what is written out under a name that says secret, or is declared to be one. */
export async function findInConfiguration(scope: CheckScope, told: Told): Promise<void> {
  const paths = filesOf(scope.head, scope.files.filter(isConfiguration));
  if (paths.length === 0) return;
  const before = await baseContents(scope, paths);
  for (const [path, bytes] of await scope.head.read(paths)) {
    scope.signal.throwIfAborted();
    const after = await literalsIn(path, bytes);
    if (after.length === 0) continue;
    const old = new Set((await literalsIn(path, before.get(path) ?? new Uint8Array())).map(nameAndValue));
    for (const found of after) {
      if (old.has(nameAndValue(found)) || told.hasLine(path, found.line)) continue;
      const [rule, message] = literalWords(found);
      told.add({ path, line: found.line }, rule, message, found.value);
    }
  }
}

function isConfiguration(path: string): boolean {
  return /\.(?:tf|tofu|tfvars)(?:\.json)?$/.test(path);
}

/** None of a file that cannot be read, which its render tells. */
async function literalsIn(
  path: string,
  bytes: Uint8Array,
): Promise<readonly (ConfigurationLiteral & { readonly line: number })[]> {
  const file = await readConfiguration(path, bytes);
  if (file.status !== "read") return [];
  return secretLiterals(file.object).map((each) => ({ ...each, line: file.lineAt(each.pointer) }));
}

function literalWords({ name, literal }: ConfigurationLiteral): [string, string] {
  if (literal === "placeholder") {
    const message = `A placeholder stands for ${name}; whatever fills it in must not be committed in plain text.`;
    return ["placeholder", message];
  }
  return ["plaintext-variable", `The value of ${name} stands here in plain text.`];
}

function nameAndValue({ name, value }: Pick<ConfigurationLiteral, "name" | "value">): string {
  return JSON.stringify([name, value]);
}
