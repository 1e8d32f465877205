import { helm } from "./helm.ts";
import { kustomize } from "./kustomize.ts";
import { plain } from "./plain.ts";
import type { Renderer } from "./renderer.ts";
import { terraform } from "./terraform.ts";

/** Every renderer, in the order in which they claim files. To add one: write its file, add its line. */
export const renderers = { kustomize, helm, terraform, plain } as const satisfies Record<string, Renderer>;

/** The renderer of that name, or undefined. */
export function rendererNamed(name: string): Renderer | undefined {
  return Object.hasOwn(renderers, name) ? Object.entries(renderers).find(([key]) => key === name)?.[1] : undefined;
}
