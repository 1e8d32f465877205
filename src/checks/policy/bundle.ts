import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { PolicyProblem } from "../../ports/policies.ts";
import type { BundleReference, PolicyBundles } from "../../ports/policy-bundles.ts";
import { type PolicySources, readPolicyFiles } from "./sources.ts";

/** Policies from elsewhere, or why they cannot be had, as the end of a sentence. */
type ReadBundle =
  | { readonly status: "read"; readonly sources: PolicySources }
  | { readonly status: "refused"; readonly reason: string };

/** Fetches policies that are pinned. Rejects when their host fails. */
export async function readBundle(
  reference: BundleReference,
  bundles: PolicyBundles,
  signal: AbortSignal,
): Promise<ReadBundle> {
  const fetched = await bundles.fetch(reference, signal);
  if (fetched.status === "refused") return fetched;
  const sources = sourcesOfBundle(fetched.files, labelOf(reference));
  if (sources.rego.size > 0) return { status: "read", sources };
  return { status: "refused", reason: `${reference.url}: it holds no policy in Rego` };
}

/**
 * What a bundle holds, its paths below `label`. With a `.manifest` it is read as OPA reads it: data is in files of
 * that name, and nothing may stand outside the roots (https://www.openpolicyagent.org/docs/management-bundles).
 * Without one it is read as folders of a repository are.
 */
export function sourcesOfBundle(files: ReadonlyMap<string, Uint8Array>, label: string): PolicySources {
  const manifest = files.get(".manifest");
  const shown = new Map([...files].map(([path, bytes]) => [`${label}/${path}`, bytes]));
  const keysOf = (path: string) => {
    const segments = path.slice(label.length + 1).split("/");
    const name = segments.pop() ?? "";
    return /^\./.test(name) || (manifest !== undefined && !/^data\.(?:json|ya?ml)$/.test(name)) ? undefined : segments;
  };
  const read = readPolicyFiles(shown, keysOf);
  const roots = manifest === undefined ? [[]] : rootsOf(manifest);
  const outside =
    roots === undefined
      ? [{ path: `${label}/.manifest`, line: 1, message: "its roots are not a list of paths" }]
      : strangersTo(roots, read, label);
  return { ...read, fingerprint: label, problems: [...read.problems, ...outside] };
}

/** `policies@3f2a…`: a name that no path of a repository has. */
function labelOf({ url, pin }: BundleReference): string {
  const name = /([^/]+?)(?:\.git|\.tar\.gz|\.tgz)?\/*$/.exec(url)?.[1] ?? "bundle";
  return `${name.replace(/[^\w.-]/g, "-")}@${pin.replace("sha256:", "").slice(0, 12)}`;
}

type Root = readonly string[];

/** Undefined when nobody can tell what they are; everything when it does not say. */
function rootsOf(bytes: Uint8Array): readonly Root[] | undefined {
  try {
    const manifest = JSON.parse(new TextDecoder().decode(bytes)) as Json;
    const roots = isJsonObject(manifest) ? (manifest.roots ?? [""]) : undefined;
    if (!isJsonArray(roots)) return undefined;
    const texts = roots.filter((root) => typeof root === "string");
    return texts.length === roots.length ? texts.map((root) => root.split("/").filter(Boolean)) : undefined;
  } catch {
    return undefined;
  }
}

type Read = Pick<PolicySources, "rego" | "data">;

function strangersTo(roots: readonly Root[], { rego, data }: Read, label: string): readonly PolicyProblem[] {
  const packages = [...rego].flatMap(([path, text]) => {
    const name = /^[ \t]*package[ \t]+([\w.]+)/m.exec(text)?.[1];
    if (name === undefined || roots.some((root) => isBelow(name.split("."), root))) return [];
    return [{ path, line: 1, message: `the package ${name} is outside the bundle's roots` }];
  });
  const keys = keysOutside(roots, data, []).map((key) => ({
    path: `${label}/data.json`,
    line: 1,
    message: `the data ${key} is outside the bundle's roots`,
  }));
  return [...packages, ...keys];
}

function keysOutside(roots: readonly Root[], value: JsonObject, at: Root): readonly string[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = [...at, key];
    if (roots.some((root) => isBelow(path, root))) return [];
    const leadsTo = roots.some((root) => isBelow(root, path));
    return leadsTo && isJsonObject(inner) ? keysOutside(roots, inner, path) : [path.join("/")];
  });
}

function isBelow(path: Root, root: Root): boolean {
  return root.every((segment, index) => path[index] === segment);
}
