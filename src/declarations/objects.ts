import type { Manifest } from "../domain/manifest.ts";
import type { BlobId } from "../domain/revision.ts";
import type { TreeEntry } from "../domain/source.ts";
import type { SourceTree } from "../ports/git.ts";
import { ByteCache } from "../sources/byte-cache.ts";
import { keepDocuments } from "../sources/documents.ts";
import { looksLikeResource, toManifest, unwrapLists } from "../sources/manifests.ts";

/** Objects as they stand in a file, for whatever path it has there: equal files are read once. */
type Standing = readonly ((path: string) => Manifest)[];

const standing = new ByteCache<BlobId, Standing>(32 * 1024 * 1024);

/**
 * The resources of the files that mention one of these words, in the order of the tree. Files that cannot
 * be read hold none: whoever renders them says what is wrong. Templates of charts are no objects yet, and
 * hidden directories hold what nobody deploys.
 */
export async function readObjects(tree: SourceTree, words: readonly string[]): Promise<readonly Manifest[]> {
  const holding = await filesMentioning(tree, filesOf(tree).objects, words);
  const known = new Map(holding.map(({ blob }) => [blob, standing.get(blob)]));
  const contents = await tree.read(holding.filter(({ blob }) => !known.get(blob)).map(({ path }) => path));
  return holding.flatMap(({ path, blob }) => {
    const bytes = contents.get(path);
    const objects = known.get(blob) ?? (bytes === undefined ? [] : objectsOf(bytes));
    if (bytes !== undefined) standing.set(blob, objects, 4 * bytes.length + 256);
    return objects.map((make) => make(path));
  });
}

/** Whether a template of a chart mentions one of the words: no object stands there, and some may be made there. */
export async function templatesMention(tree: SourceTree, words: readonly string[]): Promise<boolean> {
  return (await filesMentioning(tree, filesOf(tree).templates, words)).length > 0;
}

type Files = { readonly objects: readonly TreeEntry[]; readonly templates: readonly TreeEntry[] };

const files = new WeakMap<SourceTree["entries"], Files>();

/** What may hold objects, and what charts make objects from. */
function filesOf({ entries }: Pick<SourceTree, "entries">): Files {
  const known = files.get(entries);
  if (known !== undefined) return known;
  const charts = new Set<string>();
  for (const path of entries.keys()) {
    if (!path.endsWith("Chart.yaml") && !path.endsWith("Chart.yml")) continue;
    const chart = /^(.*\/)?Chart\.ya?ml$/.exec(path);
    if (chart !== null) charts.add(`${chart[1] ?? ""}templates/`);
  }
  const isTemplate = (path: string) => {
    if (charts.size === 0) return false;
    for (let at = path.indexOf("templates/"); at >= 0; at = path.indexOf("templates/", at + 1)) {
      if (charts.has(path.slice(0, at + "templates/".length))) return true;
    }
    return false;
  };
  const candidates = [...entries.values()].filter(mayHold);
  const [objects, templates]: [TreeEntry[], TreeEntry[]] = [[], []];
  for (const entry of candidates) (isTemplate(entry.path) ? templates : objects).push(entry);
  files.set(entries, { objects, templates });
  return { objects, templates };
}

const endings = [".yaml", ".yml", ".json", ".tpl"];

/** Without regular expressions: all paths of a tree are asked, on every push. */
function mayHold({ path, kind }: TreeEntry): boolean {
  if (kind !== "file" && kind !== "executable") return false;
  return endings.some((ending) => path.endsWith(ending)) && !path.startsWith(".") && !path.includes("/.");
}

/** By what is looked for, then by content: whether it is there. 400,000 answers are kept. */
const mentioned = new ByteCache<string, Map<BlobId, boolean>>(16);
const maxAnswers = 400_000;

/** Those of the entries whose bytes hold one of the words. */
export async function filesMentioning(
  tree: Pick<SourceTree, "read">,
  entries: readonly TreeEntry[],
  words: readonly string[],
): Promise<readonly TreeEntry[]> {
  const answers = answersFor(words);
  const unknown = entries.filter(({ blob }) => !answers.has(blob));
  const contents = unknown.length === 0 ? new Map<string, Uint8Array>() : await tree.read(unknown.map(pathOf));
  for (const { path, blob } of unknown) {
    const bytes = contents.get(path);
    answers.set(blob, bytes !== undefined && holdsOne(bytes, words));
  }
  return entries.filter(({ blob }) => answers.get(blob) === true);
}

function pathOf({ path }: TreeEntry): string {
  return path;
}

function answersFor(words: readonly string[]): Map<BlobId, boolean> {
  const key = JSON.stringify(words);
  const known = mentioned.get(key);
  const answers = known === undefined || known.size > maxAnswers ? new Map<BlobId, boolean>() : known;
  mentioned.set(key, answers, 1);
  return answers;
}

/** A search of bytes for bytes: no text is made of a file to find out that it holds nothing. */
function holdsOne(bytes: Uint8Array, words: readonly string[]): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return words.some((word) => buffer.includes(word));
}

function objectsOf(bytes: Uint8Array): Standing {
  const { documents, problems } = keepDocuments(bytes);
  if (problems.length > 0) return [];
  return documents.flatMap(({ object, line, index }) =>
    unwrapLists(object).flatMap(({ object: one, within }) => {
      if (!looksLikeResource(one)) return [];
      const manifest = toManifest(one, []);
      if (typeof manifest === "string") return [];
      return [
        (path: string): Manifest => ({
          ...manifest,
          origins: [{ path, line, document: index, role: "resource", within }],
        }),
      ];
    }),
  );
}
