import type { Finding } from "../domain/finding.ts";
import type { Manifest } from "../domain/manifest.ts";
import type { RemoteChart } from "../domain/recipe.ts";

/** Renderings of earlier processes: a cache, which may forget any of them at any time. */
export type RenderStore = {
  /** What was kept under this key; undefined otherwise. */
  read(key: string): Promise<KeptRendering | undefined>;
  /** Never rejects: what cannot be kept is made again. */
  write(key: string, rendering: KeptRendering): Promise<void>;
};

export type KeptRendering = {
  readonly manifests: readonly Manifest[];
  readonly findings: readonly Finding[];
  /** What the render heard about charts from elsewhere, in order: nothing in the tree says it. */
  readonly charts: readonly ConsultedChart[];
};

export type ConsultedChart = {
  readonly chart: RemoteChart;
  readonly question: "refusal" | "fetch";
  /** The reason, or null for none; of a fetch the archive's digest, or why it was refused. */
  readonly answer: string | null;
};
