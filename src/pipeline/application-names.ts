import { compareText } from "../domain/finding.ts";
import { environmentParents } from "./environment-of.ts";

/** What a name is made of: the path, and which of its segments is the environment. */
type Unnamed = { readonly path: string; readonly environment: string; readonly segment: number | undefined };

/** Last segments that say how sources are written and not what they are. */
const generic: ReadonlySet<string> = new Set([
  "app",
  "base",
  "manifests",
  "manifest",
  "deploy",
  "deployment",
  "k8s",
  "kubernetes",
  "kustomize",
  "resources",
  "yaml",
]);

/**
 * Names, in the order given: the last segment of the path that says something, and more of the path
 * where two of one environment would be called the same. The result depends on the paths alone.
 */
export function nameApplications(unnamed: readonly Unnamed[], taken: ReadonlySet<string>): readonly string[] {
  const choices = unnamed.map(choicesFor);
  const lengths = unnamed.map(() => 0);
  const nameOf = (index: number) => choices[index]?.[lengths[index] ?? 0] ?? "";
  const keyOf = (index: number) => `${nameOf(index)}\n${unnamed[index]?.environment}`;
  for (let grown = true; grown; ) {
    grown = false;
    const groups = Map.groupBy(unnamed.keys(), keyOf);
    for (const [key, group] of groups) {
      if (group.length === 1 && !taken.has(key)) continue;
      for (const index of group) {
        if ((lengths[index] ?? 0) + 1 >= (choices[index]?.length ?? 0)) continue;
        lengths[index] = (lengths[index] ?? 0) + 1;
        grown = true;
      }
    }
  }
  return numberTwins(unnamed, nameOf, taken);
}

/** Shortest first; the last is the whole path. */
function choicesFor({ path, segment }: Unnamed): readonly string[] {
  const segments = path === "." ? ["root"] : path.split("/");
  const own = segments.filter((part, index) => index !== segment && !environmentParents.has(part));
  const last = own.findLastIndex((part) => !generic.has(part));
  const telling = last < 0 ? own : own.slice(0, last + 1);
  // Of `web/overlays/eu`, which is no configured environment, `eu` alone says little.
  const shortest = segment === undefined && environmentParents.has(segments.at(-2) ?? "") ? 2 : 1;
  const lists = [telling, own, segments.filter((_, index) => index !== segment), segments];
  const names = lists.flatMap((list) => list.map((_, at) => list.slice(list.length - 1 - at)));
  const long = names.filter((list) => list.length >= Math.min(shortest, own.length));
  return [...new Set(long.map(clean))];
}

function clean(segments: readonly string[]): string {
  const name = segments
    .join("-")
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
  return name === "" ? "application" : name;
}

/** Paths that differ only in what a name cannot hold. */
function numberTwins(
  unnamed: readonly Unnamed[],
  nameOf: (index: number) => string,
  taken: ReadonlySet<string>,
): readonly string[] {
  const names: string[] = unnamed.map((_, index) => nameOf(index));
  const used = new Set(taken);
  const byPath = [...unnamed.keys()].toSorted((a, b) => compareText(unnamed[a]?.path ?? "", unnamed[b]?.path ?? ""));
  for (const index of byPath) {
    const environment = unnamed[index]?.environment;
    let name = nameOf(index);
    for (let twin = 2; used.has(`${name}\n${environment}`); twin += 1) name = `${nameOf(index)}-${twin}`;
    used.add(`${name}\n${environment}`);
    names[index] = name;
  }
  return names;
}
