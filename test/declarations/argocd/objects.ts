import { argocd } from "../../../src/declarations/argocd.ts";
import type { DeclarationContext, DeclaredApplication } from "../../../src/declarations/engine.ts";
import { createLookUp } from "../../../src/declarations/look-up.ts";
import { readObjects } from "../../../src/declarations/objects.ts";
import { treeOf } from "../../sources/trees.ts";

export const here = "https://github.com/acme/platform.git";

type Given = {
  /** Null for a folder that nobody knows the address of. */
  readonly self?: DeclarationContext["self"];
  /** Why charts are not fetched; null where they are. */
  readonly refusal?: string | null;
};

/** What the engine declares of files, with the repository at `here` and no charts from elsewhere. */
export async function declared(files: Readonly<Record<string, string>>, given: Given = {}) {
  const context = contextOf(files, given);
  const objects = await readObjects(context.tree, ["argoproj.io"]);
  return argocd.declare(
    objects.map((manifest) => ({ manifest, environment: null })),
    context,
  );
}

/** What the engine delivers for the first object of the files. */
export async function delivered(files: Readonly<Record<string, string>>, given: Given = {}) {
  const context = contextOf(files, given);
  const [manifest] = await readObjects(context.tree, ["argoproj.io"]);
  return argocd.deliver?.(manifest!, [manifest!], context);
}

function contextOf(files: Readonly<Record<string, string>>, given: Given): DeclarationContext {
  const tree = treeOf(files);
  const { self = { url: here, branch: "main" }, refusal = "Charts from elsewhere are not fetched." } = given;
  return { tree, self, charts: { refusal: () => refusal }, lookUp: createLookUp(tree) };
}

/** An Application with this spec, below `spec:`, indented by two. */
export function application(spec: string, annotations = ""): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: web
  namespace: argocd
${annotations}spec:
  project: shop
  destination:
    server: https://kubernetes.default.svc
    namespace: web
${spec}`;
}

/** An ApplicationSet of these generators, whose Applications are called NAME and come from PATH. */
export function applicationSet(
  generators: string,
  { name, path, go = false }: { name: string; path: string; go?: boolean },
): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: all
  namespace: argocd
spec:
  goTemplate: ${go}
  generators:
${generators}
  template:
    metadata:
      name: ${JSON.stringify(name)}
    spec:
      project: default
      source:
        repoURL: ${here}
        path: ${JSON.stringify(path)}
      destination:
        name: in-cluster
        namespace: web
`;
}

export function only(applications: readonly DeclaredApplication[]): DeclaredApplication {
  if (applications.length !== 1) throw new Error(`There are ${applications.length} applications.`);
  return applications[0]!;
}

/** A directory with one manifest in it. */
export function manifestIn(path: string): Record<string, string> {
  return { [`${path}/settings.yaml`]: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n" };
}
