import { createTools } from "../../src/adapters/tools/tools.ts";
import { createWorkspaces } from "../../src/adapters/tools/workspaces.ts";
import type { Recipe } from "../../src/domain/recipe.ts";
import type { DiscoverySetting } from "../../src/pipeline/discover.ts";
import type { Tools } from "../../src/ports/tools.ts";
import { renderers } from "../../src/renderers/index.ts";
import type { Rendering, RenderPorts, RenderSubject } from "../../src/renderers/renderer.ts";
import { noCharts } from "../adapters/charts/no-charts.ts";
import { treeOf } from "../sources/trees.ts";

export type Files = Parameters<typeof treeOf>[0];

export const tools = createTools(process.env);
export const hasKustomize = (await tools.find("kustomize")).status === "found";

export const ports: RenderPorts & { readonly self: null } = {
  self: null,
  charts: noCharts,
  tools,
  workspaces: createWorkspaces(),
  limits: { timeoutMs: 30_000, maxOutputBytes: 1 << 26 },
};

/** For discovery: nothing needs rendering to be found, and this repository is nobody's. */
export const alone: DiscoverySetting = {
  self: null,
  charts: noCharts,
  render: async () => ({ status: "errored", reason: "Nothing is rendered while it is discovered here." }),
};

/** A tool that must not be asked. */
export const noTools: Tools = {
  find: async () => ({ status: "missing", reason: "There is none." }),
  run: async () => {
    throw new Error("Nothing may run here.");
  },
};

export function application(
  path: string,
  renderer: keyof typeof renderers = "kustomize",
  recipe: Recipe = {},
): RenderSubject {
  return { name: "web", environment: "prod", path, renderer, why: "", recipe };
}

export function render(files: Files, path: string, given: Partial<RenderPorts> = {}): Promise<Rendering> {
  return renderers.kustomize.render(application(path), treeOf(files), { ...ports, ...given });
}

/** One line per finding or refusal: `path:line rule` or `path:line`. */
export function complaints(rendering: Rendering): string[] {
  if (rendering.status === "errored") return [`${rendering.at?.path}:${rendering.at?.line} errored`];
  return rendering.findings.map(({ path, line, rule }) => `${path}:${line} ${rule}`);
}

export const deployment = (name: string, more = ""): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: ${name}
          image: nginx:1
${more}`;
