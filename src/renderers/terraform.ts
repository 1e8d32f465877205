import type { Renderer } from "./renderer.ts";
import { inputsOf } from "./terraform/closure.ts";
import { findRoots } from "./terraform/find.ts";
import { modulesOf } from "./terraform/modules.ts";
import { renderRoot } from "./terraform/render.ts";

/** Root modules of Terraform and OpenTofu. They are read, never run: what they would change is in their plans. */
export const terraform: Renderer = {
  name: "terraform",
  summary: "Reads Terraform's configuration, to be judged by policies; its plans are made elsewhere.",
  tools: [],
  find: findRoots,
  async inputs(tree, path, recipe) {
    return inputsOf(tree, await modulesOf(tree), path, recipe);
  },
  render: renderRoot,
};
