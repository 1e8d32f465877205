import type { HostedRepository } from "../domain/pull-request.ts";
import type { Revision } from "../domain/revision.ts";

/** What the repository's own workflows left for a head. */
export type WorkflowArtifacts = {
  /** The newest artifact of that name which a run for exactly this head left; GitHub vouches for the head. */
  find(repository: HostedRepository, wanted: WantedArtifact): Promise<FoundArtifact>;
};

export type WantedArtifact = {
  readonly name: string;
  /** Path of the workflow's file; null takes whichever. */
  readonly workflow: string | null;
  readonly head: Revision;
};

export type FoundArtifact =
  /** Files by path. `run` is the page of the run that left them. */
  | { readonly status: "found"; readonly files: ReadonlyMap<string, Uint8Array>; readonly run: string }
  /** A run that may leave it has not ended, or not begun. */
  | { readonly status: "awaited" }
  /** All runs for this head ended without it, or it cannot be taken; why, in a sentence. */
  | { readonly status: "refused"; readonly reason: string };
