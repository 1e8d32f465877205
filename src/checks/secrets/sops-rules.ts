import { posix } from "node:path";
import { RE2JS } from "re2js";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { SourceTree } from "../../ports/git.ts";
import { readDocuments } from "../../sources/documents.ts";
import { isEncrypted } from "./literal.ts";

/** A file that `.sops.yaml` says is encrypted and that is not. */
type Unencrypted = { readonly path: string; readonly rules: string };

/** Names that say by themselves that a file is encrypted: other rules also match what nobody ever encrypts. */
const saysEncrypted = /sops|secret|encrypted|\.enc\b/i;

/**
 * Which of the files `.sops.yaml` wants encrypted, by the first of its creation rules whose `path_regex` matches
 * (getsops/sops, config/config.go), and no value of them is.
 */
export async function unencryptedFiles(tree: SourceTree, paths: readonly string[]): Promise<readonly Unencrypted[]> {
  const wanted = paths.filter((path) => {
    const name = posix.basename(path);
    return name !== ".sops.yaml" && saysEncrypted.test(name) && /\.(?:ya?ml|json)$/.test(name);
  });
  const rules = wanted.length === 0 ? new Map<string, readonly RE2JS[]>() : await rulesIn(tree);
  const matched = wanted.flatMap((path) => {
    const found = rulesFor(path, rules);
    return found === undefined ? [] : [{ path, rules: found }];
  });
  const contents = await tree.read(matched.map(({ path }) => path));
  return matched.filter(({ path }) => isPlain(contents.get(path)));
}

async function rulesIn(tree: SourceTree): Promise<ReadonlyMap<string, readonly RE2JS[]>> {
  const paths = [...tree.entries.keys()].filter((path) => posix.basename(path) === ".sops.yaml");
  const contents = await tree.read(paths);
  return new Map([...contents].map(([path, bytes]) => [path, patternsOf(readDocuments(bytes).documents[0]?.object)]));
}

function patternsOf(object: Json | undefined): readonly RE2JS[] {
  const rules = isJsonObject(object) && isJsonArray(object.creation_rules) ? object.creation_rules : [];
  return rules.flatMap((rule) => {
    const pattern = isJsonObject(rule) ? rule.path_regex : undefined;
    if (typeof pattern !== "string") return [];
    try {
      return [RE2JS.compile(pattern)];
    } catch {
      // SOPS refuses it as well; nothing is known of what it would match.
      return [];
    }
  });
}

/** The nearest `.sops.yaml` upwards counts; patterns are matched against paths below it. */
function rulesFor(path: string, rules: ReadonlyMap<string, readonly RE2JS[]>): string | undefined {
  for (let directory = posix.dirname(path); ; directory = posix.dirname(directory)) {
    const file = posix.join(directory, ".sops.yaml");
    const patterns = rules.get(file);
    if (patterns !== undefined) {
      const below = directory === "." ? path : path.slice(directory.length + 1);
      return patterns.some((pattern) => pattern.matcher(below).find()) ? file : undefined;
    }
    if (directory === "." || directory === "/") return undefined;
  }
}

function isPlain(bytes: Uint8Array | undefined): boolean {
  const objects = bytes === undefined ? [] : readDocuments(bytes).documents.map(({ object }) => object);
  return objects.some((object) => isJsonObject(object) && hasValues(object)) && !objects.some(hasEncrypted);
}

/** A kustomization or another file that only speaks of secrets has nothing to encrypt. */
function hasValues(object: JsonObject): boolean {
  return object.kind === "Secret"
    ? false
    : object.apiVersion === undefined && !isJsonArray(object.resources) && Object.keys(object).length > 0;
}

function hasEncrypted(value: Json): boolean {
  if (typeof value === "string") return isEncrypted(value);
  if (isJsonArray(value)) return value.some(hasEncrypted);
  return isJsonObject(value) && Object.values(value).some(hasEncrypted);
}
