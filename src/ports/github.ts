import type { HostedRepository, PullRequest } from "../domain/pull-request.ts";
import type { Revision } from "../domain/revision.ts";
import type { CheckRuns } from "./check-runs.ts";
import type { WorkflowArtifacts } from "./workflow-artifacts.ts";

export type Comments = {
  create(repository: HostedRepository, pullRequest: number, body: string): Promise<number>;
  /** False when the comment is gone. */
  edit(repository: HostedRepository, id: number, body: string): Promise<boolean>;
  /** The newest comment of our own App that holds the marker. Only asked when a crash may have hidden one. */
  findOurs(repository: HostedRepository, pullRequest: number, marker: string): Promise<number | undefined>;
  /** The comment as it is now; undefined when it is gone. */
  read(repository: HostedRepository, id: number): Promise<string | undefined>;
  /** 👀, 🚀 or 😕 on a comment; posting one twice leaves one. */
  react(repository: HostedRepository, id: number, content: "eyes" | "rocket" | "confused"): Promise<void>;
};

export type Reviews = {
  /** One review with all its comments; every line must lie on the diff or GitHub refuses the whole. */
  post(repository: HostedRepository, pullRequest: number, review: NewReview): Promise<number>;
  /** Our review of this head that holds the marker. Only asked when a crash may have hidden one. */
  findOurs(
    repository: HostedRepository,
    pullRequest: number,
    head: Revision,
    marker: string,
  ): Promise<number | undefined>;
  /**
   * Puts away what we told older heads: threads of ours are resolved, or folded away as outdated where we may
   * not resolve. With `withdraw`, requests for changes of ours are dismissed, with this as the reason.
   */
  retireOurs(repository: HostedRepository, pullRequest: number, withdraw: string | null): Promise<void>;
};

export type NewReview = {
  readonly head: Revision;
  readonly body: string;
  readonly event: "COMMENT" | "REQUEST_CHANGES";
  readonly comments: readonly ReviewComment[];
};

export type ReviewComment = { readonly path: string; readonly line: number; readonly body: string };

export type PullRequests = {
  /** As it is now; `TerminalError` when there is none. */
  read(repository: HostedRepository, number: number): Promise<PullRequest>;
  listOpen(repository: HostedRepository): Promise<readonly PullRequest[]>;
  /** Logins of those who wrote or committed its commits; null when it has more than GitHub lists. */
  writers(repository: HostedRepository, number: number): Promise<ReadonlySet<string> | null>;
};

/** What GitHub lets a person do in a repository, weakest first. */
export type Permission = "none" | "read" | "triage" | "write" | "maintain" | "admin";

export type People = {
  /** Asked live; whoever GitHub does not know has `none`. */
  permission(repository: HostedRepository, login: string): Promise<Permission>;
  /** Asked live; `unknown` when GitHub does not tell us, which must count as no. */
  membership(repository: HostedRepository, team: TeamName, login: string): Promise<"member" | "none" | "unknown">;
};

export type TeamName = { readonly organization: string; readonly slug: string };

/** What our App can see: where it is installed, and what GitHub could not hand over. */
export type Installations = {
  listRepositories(): Promise<readonly HostedRepository[]>;
};

export type DeliveryLog = {
  /** Delivery ids (GUIDs) of which every attempt failed, since the time given. */
  listFailed(since: number): Promise<readonly FailedDelivery[]>;
  redeliver(delivery: FailedDelivery): Promise<void>;
};

export type FailedDelivery = { readonly id: number; readonly guid: string };

/** Everything Fairlead asks of GitHub. */
export type GitHub = {
  readonly checkRuns: CheckRuns;
  readonly comments: Comments;
  readonly reviews: Reviews;
  readonly pullRequests: PullRequests;
  readonly people: People;
  readonly installations: Installations;
  readonly deliveryLog: DeliveryLog;
  readonly artifacts: WorkflowArtifacts;
};
