import { posix } from "node:path";
import { isJsonArray, type Json } from "../../../domain/json.ts";
import { isSameRepository } from "../../../domain/repository.ts";
import type { SourceTree } from "../../../ports/git.ts";
import { keepDocuments } from "../../../sources/documents.ts";
import { pathMatcher, pathspecMatcher } from "../go-match.ts";
import { spend } from "../go-template/budget.ts";
import { baseOf, normalize } from "../go-template/functions/texts.ts";
import type { ValueMap } from "../go-template/value.ts";
import { requireRevision } from "../here.ts";
import { below, flagOf, isThere, itemsOf, NotEvaluable, type Place, textOf } from "../place.ts";
import { type Generating, holdsParameters, limited, parametersOf, withValues } from "./parameters.ts";

/** Directories or files of this repository, as Argo CD's git generator finds them (applicationset/generators/git.go). */
export async function gitParameters(generator: Place, generating: Generating): Promise<readonly ValueMap[]> {
  requireThisRepository(generator, generating);
  const { tree } = generating.context;
  if (itemsOf(below(generator, "directories")).length > 0) {
    const found = limited(
      chosen(below(generator, "directories"), directoriesOf(tree), pathMatcher, generating),
      generator,
    );
    return found.map((path) => withValues(pathParameters(path, generator, generating), generator, generating));
  }
  if (itemsOf(below(generator, "files")).length > 0) return fileParameters(generator, generating);
  throw new NotEvaluable("Its git generator names neither directories nor files.", generator);
}

function requireThisRepository(generator: Place, { context: { self } }: Generating): void {
  const url = below(generator, "repoURL");
  if (self !== null && !isSameRepository(textOf(url), self.url)) {
    throw new NotEvaluable(
      `Its git generator looks into another repository, ${textOf(url)}, which is not read here.`,
      url,
    );
  }
  requireRevision(below(generator, "revision"), self?.branch ?? null);
}

/** What an entry without `exclude` matches, and none with it. */
function chosen(
  entries: Place,
  paths: readonly string[],
  matcherOf: (pattern: string) => (path: string) => boolean,
  { templating }: Generating,
): readonly string[] {
  spend(templating.budget, paths.length * itemsOf(entries).length);
  const [out = [], into = []] = [true, false].map((excludes) =>
    itemsOf(entries)
      .filter((place) => flagOf(below(place, "exclude")) === excludes)
      .map((place) => matcherOf(textOf(below(place, "path")))),
  );
  return paths.filter((path) => into.some((matches) => matches(path)) && !out.some((matches) => matches(path)));
}

const directories = new WeakMap<SourceTree["entries"], readonly string[]>();

/** Every directory but the root, and those whose name begins with a dot with all below them. */
function directoriesOf({ entries }: SourceTree): readonly string[] {
  const known = directories.get(entries);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const path of entries.keys()) {
    for (let at = posix.dirname(path); at !== "." && !found.has(at); at = posix.dirname(at)) found.add(at);
  }
  const visible = [...found].filter((path) => !/(?:^|\/)\./.test(path)).toSorted(byBytes);
  directories.set(entries, visible);
  return visible;
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function fileParameters(generator: Place, generating: Generating): Promise<readonly ValueMap[]> {
  const places = itemsOf(below(generator, "files"));
  for (const place of places) requirePathspec(below(place, "path"));
  const { tree } = generating.context;
  const all = [...tree.entries.values()].filter(({ kind }) => kind !== "submodule").map(({ path }) => path);
  const paths = limited(chosen(below(generator, "files"), all, pathspecMatcher, generating), generator).toSorted(
    byBytes,
  );
  const contents = await tree.read(paths);
  const found: ValueMap[] = [];
  for (const path of paths) {
    for (const object of objectsIn(path, contents.get(path), generator)) {
      const own = {
        ...parametersOf(object, generating),
        ...pathParameters(posix.dirname(path), generator, generating, path),
      };
      found.push(withValues(own, generator, generating));
    }
    limited(found, generator);
  }
  return found;
}

/** Git itself matches these; what it reads in another way than a pattern is refused. */
function requirePathspec(place: Place): void {
  const written = textOf(place);
  if (!isThere(place) || !/^(?:\/|:)|(?:^|\/)\.\.(?:\/|$)/.test(written)) return;
  throw new NotEvaluable(
    `Its git generator looks for ${written}, which git takes for no path inside the repository.`,
    place,
  );
}

/** A mapping, or a list of mappings; an empty file is an empty mapping. */
function objectsIn(path: string, bytes: Uint8Array | undefined, generator: Place): readonly Json[] {
  if (bytes === undefined)
    throw new NotEvaluable(`Its git generator reads ${path}, which is a link and is not followed.`, generator);
  const { documents, problems } = keepDocuments(bytes);
  const object = documents[0]?.object ?? {};
  const [problem] = problems;
  if (problem !== undefined) {
    throw new NotEvaluable(
      `Its git generator reads ${path}:${problem.line}, which is no YAML: ${problem.message}`,
      generator,
    );
  }
  if (!holdsParameters(object)) {
    throw new NotEvaluable(
      `Its git generator reads ${path}, which holds neither a mapping nor a list of them.`,
      generator,
    );
  }
  return isJsonArray(object) ? object : [object];
}

function pathParameters(directory: string, generator: Place, { templating }: Generating, file?: string): ValueMap {
  const prefix = textOf(below(generator, "pathParamPrefix"));
  const named = {
    basename: baseOf(directory),
    basenameNormalized: normalize(baseOf(directory)),
    ...(file === undefined ? {} : { filename: baseOf(file), filenameNormalized: normalize(baseOf(file)) }),
  };
  const segments = directory.split("/");
  if (templating.go) {
    const path = { path: { path: directory, segments, ...named } };
    return prefix === "" ? path : { [prefix]: path };
  }
  const name = prefix === "" ? "path" : `${prefix}.path`;
  const fields = Object.entries(named).map(([key, value]): [string, string] => [`${name}.${key}`, value]);
  return Object.fromEntries([
    [name, directory],
    ...fields,
    ...segments.map((one, index) => [`${name}[${index}]`, one]),
  ]);
}
