import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { SourceTree } from "../../ports/git.ts";
import { keepDocuments } from "../../sources/documents.ts";
import { directoryOf } from "../paths.ts";

/** What configures a bundle: `fleet.yaml`, whatever it is called, and the directory that it is about. */
export type BundleFile = {
  readonly path: string;
  readonly directory: string;
  readonly options: JsonObject;
  readonly problem: (SourceLocation & { readonly message: string }) | null;
};

export const bundleFileNames = ["fleet.yaml", "fleet.yml"] as const;

/** Every bundle that the tree configures, by directory; hidden directories hold what nobody deploys. */
export async function bundleFilesOf(tree: SourceTree): Promise<readonly BundleFile[]> {
  const paths = [...tree.entries.values()]
    .filter(({ kind }) => kind === "file" || kind === "executable")
    .map(({ path }) => path)
    .filter((path) => /(?:^|\/)fleet\.ya?ml$/.test(path) && !/(?:^|\/)\.[^/]/.test(path));
  const contents = await tree.read(paths);
  const byDirectory = new Map<string, BundleFile>();
  for (const path of paths.toSorted()) {
    const directory = directoryOf(path);
    const bytes = contents.get(path);
    if (bytes !== undefined && !byDirectory.has(directory))
      byDirectory.set(directory, readBundleFile(path, directory, bytes));
  }
  return [...byDirectory.values()];
}

/** Reads one; what cannot be read has its problem. */
export function readBundleFile(path: string, directory: string, bytes: Uint8Array): BundleFile {
  const { documents, problems } = keepDocuments(bytes);
  const [problem] = problems;
  if (problem !== undefined)
    return { path, directory, options: {}, problem: { path, line: problem.line, message: problem.message } };
  const [document] = documents;
  if (document === undefined || document.object === null) return { path, directory, options: {}, problem: null };
  if (isJsonObject(document.object)) return { path, directory, options: document.object, problem: null };
  return { path, directory, options: {}, problem: { path, line: document.line, message: "It is no mapping." } };
}

/** The file as if it were an object, so that the line of a field is found as for any. */
export function asManifest({ path, options }: BundleFile): Manifest {
  return {
    id: { group: "fleet.cattle.io", kind: "Bundle", namespace: null, name: path },
    apiVersion: "fleet.cattle.io/v1alpha1",
    object: options,
    origins: [{ path, line: 1, document: 0, role: "resource", within: [] }],
  };
}
