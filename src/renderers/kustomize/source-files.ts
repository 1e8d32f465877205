import { type Documents, readDocuments, type SourceDocument, type SourceProblem } from "../../sources/documents.ts";

/** The files of one render, parsed when first asked about. */
export class SourceFiles {
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #read = new Map<string, Documents>();

  readonly #links: ReadonlyMap<string, string>;

  constructor(files: ReadonlyMap<string, Uint8Array>, links: ReadonlyMap<string, string> = new Map()) {
    this.#files = files;
    this.#links = links;
  }

  /** Where a path leads, over a link in its last name or before. */
  realPath(path: string): string {
    const over = [...this.#links].find(([link]) => path === link || path.startsWith(`${link}/`));
    return over === undefined ? path : `${over[1]}${path.slice(over[0].length)}`;
  }

  documents(path: string): readonly SourceDocument[] {
    return this.#reading(path).documents;
  }

  /** Why the file cannot be read as Kubernetes reads YAML; empty when it can. */
  problems(path: string): readonly SourceProblem[] {
    return this.#reading(path).problems;
  }

  #reading(path: string): Documents {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const bytes = this.#files.get(path);
    const reading = bytes === undefined ? { documents: [], problems: [] } : readDocuments(bytes);
    this.#read.set(path, reading);
    return reading;
  }
}
