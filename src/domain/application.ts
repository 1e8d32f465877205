import type { Recipe } from "./recipe.ts";

/** A directory of sources that is rendered, planned and synced as one. */
export type Application = {
  /** Unique together with the environment. */
  readonly name: string;
  /** Directory relative to the repository's root; `.` for the root itself. */
  readonly path: string;
  /** A name of the registry in `renderers/index.ts`. */
  readonly renderer: string;
  /** `default` where nothing names one. */
  readonly environment: string;
  /** One sentence for people: how it was found and why it belongs to that environment. */
  readonly why: string;
};

/** One directory of an application and how it is rendered; most applications have one. */
export type Part = {
  readonly renderer: string;
  readonly path: string;
  readonly recipe: Recipe;
  /** As in `DiscoveredApplication`, of this part alone. */
  readonly inputs: readonly string[];
};

/** A discovered application, with everything its render reads. */
export type DiscoveredApplication = Application & {
  /** The same in every revision for what is the same application, whatever it is called there. */
  readonly key: string;
  /** What is rendered, in order; what all of them give is the application. Never empty. */
  readonly parts: readonly Part[];
  /**
   * Paths its render reads, and directories (ending in `/`) whose listing it depends on, sorted.
   * When it cannot be known, the directory that surely holds it: a false alarm costs a render.
   */
  readonly inputs: readonly string[];
};

/** Something that looks like a source of manifests and cannot be judged, and why. */
export type NotEvaluated = {
  readonly path: string;
  readonly line: number;
  readonly reason: string;
  /** How the key begins of the application that it would be, where it is known. */
  readonly application?: string;
  /** Set where what it names is not there: its author has to mend it. */
  readonly missing?: true;
};

/** Names an application in an environment for people: `web (prod)`. */
export function applicationLabel(application: Pick<Application, "name" | "environment">): string {
  return `${application.name} (${application.environment})`;
}
