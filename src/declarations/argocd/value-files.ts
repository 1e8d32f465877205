import { posix } from "node:path";
import type { ValuesLayer } from "../../domain/recipe.ts";
import type { DeclarationContext } from "../engine.ts";
import { pathWithin } from "../paths.ts";
import { type BuildEnvironment, substitute } from "./build-environment.ts";
import { pathMatcher } from "./go-match.ts";
import { isElsewhere, requireRevision } from "./here.ts";
import { below, flagOf, itemsOf, NotEvaluable, type Place, textOf } from "./place.ts";

/** Sources that give values files to others, by `$name`. */
export type References = ReadonlyMap<string, Place>;

type ValueFilesOf = {
  readonly helm: Place;
  /** The chart's directory; null when the chart is fetched, and its own files are not in this repository. */
  readonly directory: string | null;
  readonly references: References;
  readonly environment: BuildEnvironment;
};

/**
 * The values files of a source in the order in which they override one another: globs in place and sorted,
 * less those that are named themselves (Argo CD, docs/user-guide/helm.md).
 */
export function valueFiles(given: ValueFilesOf, context: DeclarationContext): readonly ValuesLayer[] {
  const optional = flagOf(below(given.helm, "ignoreMissingValueFiles"));
  const written = itemsOf(below(given.helm, "valueFiles")).map((place) => resolve(place, given, context));
  const named = new Set(written.flatMap(({ pattern }) => (isGlob(pattern) ? [] : [pattern])));
  const paths = new Set<string>();
  for (const { pattern, place } of written) {
    if (!isGlob(pattern)) {
      // Named twice, it counts where it is named last.
      paths.delete(pattern);
      paths.add(pattern);
      continue;
    }
    const found = expand(pattern, context).filter((path) => !named.has(path));
    if (found.length === 0 && !optional && !expand(pattern, context).some((path) => named.has(path))) {
      throw new NotEvaluable(
        `No file matches the values files ${textOf(place)}, and Argo CD then renders nothing.`,
        place,
      );
    }
    for (const path of found) paths.add(path);
  }
  return [...paths].map((path) => ({ from: "file", path, optional }));
}

type Resolved = { readonly place: Place; readonly pattern: string };

function resolve(place: Place, given: ValueFilesOf, context: DeclarationContext): Resolved {
  const raw = textOf(place);
  const [reference = "", ...rest] = raw.split("/");
  const source = reference.startsWith("$") ? given.references.get(reference) : undefined;
  if (source !== undefined) {
    requireReferenceHere(source, place, context);
    return inRepository(substitute(`/${rest.join("/")}`, given.environment, place), ".", place);
  }
  const written = substitute(raw, given.environment, place);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(written)) {
    throw new NotEvaluable(`Its values file ${written} is fetched from elsewhere, which is never done here.`, place);
  }
  if (given.directory === null) {
    throw new NotEvaluable(`Its values file ${written} lies in a chart that is not in this repository.`, place);
  }
  return inRepository(written, given.directory, place);
}

function requireReferenceHere(source: Place, place: Place, context: DeclarationContext): void {
  if (isElsewhere(source, context)) {
    const url = textOf(below(source, "repoURL"));
    throw new NotEvaluable(
      `Its values file ${textOf(place)} lies in another repository, ${url}, which is not read here.`,
      place,
    );
  }
  requireRevision(below(source, "targetRevision"), context.self?.branch ?? null);
}

/** A path that begins with `/` counts from the repository's root. */
function inRepository(written: string, directory: string, place: Place): Resolved {
  const path = written.startsWith("/") ? pathWithin(".", written.replace(/^\/+/, "")) : pathWithin(directory, written);
  if (path === null) throw new NotEvaluable(`Its values file ${written} leads out of the repository.`, place);
  return { place, pattern: path };
}

function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** More than this is no list of values files. */
const maxFiles = 1000;

/** Files that match, those of a directory before those below it, sorted: `**` is any number of directories. */
function expand(pattern: string, { tree }: DeclarationContext): readonly string[] {
  const wanted = pattern.split("/").map((part): Segment => (part === "**" ? "**" : pathMatcher(part)));
  return [...tree.entries.values()]
    .filter(({ kind, path }) => (kind === "file" || kind === "executable") && matchesSegments(wanted, path.split("/")))
    .map(({ path }) => path)
    .toSorted(asWalked)
    .slice(0, maxFiles);
}

type Segment = "**" | ((name: string) => boolean);

/** Position by position: which segments of the pattern may match next. */
function matchesSegments(pattern: readonly Segment[], segments: readonly string[]): boolean {
  let states = new Set(afterStars(pattern, 0));
  for (const segment of segments) {
    const next = new Set<number>();
    for (const state of states) {
      const part = pattern[state];
      if (part === "**") for (const one of afterStars(pattern, state)) next.add(one);
      else if (part?.(segment) === true) for (const one of afterStars(pattern, state + 1)) next.add(one);
    }
    states = next;
  }
  return states.has(pattern.length);
}

function afterStars(pattern: readonly Segment[], from: number): readonly number[] {
  const states = [from];
  for (let at = from; pattern[at] === "**"; at += 1) states.push(at + 1);
  return states;
}

function asWalked(a: string, b: string): number {
  const [one, other] = [posix.dirname(a), posix.dirname(b)];
  if (one === other) return a < b ? -1 : 1;
  const [first, second] = [one.split("/"), other.split("/")];
  const differs = first.findIndex((segment, index) => segment !== second[index]);
  if (differs < 0 || one === ".") return -1;
  if (differs >= second.length || other === ".") return 1;
  return (first[differs] ?? "") < (second[differs] ?? "") ? -1 : 1;
}
