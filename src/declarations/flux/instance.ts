import type { Locator } from "../../sources/locate.ts";
import type { DeclarationContext, DeclaredObject } from "../engine.ts";
import { objectAt, textAt } from "../fields.ts";
import { directoryOf, isDirectory, pathWithin } from "../paths.ts";
import type { Judged } from "./kustomization.ts";
import { locationOf } from "./location.ts";
import { reasonElsewhere } from "./source.ts";

/** What the Flux operator's FluxInstance syncs: it makes a source and a Kustomization of `spec.sync`. */
export async function judgeInstance(
  { manifest }: DeclaredObject,
  context: DeclarationContext,
  locate: Locator,
): Promise<Judged> {
  const sync = objectAt(manifest.object, "spec", "sync");
  const [kind, url] = [textAt(sync, "kind"), textAt(sync, "url")];
  if (kind === undefined || url === undefined) return { status: "nothing" };
  const written = textAt(sync, "path") ?? ".";
  const path = pathWithin(".", written);
  const namespace = manifest.id.namespace;
  const name = textAt(sync, "name") ?? namespace ?? "flux-system";
  const source = { kind, name, namespace };
  const ref = kind === "GitRepository" ? { name: textAt(sync, "ref") ?? null } : {};
  const reason =
    path === null
      ? `Its path ${written} leads out of the repository.`
      : (reasonElsewhere(source, { url, ref }, path, context.self) ??
        (isDirectory(context.tree, path) ? null : `Its path is ${path}, and there is no such directory here.`));
  if (reason !== null || path === null) {
    const at = await locate(manifest, "/spec/sync");
    const remark = { ...at, reason: `What the FluxInstance ${manifest.id.name} syncs is not rendered. ${reason}` };
    return { status: "not-evaluated", remark };
  }
  const declaredAt = locationOf(manifest);
  const recipe = { declaredAt, kustomize: { overlay: {}, generate: true, openRoot: true } };
  return {
    status: "declared",
    application: {
      key: JSON.stringify([namespace, name]),
      name,
      longerNames: namespace === null ? [] : [`${namespace}-${name}`],
      destination: null,
      paths: [path, directoryOf(declaredAt.path)],
      parts: [{ renderer: "kustomize", path, recipe }],
      declaredAt,
      why: `The FluxInstance ${manifest.id.name} syncs it.`,
    },
  };
}
