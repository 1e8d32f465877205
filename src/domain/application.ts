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

/** A discovered application, with everything its render reads. */
export type DiscoveredApplication = Application & {
  /**
   * Paths its render reads, and directories (ending in `/`) whose listing it depends on.
   * When it cannot be known, the directory that surely holds it: a false alarm costs a render.
   */
  readonly inputs: readonly string[];
};

/** Something that looks like a source of manifests and cannot be judged, and why. */
export type NotEvaluated = { readonly path: string; readonly line: number; readonly reason: string };

/** Names an application in an environment for people: `web (prod)`. */
export function applicationLabel(application: Pick<Application, "name" | "environment">): string {
  return `${application.name} (${application.environment})`;
}
