import type { Application } from "../domain/application.ts";
import { compareText, type Finding } from "../domain/finding.ts";
import type { Manifest } from "../domain/manifest.ts";
import type { BlobId } from "../domain/revision.ts";
import type { TreeEntry } from "../domain/source.ts";
import type { SourceTree } from "../ports/git.ts";
import { ByteCache } from "../sources/byte-cache.ts";
import { keepDocuments } from "../sources/documents.ts";
import { configuresProgram, looksLikeResource, toManifest, unwrapLists } from "../sources/manifests.ts";
import { chooseFiles } from "./directory-options.ts";
import { finding } from "./finding.ts";
import { directoryOf } from "./paths.ts";
import type { FindContext, FoundSources, Renderer, Rendering, RenderSubject } from "./renderer.ts";

/** Manifests as they stand: one application per directory that holds some itself. */
export const plain: Renderer = {
  name: "plain",
  summary: "Reads YAML and JSON manifests as they stand in a directory.",
  tools: [],
  find,
  async inputs(tree, path, { directory }) {
    if (directory === undefined) return inputsOf(path, candidatesIn(tree, new Set()).get(path) ?? []);
    const { manifests, jsonnet, listed } = chooseFiles(tree, path, directory);
    return [...listed, ...manifests.map((entry) => entry.path), ...jsonnet].sort();
  },
  render,
};

/** By content, so that a second revision looks only at what differs; 200,000 answers are kept. */
const looked = new ByteCache<BlobId, boolean>(200_000);

async function find(tree: SourceTree, { claimed }: FindContext): Promise<FoundSources> {
  const candidates = candidatesIn(tree, claimed);
  const holding = await lookForManifests(tree, [...candidates.values()].flat());
  const sources = [...candidates]
    .filter(([, entries]) => entries.some(({ path }) => holding.has(path)))
    .map(([path, entries]) => ({ path, inputs: inputsOf(path, entries), why: "A directory that holds manifests." }))
    .toSorted((a, b) => compareText(a.path, b.path));
  return { sources, claims: [...holding], notEvaluated: [] };
}

/** The directory itself stands for files that come and go. */
function inputsOf(path: string, entries: readonly TreeEntry[]): readonly string[] {
  return [`${path}/`, ...entries.map((entry) => entry.path)].sort();
}

/** YAML and JSON files by directory; hidden directories and Helm charts hold something else. */
function candidatesIn(tree: SourceTree, claimed: ReadonlySet<string>): ReadonlyMap<string, readonly TreeEntry[]> {
  const charts = chartsOf(tree);
  const candidates = new Map<string, readonly TreeEntry[]>();
  for (const [directory, entries] of filesByDirectory(tree)) {
    if (isHidden(directory) || isInChart(directory, charts)) continue;
    const unclaimed = entries.filter(({ path }) => !claimed.has(path));
    if (unclaimed.length > 0) candidates.set(directory, unclaimed);
  }
  return candidates;
}

const listings = new WeakMap<SourceTree["entries"], ReadonlyMap<string, readonly TreeEntry[]>>();

/** YAML and JSON files by directory, whoever claims them. */
function filesByDirectory(tree: SourceTree): ReadonlyMap<string, readonly TreeEntry[]> {
  const known = listings.get(tree.entries);
  if (known !== undefined) return known;
  const listing = Map.groupBy([...tree.entries.values()].filter(isManifestFile), ({ path }) => directoryOf(path));
  listings.set(tree.entries, listing);
  return listing;
}

function isManifestFile({ path, kind }: TreeEntry): boolean {
  return (kind === "file" || kind === "executable") && /(?:^|\/)[^./][^/]*\.(?:ya?ml|json)$/.test(path);
}

function isHidden(directory: string): boolean {
  return directory !== "." && /(?:^|\/)\.[^/]/.test(directory);
}

function chartsOf(tree: SourceTree): ReadonlySet<string> {
  const charts = new Set<string>();
  for (const path of tree.entries.keys()) if (/(?:^|\/)Chart\.ya?ml$/.test(path)) charts.add(directoryOf(path));
  return charts;
}

function isInChart(directory: string, charts: ReadonlySet<string>): boolean {
  if (charts.size === 0) return false;
  for (let at = directory; ; at = directoryOf(at)) {
    if (charts.has(at)) return true;
    if (at === ".") return false;
  }
}

async function lookForManifests(tree: SourceTree, entries: readonly TreeEntry[]): Promise<ReadonlySet<string>> {
  const holding = new Set<string>();
  const unknown: TreeEntry[] = [];
  for (const entry of entries) {
    const known = looked.get(entry.blob);
    if (known === undefined) unknown.push(entry);
    else if (known) holding.add(entry.path);
  }
  const contents = await tree.read(unknown.map(({ path }) => path));
  for (const { path, blob } of unknown) {
    const bytes = contents.get(path);
    const holds = bytes !== undefined && mentionsResource(bytes);
    looked.set(blob, holds, 1);
    if (holds) holding.add(path);
  }
  return holding;
}

/** A look at the bytes: parsing tens of thousands of files to find the few would take longer than judging those. */
function mentionsResource(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  return (
    /^["' {]*apiVersion["']?\s*:|[{,]\s*"apiVersion"\s*:/m.test(text) &&
    /^[\t "'{-]*kind["']?\s*:|[{,]\s*"kind"\s*:/m.test(text)
  );
}

async function render(subject: RenderSubject, tree: SourceTree): Promise<Rendering> {
  const { directory, declaredAt } = subject.recipe;
  const chosen = directory === undefined ? undefined : chooseFiles(tree, subject.path, directory);
  const entries = chosen?.manifests ?? filesByDirectory(tree).get(subject.path) ?? [];
  const contents = await tree.read(entries.map(({ path }) => path));
  const manifests: Manifest[] = [];
  const findings: Finding[] = (chosen?.brokenGlobs ?? []).map((glob) =>
    finding(subject, {
      ...(declaredAt ?? { path: subject.path, line: 1 }),
      rule: "glob",
      message: `${JSON.stringify(glob)} is no glob; a bracket or brace in it is not closed.`,
    }),
  );
  for (const { path } of entries) {
    const bytes = contents.get(path);
    if (bytes === undefined || (chosen !== undefined && isSkipped(bytes))) continue;
    readFile(subject, path, bytes, manifests, findings);
  }
  if (findings.length > 0) return { status: "failed", findings };
  return {
    status: "rendered",
    manifests,
    findings: (chosen?.jsonnet ?? []).map((path) => notEvaluated(subject, path)),
  };
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/directory/ */
function isSkipped(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes("+argocd:skip-file-rendering");
}

function notEvaluated(subject: RenderSubject, path: string): Finding {
  const message = `${path} is Jsonnet, which is not evaluated here: what it makes is not in this plan.`;
  return finding(subject, { path, line: 1, rule: "not-evaluated", message }, "warning");
}

/** Files that hold no resource are somebody else's, unless they are broken: then nobody can tell. */
function readFile(
  application: Application,
  path: string,
  bytes: Uint8Array,
  manifests: Manifest[],
  findings: Finding[],
): void {
  const { documents, problems } = keepDocuments(bytes);
  for (const { line, rule, message } of problems) findings.push(finding(application, { path, line, rule, message }));
  for (const { object, line, index } of documents) {
    for (const found of unwrapLists(object)) {
      if (!looksLikeResource(found.object) || configuresProgram(found.object)) continue;
      const manifest = toManifest(found.object, [
        { path, line, document: index, role: "resource", within: found.within },
      ]);
      if (typeof manifest === "string")
        findings.push(finding(application, { path, line, rule: "no-identity", message: manifest }));
      else manifests.push(manifest);
    }
  }
}
