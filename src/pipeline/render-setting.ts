import type { RepositoryIdentity } from "../domain/repository.ts";
import type { RenderPorts } from "../renderers/renderer.ts";

/** What rendering needs beside the tree. */
export type RenderSetting = Omit<RenderPorts, "limits"> & { readonly self: RepositoryIdentity | null };
