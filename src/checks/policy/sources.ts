import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { SourceTree } from "../../ports/git.ts";
import type { PolicyProblem } from "../../ports/policies.ts";
import { decodeText, readDocuments } from "../../sources/documents.ts";

/** The policies of one revision. */
export type PolicySources = {
  readonly rego: ReadonlyMap<string, string>;
  readonly data: JsonObject;
  /** Object ids by path: equal for equal policies. */
  readonly fingerprint: string;
  /** Files that cannot be read, a sentence each. */
  readonly problems: readonly PolicyProblem[];
};

/** Reads `.rego` files, and as data the JSON and YAML files beside them. Without a `.rego` file there is nothing. */
export async function readPolicySources(tree: SourceTree, sources: readonly string[]): Promise<PolicySources> {
  const paths = [...tree.entries.values()]
    .filter(({ kind, path }) => (kind === "file" || kind === "executable") && rootOf(path, sources) !== undefined)
    .map(({ path }) => path)
    .filter((path) => /\.(?:rego|json|ya?ml)$/.test(path))
    .sort();
  if (!paths.some((path) => path.endsWith(".rego"))) return none;
  const read = readPolicyFiles(await tree.read(paths), (path) => directoriesOf(path, sources));
  const fingerprint = JSON.stringify(paths.map((path) => [path, tree.entries.get(path)?.blob]));
  return { ...read, fingerprint };
}

/** Those of the sources below which no policy stands. */
export function emptySources({ entries }: SourceTree, sources: readonly string[]): readonly string[] {
  const rego = [...entries.keys()].filter((path) => path.endsWith(".rego"));
  return sources.filter((source) => !rego.some((path) => rootOf(path, [source]) !== undefined));
}

/** What files hold. `keysOf` says under which keys the data of one stands; undefined for what is no data. */
export function readPolicyFiles(
  contents: ReadonlyMap<string, Uint8Array>,
  keysOf: (path: string) => readonly string[] | undefined,
): Omit<PolicySources, "fingerprint"> {
  const problems: PolicyProblem[] = [];
  const rego = new Map<string, string>();
  let data: JsonObject = {};
  for (const [path, bytes] of contents) {
    if (path.endsWith(".rego")) {
      const text = decodeText(bytes);
      if (typeof text === "string") rego.set(path, text);
      else problems.push({ path, line: text.line, message: text.message });
      continue;
    }
    const keys = keysOf(path);
    if (keys === undefined) continue;
    const read = readDocuments(bytes);
    problems.push(...read.problems.map(({ line, message }) => ({ path, line, message })));
    // Several documents in a file are manifests, such as examples for the policies, and no data.
    const [document] = read.documents;
    if (read.documents.length === 1 && isJsonObject(document?.object)) {
      data = merge(data, under(keys, document.object));
    }
  }
  return { rego, data, problems };
}

/** All of them as one; where data differs, that of the first counts. */
export function joinSources(first: PolicySources, others: readonly PolicySources[]): PolicySources {
  const all = [first, ...others];
  return {
    rego: new Map(all.toReversed().flatMap(({ rego }) => [...rego])),
    data: all.toReversed().reduce<JsonObject>((joined, { data }) => merge(joined, data), {}),
    fingerprint: JSON.stringify(all.map(({ fingerprint }) => fingerprint)),
    problems: all.flatMap(({ problems }) => problems),
  };
}

const none: PolicySources = { rego: new Map(), data: {}, fingerprint: "[]", problems: [] };

/** The configured source that holds the path, or undefined. */
function rootOf(path: string, sources: readonly string[]): string | undefined {
  return sources
    .map((source) => source.replace(/^\.\//, "").replace(/\/+$/, ""))
    .find((source) => source === "." || source === "" || path === source || path.startsWith(`${source}/`));
}

/** Data stands under the directories between the source and its file, as OPA loads it. */
function directoriesOf(path: string, sources: readonly string[]): readonly string[] {
  const root = rootOf(path, sources) ?? "";
  if (path === root) return [];
  const below = root === "." || root === "" ? path : path.slice(root.length + 1);
  return below.split("/").slice(0, -1);
}

function under(directories: readonly string[], value: JsonObject): JsonObject {
  return directories.reduceRight<JsonObject>((inner, name) => ({ [name]: inner }), value);
}

function merge(a: JsonObject, b: JsonObject): JsonObject {
  const entries = Object.entries(b).map(([key, value]): [string, Json] => {
    const before = Object.hasOwn(a, key) ? a[key] : undefined;
    return [key, isJsonObject(before) && isJsonObject(value) ? merge(before, value) : value];
  });
  return { ...a, ...Object.fromEntries(entries) };
}
