import type { JsonObject } from "../../domain/json.ts";
import type { SourceProblem } from "../documents.ts";

/** What the reading thread is asked. */
export type HclTask = { readonly text: string };

/** A file that a function such as `templatefile` reads, as far as its name is written out. */
export type NamedFile = {
  readonly path: string;
  /** What the path is relative to: the module's own directory, or that of the root module. */
  readonly from: "module" | "root";
  /** A template is not yet what it will be; of a directory everything below is meant, as by `fileset`. */
  readonly kind: "file" | "template" | "directory";
};

/** What the thread answers. `spent`: it cannot be asked again after this. */
export type HclAnswer =
  | {
      readonly status: "read";
      readonly object: JsonObject;
      /** The line of everything that has one, by JSON pointer into `object`. */
      readonly lines: ReadonlyMap<string, number>;
      readonly files: readonly NamedFile[];
    }
  | { readonly status: "broken"; readonly problems: readonly SourceProblem[]; readonly spent: boolean };
