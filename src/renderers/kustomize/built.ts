import type { Finding } from "../../domain/finding.ts";
import type { RenderSubject } from "../renderer.ts";
import type { InflatedChart } from "./charts.ts";
import type { Root } from "./root.ts";
import type { SourceFiles } from "./source-files.ts";

/** One build, while its answer is read. */
export type Built = {
  readonly subject: RenderSubject;
  readonly root: Root;
  readonly charts: readonly InflatedChart[];
  /** The folder it happens in, which no reader needs to know. */
  readonly folder: string;
  readonly files: SourceFiles;
  /** What a reader should know whatever comes of it. */
  readonly notices: readonly Finding[];
};
