import type { NotEvaluated } from "../domain/application.ts";
import { type Manifest, resourceName } from "../domain/manifest.ts";
import { isSameRepository } from "../domain/repository.ts";
import type { SourceTree } from "../ports/git.ts";
import { createLocator, type Locator } from "../sources/locate.ts";
import { type GivenApplication, type ReadApplication, readApplication } from "./argocd/application.ts";
import { readApplicationSet } from "./argocd/application-set.ts";
import { type Budget, createBudget } from "./argocd/go-template/budget.ts";
import { opensRoot } from "./argocd/open-root.ts";
import type {
  DeclarationContext,
  Declarations,
  DeclaredApplication,
  DeclaredObject,
  Delivery,
  Engine,
} from "./engine.ts";
import { fieldAt, listAt, textAt } from "./fields.ts";
import { isDirectory, pathWithin } from "./paths.ts";

const group = "argoproj.io";

/** Applications, ApplicationSets and what they say about where their manifests come from. */
export const argocd: Engine = {
  name: "argocd",
  summary: "Argo CD's Applications, and the ApplicationSets that can be evaluated from git alone",
  groups: [group],
  declaring: [
    { group, kind: "Application" },
    { group, kind: "ApplicationSet" },
  ],
  declare,
  deliver,
};

async function declare(objects: readonly DeclaredObject[], context: DeclarationContext): Promise<Declarations> {
  const applications: DeclaredApplication[] = [];
  const notEvaluated: NotEvaluated[] = [];
  const shared = sharedIdentities(objects);
  const budget = createBudget();
  const rootIsHere = rootsHere(objects, context);
  for (const { manifest } of objects) {
    for (const read of await readObject(manifest, { shared, budget, rootIsHere }, context)) {
      if (read.application !== null) applications.push(read.application);
      notEvaluated.push(...read.notEvaluated);
    }
  }
  return { applications, notEvaluated };
}

/** Identities that several files have, as two clusters of one repository do: then the file tells them apart. */
function sharedIdentities(objects: readonly DeclaredObject[]): ReadonlySet<string> {
  const groups = Map.groupBy(objects, ({ manifest }) => identityOf(manifest));
  const several = [...groups].filter(([, same]) => new Set(same.map(({ manifest }) => fileOf(manifest))).size > 1);
  return new Set(several.map(([identity]) => identity));
}

function identityOf({ id }: Manifest): string {
  return resourceName(id);
}

function fileOf({ origins }: Manifest): string {
  return origins.find(({ role }) => role !== "patch")?.path ?? origins[0]?.path ?? "";
}

type Reading = {
  readonly shared: ReadonlySet<string>;
  readonly budget: Budget;
  readonly rootIsHere: (url: string) => boolean;
};

/**
 * Where nobody knows which repository this is: those of which another path is here, or any where no object
 * tells.
 */
function rootsHere(objects: readonly DeclaredObject[], { tree }: DeclarationContext): (url: string) => boolean {
  const urls = objects.flatMap(({ manifest: { object } }) =>
    [fieldAt(object, "spec", "source"), ...listAt(object, "spec", "sources")].flatMap((source) => {
      const [url, path] = [textAt(source, "repoURL"), textAt(source, "path")];
      const directory = path === undefined ? null : pathWithin(".", path);
      return url !== undefined && directory !== null && directory !== "." && isDirectory(tree, directory) ? [url] : [];
    }),
  );
  return (url) => urls.length === 0 || urls.some((other) => isSameRepository(other, url));
}

async function readObject(
  manifest: Manifest,
  { shared, budget, rootIsHere }: Reading,
  context: DeclarationContext,
): Promise<readonly ReadApplication[]> {
  const { kind } = manifest.id;
  if (kind !== "Application" && kind !== "ApplicationSet") return [];
  const identity = identityOf(manifest);
  const given: GivenApplication = {
    root: { value: manifest.object, pointer: "" },
    declaredBy: manifest,
    key: shared.has(identity) ? `${identity} in ${fileOf(manifest)}` : identity,
    locate: (pointer) => locatorOf(context.tree)(manifest, pointer),
    openRoot: await opensRoot(context),
    rootIsHere,
  };
  return kind === "Application" ? [await readApplication(given, context)] : readApplicationSet(given, context, budget);
}

const locators = new WeakMap<SourceTree["entries"], Locator>();

function locatorOf(tree: SourceTree): Locator {
  const known = locators.get(tree.entries) ?? createLocator(tree);
  locators.set(tree.entries, known);
  return known;
}

/** An Application brings its own; what of it cannot be rendered is told wherever the object itself is judged. */
async function deliver(
  manifest: Manifest,
  _siblings: readonly Manifest[],
  context: DeclarationContext,
): Promise<Delivery | null> {
  if (manifest.id.group !== group) return null;
  const read = await readObject(
    manifest,
    { shared: new Set(), budget: createBudget(), rootIsHere: () => true },
    context,
  );
  const [first] = read.flatMap(({ notEvaluated }) => notEvaluated);
  if (first === undefined) return null;
  const reads = [...new Set(read.flatMap((one) => one.reads ?? []))];
  return {
    status: "not-rendered",
    reason: first.reason,
    at: { path: first.path, line: first.line },
    ...(reads.length > 0 ? { reads } : {}),
  };
}
