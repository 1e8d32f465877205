import { gzipSync } from "node:zlib";
import type { HelmRecipe, Recipe } from "../../../src/domain/recipe.ts";
import { renderers } from "../../../src/renderers/index.ts";
import type { Rendering, RenderPorts } from "../../../src/renderers/renderer.ts";
import { treeOf } from "../../sources/trees.ts";
import { type Files, ports, tools } from "../rendering.ts";

export const hasHelm = (await tools.find("helm")).status === "found";
if (!hasHelm) console.warn("skipped: there is no helm on this machine");

export const chart = (name: string, more = "", version = "1.0.0"): string =>
  `apiVersion: v2\nname: ${name}\nversion: ${version}\n${more}`;

export const configMap = (name: string, data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  ${data}\n`;

/** Renders the chart in `web`, or wherever it is said to be. */
export function render(
  files: Files,
  { path = "web", ...recipe }: Partial<HelmRecipe> & { path?: string; recipe?: Recipe } = {},
  given: Partial<RenderPorts> = {},
): Promise<Rendering> {
  const { recipe: outer, ...helm } = recipe;
  const subject = {
    name: "web",
    environment: "prod",
    path,
    renderer: "helm",
    why: "",
    recipe: { ...outer, helm: { release: "web", namespace: null, values: [], parameters: [], ...helm } },
  };
  return renderers.helm.render(subject, treeOf(files), { ...ports, ...given });
}

/** What was rendered; the reason when nothing was. */
export function rendered(rendering: Rendering) {
  if (rendering.status !== "rendered") throw new Error(JSON.stringify(rendering));
  return rendering;
}

export function objects(rendering: Rendering) {
  return rendered(rendering).manifests.map(({ object }) => object);
}

/** `path:line rule: message`, one for each. */
export function told(rendering: Rendering): string[] {
  if (rendering.status === "errored")
    return [`${rendering.at?.path}:${rendering.at?.line} errored: ${rendering.reason}`];
  return rendering.findings.map(({ path, line, rule, message }) => `${path}:${line} ${rule}: ${message}`);
}

export const file = (path: string, optional = false) => ({ from: "file", path, optional }) as const;

/** A gzipped tar of these files, as `helm package` makes it. */
export function packed(files: Readonly<Record<string, string>>, type = "0"): Uint8Array {
  return gzipSync(tar(files, type));
}

export function tar(files: Readonly<Record<string, string>>, type = "0"): Uint8Array {
  const parts = Object.entries(files).flatMap(([path, text]) => {
    const content = Buffer.from(text);
    return [header(path, content.length, type), content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

export function header(path: string, size: number, type: string): Uint8Array {
  const block = Buffer.alloc(512);
  block.write(path, 0, 100);
  block.write("0000644\0", 100);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write("        ", 148);
  block.write(type, 156);
  block.write("ustar\x0000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
