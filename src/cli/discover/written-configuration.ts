import { Document, isMap, isSeq, parseDocument, stringify, YAMLSeq } from "yaml";
import { parseConfig } from "../../config/parse.ts";
import type { DiscoveredApplication } from "../../domain/application.ts";
import { compareText } from "../../domain/finding.ts";
import type { ValuesLayer } from "../../domain/recipe.ts";
import { environmentOf } from "../../pipeline/environment-of.ts";
import type { SourceTree } from "../../ports/git.ts";
import { directoriesOf } from "../../renderers/paths.ts";

export type Written =
  | {
      readonly status: "written";
      readonly text: string;
      readonly added: readonly string[];
      /** Names that the file has already: those entries stay as they are. */
      readonly kept: readonly string[];
    }
  | { readonly status: "refused"; readonly reason: string };

type Entry = {
  readonly name: string;
  readonly path: string;
  readonly renderer: string;
  readonly environment?: string;
  readonly values?: readonly string[];
  readonly release?: string;
  readonly namespace?: string;
};

const opening = ` What Fairlead found. Correct it: what is listed here is taken as it is written, what is not is discovered.`;

/** The configuration with the applications found added, comments and order of the old one kept. */
export function writtenConfiguration(
  old: string | undefined,
  applications: readonly DiscoveredApplication[],
  tree: Pick<SourceTree, "entries">,
): Written {
  const before = parseConfig(old ?? "");
  if (!before.ok) return refused(`The configuration has errors; correct them first: ${before.problems[0]?.message}`);
  const named = new Set(before.config.applications.map(({ name }) => name));
  const environments = before.config.environments.map(({ name }) => name);
  const fresh = applications.filter(({ name }) => !named.has(name));
  const added = entriesOf(fresh, directoriesOf(tree), environments).filter(({ name }) => !named.has(name));
  const document = old === undefined || old.trim() === "" ? emptyConfiguration() : parseDocument(old);
  if (!isMap(document.contents)) return refused("The configuration is no mapping; begin it with `version: 1`.");
  const text = withEntries(old ?? "", document, added);
  const after = parseConfig(text);
  if (!after.ok) return refused(`What was found cannot be written: ${after.problems[0]?.message}`);
  return {
    status: "written",
    text: added.length === 0 ? (old ?? text) : text,
    added: added.map(({ name }) => name),
    kept: [...new Set(applications.map(({ name }) => name).filter((name) => named.has(name)))],
  };
}

function refused(reason: string): Written {
  return { status: "refused", reason };
}

function emptyConfiguration(): Document {
  const document = new Document({ version: 1 });
  document.commentBefore = opening;
  return document;
}

/** What is there stays to the byte where a list can simply follow it; else it is written anew, in one style. */
function withEntries(old: string, document: Document, added: readonly Entry[]): string {
  const style = { lineWidth: 120 };
  const canFollow = isMap(document.contents) && !document.contents.flow && !/^\.\.\.\s*$/m.test(old);
  if (old.trim() !== "" && canFollow && !document.has("applications"))
    return `${old.trimEnd()}\n${stringify({ applications: added }, style)}`;
  for (const entry of added) listOf(document).add(document.createNode(entry));
  return document.toString(style);
}

function listOf(document: Document): YAMLSeq {
  const list = document.get("applications");
  if (isSeq(list)) {
    list.flow = false;
    return list;
  }
  const fresh = new YAMLSeq();
  document.set("applications", fresh);
  return fresh;
}

/** One entry for what is in several environments where its path says so, else one for each. */
function entriesOf(
  applications: readonly DiscoveredApplication[],
  directories: ReadonlySet<string>,
  environments: readonly string[],
): readonly Entry[] {
  return [...Map.groupBy(applications, ({ name }) => name).values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      if (group.length === 1) return [entryOf(first, first.name, environments)];
      // An engine's objects say in which environments it is.
      if (isOneDeclared(group)) return [{ name: first.name, path: first.path, renderer: first.renderer }];
      const path = sharedPath(group, directories, environments);
      if (path !== undefined) return [{ name: first.name, path, renderer: first.renderer }];
      return group.map((one) => entryOf(one, `${one.name}-${one.environment}`, environments));
    })
    .toSorted((a, b) => compareText(a.name, b.name));
}

function isOneDeclared(group: readonly DiscoveredApplication[]): boolean {
  const isDeclared = group.every(({ parts }) => parts.every(({ recipe }) => recipe.declaredAt !== undefined));
  const environments = new Set(group.map(({ environment }) => environment));
  return isDeclared && new Set(group.map(({ path }) => path)).size === 1 && environments.size === group.length;
}

function entryOf(
  { path, renderer, environment, parts }: DiscoveredApplication,
  name: string,
  environments: readonly string[],
): Entry {
  const helm = parts[0]?.recipe.helm;
  const isFound = parts.every(({ recipe }) => recipe.declaredAt === undefined);
  const layers = (helm?.values ?? []).flatMap((layer: ValuesLayer) => (layer.from === "file" ? [layer.path] : []));
  const files = [...layers, ...(parts[0]?.recipe.terraform?.variableFiles ?? [])];
  return {
    name,
    path,
    renderer,
    ...(environment === environmentOf(path, environments).environment ? {} : { environment }),
    // How an engine's object has it rendered is read from that object, and may change there.
    ...(isFound && files.length > 0 ? { values: files } : {}),
    ...(isFound && helm !== undefined && helm.release !== name ? { release: helm.release } : {}),
    ...(isFound && typeof helm?.namespace === "string" ? { namespace: helm.namespace } : {}),
  };
}

/** `apps/web/overlays/{environment}`, when that stands for these directories and for no other. */
function sharedPath(
  group: readonly DiscoveredApplication[],
  directories: ReadonlySet<string>,
  environments: readonly string[],
): string | undefined {
  const patterns = new Set(group.map(({ path, environment }) => patternOf(path, environment)));
  const [pattern] = patterns;
  if (patterns.size !== 1 || pattern === undefined || pattern.split("{environment}").length !== 2) return undefined;
  const [before = "", after = ""] = pattern.split("{environment}");
  const meant = new Set(group.map(({ path }) => path));
  const isOther = (directory: string) => {
    if (!directory.startsWith(before) || !directory.endsWith(after) || meant.has(directory)) return false;
    const middle = directory.slice(before.length, directory.length - after.length);
    return middle !== "" && !middle.includes("/") && (environments.length === 0 || environments.includes(middle));
  };
  const isPlain = group.every(({ parts }) => parts.every(({ recipe }) => recipe.helm === undefined));
  return isPlain && ![...directories].some(isOther) ? pattern : undefined;
}

function patternOf(path: string, environment: string): string {
  return path
    .split("/")
    .map((segment) => (segment === environment ? "{environment}" : segment))
    .join("/");
}
