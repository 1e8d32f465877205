import { noSchemaLocations } from "../../src/adapters/schemas/locations.ts";
import type { CheckPorts, CheckScope, JudgedApplication, WholeSide } from "../../src/checks/check.ts";
import type { Finding, StageResult } from "../../src/domain/finding.ts";
import type { Manifest } from "../../src/domain/manifest.ts";
import type { Expressions } from "../../src/ports/expressions.ts";
import type { SourceTree } from "../../src/ports/git.ts";
import { readDocuments } from "../../src/sources/documents.ts";
import { createLocator } from "../../src/sources/locate.ts";
import { looksLikeResource, toManifest, unwrapLists } from "../../src/sources/manifests.ts";
import { noBundles } from "../adapters/policy-bundles/no-bundles.ts";
import { treeOf } from "../sources/trees.ts";

/** For checks that evaluate none. */
export const noExpressions: Expressions = {
  evaluate: () => Promise.reject(new Error("this check evaluates no expressions")),
};

/** For checks that judge by themselves. */
export const noPorts: CheckPorts = {
  policies: {
    load: () => Promise.reject(new Error("this check has no policies")),
    test: () => Promise.reject(new Error("this check has no policies")),
  },
  builtInPolicies: new Map(),
  bundles: noBundles,
  expressions: noExpressions,
  schemaLocations: noSchemaLocations,
  tools: {
    find: () => Promise.reject(new Error("this check runs no tools")),
    run: () => Promise.reject(new Error("this check runs no tools")),
  },
  workspaces: { with: () => Promise.reject(new Error("this check needs no folders")) },
};

type Files = Readonly<Record<string, string | Uint8Array>>;

/** What a check is asked when one application of plain manifests holds every YAML file of the head. */
export function scopeOf(
  head: Files,
  given: { readonly base?: Files; readonly files?: readonly string[] } = {},
): CheckScope {
  const tree = treeOf(head);
  const base = given.base === undefined ? null : treeOf(given.base);
  const changed = Object.keys(head).filter((path) => given.base === undefined || !same(given.base[path], head[path]));
  const manifests = Object.entries(head).flatMap(([path, content]) => manifestsOf(path, content));
  return {
    mode: base === null ? "all" : "change",
    base,
    head: tree,
    files: given.files ?? changed,
    applications: [judged(manifests, new Set(changed))],
    whole: { base: base && wholeOf(base, given.base ?? {}), head: wholeOf(tree, head) },
    pullRequest: null,
    repository: null,
    environments: new Map(),
    locate: createLocator(tree),
    signal: new AbortController().signal,
  };
}

/** The findings of a check that judged, in a form that a table can hold. */
export function told(result: StageResult): string[] {
  return findingsOf(result).map(({ path, line, severity, rule }) => `${path}:${line} ${severity} ${rule}`);
}

export function findingsOf(result: StageResult): readonly Finding[] {
  if (result.status === "errored") throw new Error(result.reason);
  return result.findings;
}

/** Every manifest of a file's text. */
export function manifestsOf(path: string, content: string | Uint8Array): Manifest[] {
  if (!/\.(?:ya?ml|json)$/.test(path)) return [];
  const { documents } = readDocuments(typeof content === "string" ? Buffer.from(content) : content);
  return documents.flatMap(({ object, line, index }) =>
    unwrapLists(object).flatMap(({ object: inner, within }) => {
      if (!looksLikeResource(inner)) return [];
      const manifest = toManifest(inner, [{ path, line, document: index, role: "resource", within }]);
      return typeof manifest === "string" ? [] : [manifest];
    }),
  );
}

/** One application that holds every manifest of the files, as it is judged. */
function wholeOf(tree: SourceTree, files: Files): WholeSide {
  const application = { ...app, key: "app", parts: [], inputs: Object.keys(files) };
  const manifests = Object.entries(files).flatMap(([path, content]) => manifestsOf(path, content));
  return { tree, applications: [application], render: () => Promise.resolve({ status: "rendered", manifests }) };
}

const app = { name: "app", path: ".", renderer: "plain", environment: "default", why: "test" };

function judged(manifests: readonly Manifest[], changed: ReadonlySet<string>): JudgedApplication {
  return {
    application: app,
    manifests,
    subjects: manifests
      .filter(({ origins }) => origins.some(({ path }) => changed.has(path)))
      .map((manifest) => ({ old: null, new: manifest, change: null })),
    plan: { status: "known", changes: [], ignored: 0 },
  };
}

function same(a: string | Uint8Array | undefined, b: string | Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && Buffer.from(a).equals(Buffer.from(b));
}
