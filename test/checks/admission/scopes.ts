import type { CheckScope, JudgedApplication, WholeSide } from "../../../src/checks/check.ts";
import type { Application } from "../../../src/domain/application.ts";
import { type Manifest, resourceKey } from "../../../src/domain/manifest.ts";
import { createLocator } from "../../../src/sources/locate.ts";
import { treeOf } from "../../sources/trees.ts";
import { manifestsOf } from "../scope.ts";

type Files = Readonly<Record<string, string>>;

/** Applications by the folder that they are deployed from; `null` in place of a reason means that it renders. */
type Applications = Readonly<Record<string, { readonly environment: string; readonly broken?: string }>>;

/** A repository of folders, each an application, as a change to it is judged. Files outside them are deployed by nobody. */
export function changeOf(base: Files | null, head: Files, applications: Applications): CheckScope {
  const sides = { base: base && sideOf(base, applications), head: sideOf(head, applications) };
  const tree = treeOf(head);
  return {
    mode: base === null ? "all" : "change",
    base: base && treeOf(base),
    head: tree,
    files: Object.keys(head),
    applications: Object.entries(applications).map(([folder, { environment }]) =>
      judged(applicationIn(folder, environment), manifestsIn(folder, base ?? {}), manifestsIn(folder, head)),
    ),
    whole: sides,
    pullRequest: null,
    repository: "acme/shop",
    environments: new Map(),
    locate: createLocator(tree),
    signal: new AbortController().signal,
  };
}

function applicationIn(folder: string, environment: string): Application {
  return { name: folder, path: folder, renderer: "plain", environment, why: "test" };
}

function sideOf(files: Files, applications: Applications): WholeSide {
  return {
    tree: treeOf(files),
    applications: Object.entries(applications).map(([folder, { environment }]) => ({
      ...applicationIn(folder, environment),
      key: folder,
      parts: [],
      inputs: [`${folder}/`],
    })),
    async render({ path }) {
      const { broken } = applications[path] ?? {};
      if (broken !== undefined) return { status: "not-rendered", reason: broken };
      return { status: "rendered", manifests: manifestsIn(path, files) };
    },
  };
}

function manifestsIn(folder: string, files: Files): readonly Manifest[] {
  return Object.entries(files)
    .filter(([path]) => path.startsWith(`${folder}/`))
    .flatMap(([path, text]) => manifestsOf(path, text));
}

function judged(application: Application, before: readonly Manifest[], after: readonly Manifest[]): JudgedApplication {
  const old = new Map(before.map((manifest) => [resourceKey(manifest.id), manifest]));
  const left = new Set(after.map(({ id }) => resourceKey(id)));
  const changed = after.filter(
    (manifest) => JSON.stringify(old.get(resourceKey(manifest.id))?.object) !== JSON.stringify(manifest.object),
  );
  return {
    application,
    manifests: after,
    subjects: [
      ...changed.map((manifest) => ({ old: old.get(resourceKey(manifest.id)) ?? null, new: manifest, change: null })),
      ...before.filter(({ id }) => !left.has(resourceKey(id))).map((gone) => ({ old: gone, new: null, change: null })),
    ],
    plan: { status: "known", changes: [], ignored: 0 },
  };
}
