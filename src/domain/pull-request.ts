import type { Revision } from "./revision.ts";

/**
 * A repository on GitHub, and the installation whose token opens it. The id survives renames and transfers;
 * owner and name are what it is called now.
 */
export type HostedRepository = {
  readonly id: number;
  readonly installation: number;
  readonly owner: string;
  readonly name: string;
};

/** A pull request as GitHub shows it at this moment. */
export type PullRequest = {
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly state: "open" | "closed";
  readonly draft: boolean;
  /** The head is in another repository, or in one that is gone. */
  readonly fork: boolean;
  readonly labels: readonly string[];
  readonly base: { readonly ref: string; readonly revision: Revision };
  readonly head: { readonly ref: string; readonly revision: Revision };
};

/** For people and logs: `acme/shop#7`. */
export function pullRequestLabel(repository: Pick<HostedRepository, "owner" | "name">, number: number): string {
  return `${repository.owner}/${repository.name}#${number}`;
}
