import type { NotEvaluated } from "../domain/application.ts";
import type { Manifest } from "../domain/manifest.ts";
import type { Locator } from "../sources/locate.ts";
import type { DeclarationContext, Declarations, DeclaredApplication, DeclaredObject, Engine } from "./engine.ts";
import { listAt, textAt } from "./fields.ts";
import { judgeBundle } from "./fleet/bundle.ts";
import { type BundleFile, bundleFileNames, bundleFilesOf, readBundleFile } from "./fleet/bundle-files.ts";
import { join } from "./fleet/helm.ts";
import { deliverHelmOp } from "./fleet/helm-op.ts";
import { reasonElsewhere, scannedBy } from "./fleet/repository.ts";
import { locatorOf } from "./locator.ts";

const group = "fleet.cattle.io";

/** Rancher Fleet: a directory with a `fleet.yaml` is a bundle, and so is what a GitRepo's paths name. */
export const fleet: Engine = {
  name: "fleet",
  summary: "Fleet's bundles (fleet.yaml) and what its GitRepos deploy.",
  groups: [group],
  files: bundleFileNames,
  declaring: [{ group, kind: "GitRepo" }],
  declare,
  async deliver(manifest, _siblings, context) {
    if (manifest.id.group !== group || manifest.id.kind !== "HelmOp") return null;
    return deliverHelmOp(manifest, context);
  },
};

/** A bundle of a directory, and the GitRepo that deploys it where one does. */
type Bundle = { readonly file: BundleFile; readonly by: Manifest | null };

async function declare(objects: readonly DeclaredObject[], context: DeclarationContext): Promise<Declarations> {
  const locate = locatorOf(context.tree);
  const files = await bundleFilesOf(context.tree);
  const { repositories, notEvaluated } = await judgeRepositories(objects, context, locate);
  const applications: DeclaredApplication[] = [];
  const remarks: NotEvaluated[] = [...notEvaluated, ...ownBundles(objects)];
  const claims: string[] = [];
  // Files are nobody's environment: they are read once, with the objects that stand in files.
  const standing = objects.every(({ environment }) => environment === null);
  const bundles = await bundlesOf(repositories, files, context);
  const directories = bundles.map(({ file }) => file.directory);
  for (const { file, by } of bundles) {
    if (!standing && by === null) continue;
    const nested = directories.filter(
      (one) => one !== file.directory && (file.directory === "." || one.startsWith(`${file.directory}/`)),
    );
    const repository = by === null ? null : describe(by);
    const judged = await judgeBundle({ file, nested, repository }, context, locate);
    applications.push(...judged.applications);
    remarks.push(...judged.notEvaluated);
    claims.push(...judged.claims);
  }
  return { applications, notEvaluated: remarks, claims };
}

function describe({ id, object }: Manifest) {
  const namespace = textAt(object, "spec", "targetNamespace");
  const targets = listAt(object, "spec", "targets");
  return { name: id.name, targets, ...(namespace === undefined ? {} : { namespace }) };
}

async function judgeRepositories(
  objects: readonly DeclaredObject[],
  context: DeclarationContext,
  locate: Locator,
): Promise<{ readonly repositories: readonly Manifest[]; readonly notEvaluated: readonly NotEvaluated[] }> {
  const repositories: Manifest[] = [];
  const notEvaluated: NotEvaluated[] = [];
  for (const { manifest } of objects) {
    if (manifest.id.kind !== "GitRepo" || textAt(manifest.object, "spec", "repo") === undefined) continue;
    const reason = reasonElsewhere(manifest, context.self);
    if (reason === null) repositories.push(manifest);
    else {
      const at = await locate(manifest, "/spec/repo");
      notEvaluated.push({ ...at, reason: `What the GitRepo ${manifest.id.name} deploys is not rendered. ${reason}` });
    }
    if (reason !== null || context.self === null) continue;
    for (const path of scannedBy(manifest, context.tree).missing) {
      const at = await locate(manifest, "/spec/paths");
      notEvaluated.push({
        ...at,
        reason: `The GitRepo ${manifest.id.name} deploys ${path}, and there is no such directory here.`,
      });
    }
  }
  return { repositories, notEvaluated };
}

/** Each directory once: by the GitRepo whose path is the deepest, and what no GitRepo here names after that. */
async function bundlesOf(
  repositories: readonly Manifest[],
  files: readonly BundleFile[],
  { tree }: DeclarationContext,
): Promise<readonly Bundle[]> {
  const bundles = new Map<string, Bundle>();
  const scanned = repositories
    .flatMap((by) => scannedBy(by, tree).found.map((one) => ({ ...one, by })))
    .toSorted((a, b) => b.directory.length - a.directory.length);
  for (const { directory, options, by } of scanned) {
    const below = files.filter((file) => isWithin(file.directory, directory));
    for (const file of below) if (!bundles.has(file.directory)) bundles.set(file.directory, { file, by });
    if (bundles.has(directory) && options === null) continue;
    if (options === null && below.length > 0) continue;
    const bytes = options === null ? undefined : (await tree.read([options])).get(options);
    const path = options ?? join(directory, "fleet.yaml");
    const file = bytes === undefined ? null : readBundleFile(path, directory, bytes);
    bundles.set(directory, {
      file: file ?? { path: by.origins[0]?.path ?? path, directory, options: {}, problem: null },
      by,
    });
  }
  for (const file of files) if (!bundles.has(file.directory)) bundles.set(file.directory, { file, by: null });
  return [...bundles.values()];
}

function isWithin(directory: string, parent: string): boolean {
  return parent === "." || directory === parent || directory.startsWith(`${parent}/`);
}

/** Bundles that `fleet apply` wrote out hold what they deploy themselves. */
function ownBundles(objects: readonly DeclaredObject[]): readonly NotEvaluated[] {
  return objects.flatMap(({ manifest: { id, origins, object } }) => {
    const [origin] = origins;
    if (id.kind !== "Bundle" || origin === undefined || listAt(object, "spec", "resources").length === 0) return [];
    const reason = `The Bundle ${id.name} holds what it deploys itself, which is not rendered.`;
    return [{ path: origin.path, line: origin.line, reason }];
  });
}
