import type { Finding } from "../../domain/finding.ts";
import { isJsonArray, isJsonObject, type Json } from "../../domain/json.ts";
import type { SourceTree } from "../../ports/git.ts";
import { decodeText } from "../../sources/documents.ts";
import type { CheckScope } from "../check.ts";
import { fixOfLine, replaceValue } from "../line-fix.ts";

/** Repositories with more files than this are not searched for a suggestion's sake. */
const mostFiles = 1_000;

/**
 * Findings about an image that lacks a digest, with the digest where the repository writes the same image with
 * one elsewhere, and only with one: then it is known what is meant.
 */
export async function withKnownDigests(findings: readonly Finding[], scope: CheckScope): Promise<readonly Finding[]> {
  if (!findings.some(isAboutDigest)) return findings;
  const known = new Map<string, Set<string>>();
  for (const { manifests } of scope.applications) for (const { object } of manifests) note(imagesIn(object), known);
  await noteFiles(scope.head, known);
  return Promise.all(
    findings.map(async (finding) => {
      const fix = isAboutDigest(finding) ? await fixOfLine(scope.head, finding, pinned(known)) : undefined;
      return fix === undefined ? finding : { ...finding, fix };
    }),
  );
}

/** The built-in rule takes a digest as well as a tag that stays; other rules have to name it. */
function isAboutDigest({ rule, message }: Finding): boolean {
  return rule === "latest-tag" || /digest/i.test(`${rule} ${message}`);
}

function pinned(known: ReadonlyMap<string, ReadonlySet<string>>) {
  return (line: string): string | undefined => {
    const image = /^\s*(?:- +)?["']?image["']? *: +["']?([^\s"'#@]+)["']?\s*(?:#.*)?$/.exec(line)?.[1];
    const digests = image === undefined ? undefined : known.get(withTag(image));
    const [digest, ...others] = digests ?? [];
    if (image === undefined || digest === undefined || others.length > 0) return undefined;
    return replaceValue("image", image, `${image}@${digest}`)(line);
  };
}

const pin = /@(sha256:[0-9a-f]{64})(?![0-9a-f])/g;

/** No registry takes a longer name. */
const longestImage = 512;

function note(texts: Iterable<string>, known: Map<string, Set<string>>): void {
  for (const text of texts) {
    for (const { index, 1: digest = "" } of text.matchAll(pin)) {
      const image = imageBefore(text, index);
      // Without a tag beside it nobody knows which tag a digest once was.
      if (!hasTag(image)) continue;
      known.set(image, (known.get(image) ?? new Set()).add(digest));
    }
  }
}

/** Read backwards from the digest: forwards, a long text without one would be read again from each of its characters. */
function imageBefore(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start <= longestImage && /[\w./:-]/.test(text.charAt(start - 1))) start -= 1;
  return end - start > longestImage ? "" : text.slice(start, end).replace(/^[^a-z0-9]+/, "");
}

async function noteFiles(tree: SourceTree, known: Map<string, Set<string>>): Promise<void> {
  const paths = [...tree.entries.values()]
    .filter(({ kind, path }) => (kind === "file" || kind === "executable") && /\.(?:ya?ml|json)$/.test(path))
    .map(({ path }) => path);
  if (paths.length > mostFiles) return;
  for (const bytes of (await tree.read(paths)).values()) {
    const text = decodeText(bytes);
    if (typeof text === "string" && text.includes("@sha256:")) note([text], known);
  }
}

function* imagesIn(value: Json): Iterable<string> {
  if (isJsonArray(value)) for (const item of value) yield* imagesIn(item);
  else if (isJsonObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (key === "image" && typeof inner === "string") yield inner;
      else if (typeof inner === "object") yield* imagesIn(inner);
    }
  }
}

/** Docker and Kubernetes read an image without a tag as the one tagged `latest`. */
function withTag(image: string): string {
  return hasTag(image) ? image : `${image}:latest`;
}

function hasTag(image: string): boolean {
  return image.lastIndexOf(":") > image.lastIndexOf("/");
}
