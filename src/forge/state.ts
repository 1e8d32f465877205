/** What a person or an App may do in a repository, weakest first. */
export const roles = ["none", "read", "triage", "write", "maintain", "admin"] as const;
export type Role = (typeof roles)[number];

export type Access = "read" | "write";
export type Permissions = { readonly [name: string]: Access };

export type Account = {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Organization" | "Bot";
  readonly name: string;
  readonly email: string;
  readonly token: string;
  readonly createdAt: number;
};

export type App = {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly ownerId: number;
  readonly botId: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly externalUrl: string;
  readonly createdAt: number;
  webhookSecret: string;
  webhookUrl: string;
};

export type Installation = {
  readonly id: number;
  readonly appId: number;
  readonly accountId: number;
  readonly permissions: Permissions;
  readonly repositoryIds: Set<number>;
  readonly createdAt: number;
  suspendedAt: number | null;
};

type InstallationToken = {
  readonly token: string;
  readonly installationId: number;
  readonly permissions: Permissions;
  /** Null: every repository of the installation. */
  readonly repositoryIds: readonly number[] | null;
  readonly expiresAt: number;
};

export type Repository = {
  readonly id: number;
  readonly ownerId: number;
  readonly name: string;
  readonly private: boolean;
  readonly description: string;
  readonly defaultBranch: string;
  /** The bare repository on disk. */
  readonly directory: string;
  readonly forkOf: number | null;
  readonly collaborators: Map<number, Role>;
  readonly createdAt: number;
  rulesets: readonly Ruleset[];
  pushedAt: number;
  lastNumber: number;
};

export type RequiredCheck = { readonly context: string; readonly appId?: number };

export type Ruleset = {
  readonly id: number;
  readonly name: string;
  readonly branch: string;
  readonly requiredChecks: readonly RequiredCheck[];
  readonly requiredApprovals: number;
  /** The head must contain the base before it may merge. */
  readonly strict: boolean;
};

type Team = {
  readonly id: number;
  readonly organizationId: number;
  readonly slug: string;
  readonly members: Map<number, "member" | "maintainer">;
};

export type Label = { readonly id: number; readonly name: string; readonly color: string };

/** Issues and pull requests share numbers, comments and labels. */
export type Issue = {
  readonly id: number;
  readonly repositoryId: number;
  readonly number: number;
  readonly authorId: number;
  readonly createdAt: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  closedAt: number | null;
  updatedAt: number;
  labels: Label[];
  /** Null for an issue that is no pull request. */
  readonly pull: Pull | null;
};

export type Pull = {
  readonly id: number;
  readonly headRepositoryId: number;
  readonly headBranch: string;
  baseBranch: string;
  headSha: string;
  baseSha: string;
  draft: boolean;
  /** The test merge commit, or after the merge the commit that landed. */
  mergeSha: string | null;
  mergedAt: number | null;
  mergedById: number | null;
};

export type PullRequest = Issue & { readonly pull: Pull };

export type Comment = {
  readonly id: number;
  readonly issueId: number;
  readonly authorId: number;
  /** The App a bot's comment was made through. */
  readonly appId: number | null;
  readonly createdAt: number;
  body: string;
  updatedAt: number;
  minimized: string | null;
};

export type Reaction = {
  readonly id: number;
  readonly commentId: number;
  readonly authorId: number;
  readonly content: string;
  readonly createdAt: number;
};

export type ReviewState = "PENDING" | "COMMENTED" | "APPROVED" | "CHANGES_REQUESTED" | "DISMISSED";

export type Review = {
  readonly id: number;
  readonly issueId: number;
  readonly authorId: number;
  readonly sha: string;
  body: string;
  state: ReviewState;
  submittedAt: number | null;
  minimized: string | null;
};

export type Side = "LEFT" | "RIGHT";

/** A thread on lines of the diff; its first comment opened it. */
export type Thread = {
  readonly id: number;
  readonly issueId: number;
  readonly path: string;
  readonly side: Side;
  readonly originalLine: number;
  readonly originalStartLine: number | null;
  readonly originalSha: string;
  readonly diffHunk: string;
  /** Null once the lines are no longer in the diff. */
  line: number | null;
  startLine: number | null;
  /** The head that `line` counts in. */
  sha: string;
  resolvedById: number | null;
};

export type ReviewComment = {
  readonly id: number;
  readonly reviewId: number;
  readonly threadId: number;
  readonly issueId: number;
  readonly authorId: number;
  readonly replyToId: number | null;
  readonly createdAt: number;
  body: string;
  updatedAt: number;
  minimized: string | null;
};

export type CheckSuite = {
  readonly id: number;
  readonly repositoryId: number;
  readonly appId: number;
  readonly sha: string;
  readonly branch: string | null;
  readonly createdAt: number;
};

export type Annotation = {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: "notice" | "warning" | "failure";
  readonly message: string;
  readonly title?: string;
  readonly raw_details?: string;
};

export type CheckAction = { readonly label: string; readonly description: string; readonly identifier: string };

type CheckStatus = "queued" | "in_progress" | "completed";

export type CheckRun = {
  readonly id: number;
  readonly suiteId: number;
  readonly repositoryId: number;
  readonly appId: number;
  readonly sha: string;
  readonly annotations: Annotation[];
  name: string;
  status: CheckStatus;
  conclusion: string | null;
  startedAt: number;
  completedAt: number | null;
  externalId: string;
  detailsUrl: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  actions: readonly CheckAction[];
};

export type CommitStatus = {
  readonly id: number;
  readonly repositoryId: number;
  readonly sha: string;
  readonly creatorId: number;
  readonly state: "error" | "failure" | "pending" | "success";
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly createdAt: number;
};

export type Deployment = {
  readonly id: number;
  readonly repositoryId: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  readonly payload: unknown;
  readonly creatorId: number;
  readonly createdAt: number;
};

export type DeploymentStatus = {
  readonly id: number;
  readonly deploymentId: number;
  readonly state: string;
  readonly description: string;
  readonly environment: string;
  readonly logUrl: string;
  readonly environmentUrl: string;
  readonly creatorId: number;
  readonly createdAt: number;
};

/** One run of a workflow of GitHub Actions, as far as its outcome goes: nothing is run here. */
export type WorkflowRun = {
  readonly id: number;
  readonly repositoryId: number;
  readonly headRepositoryId: number;
  readonly sha: string;
  readonly branch: string;
  readonly event: string;
  /** Such as `.github/workflows/plan.yml`. */
  readonly path: string;
  readonly createdAt: number;
  status: "in_progress" | "completed";
  conclusion: "success" | "failure" | null;
};

export type Artifact = {
  readonly id: number;
  readonly runId: number;
  readonly name: string;
  /** The ZIP archive. */
  readonly content: Uint8Array;
  readonly createdAt: number;
};

export type Delivery = {
  readonly id: number;
  /** `X-GitHub-Delivery`; a redelivery keeps it. */
  readonly guid: string;
  readonly appId: number;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly event: string;
  readonly action: string | null;
  readonly payload: string;
  readonly redelivery: boolean;
  readonly deliveredAt: number;
  requestHeaders: { readonly [name: string]: string };
  response: {
    readonly status: number;
    readonly headers: { readonly [name: string]: string };
    readonly body: string;
  } | null;
  /** As GitHub words it: OK, or why the delivery failed. Null while it is on its way. */
  outcome: string | null;
  durationMs: number;
};

/** One API request as it came in, kept so that a test can count calls. */
export type ApiRequest = {
  readonly method: string;
  readonly path: string;
  /** The operation as GitHub's description names it, such as `GET /repos/{owner}/{repo}`; null for a route it has not got. */
  readonly operation: string | null;
  /** `app:slug`, `installation:ID`, `user:login` or `anonymous`. */
  readonly caller: string;
  readonly at: number;
  status: number;
};

/** One request of a git client; the token it came with, "" without one. */
export type GitRequest = { readonly path: string; readonly token: string };

/** A manifest somebody posted, to be exchanged once for its App. */
type ManifestCode = { readonly code: string; readonly appId: number; readonly expiresAt: number };

/** Everything the local GitHub remembers, as plain tables by id. */
export type State = {
  readonly accounts: Map<number, Account>;
  readonly apps: Map<number, App>;
  readonly installations: Map<number, Installation>;
  readonly tokens: Map<string, InstallationToken>;
  readonly repositories: Map<number, Repository>;
  readonly teams: Map<number, Team>;
  readonly issues: Map<number, Issue>;
  readonly comments: Map<number, Comment>;
  readonly reactions: Map<number, Reaction>;
  readonly reviews: Map<number, Review>;
  readonly threads: Map<number, Thread>;
  readonly reviewComments: Map<number, ReviewComment>;
  readonly checkSuites: Map<number, CheckSuite>;
  readonly checkRuns: Map<number, CheckRun>;
  readonly statuses: Map<number, CommitStatus>;
  readonly deployments: Map<number, Deployment>;
  readonly deploymentStatuses: Map<number, DeploymentStatus>;
  readonly workflowRuns: Map<number, WorkflowRun>;
  readonly artifacts: Map<number, Artifact>;
  readonly deliveries: Map<number, Delivery>;
  readonly manifestCodes: Map<string, ManifestCode>;
  readonly requests: ApiRequest[];
  readonly gitRequests: GitRequest[];
  lastId: number;
};

export function emptyState(): State {
  return {
    accounts: new Map(),
    apps: new Map(),
    installations: new Map(),
    tokens: new Map(),
    repositories: new Map(),
    teams: new Map(),
    issues: new Map(),
    comments: new Map(),
    reactions: new Map(),
    reviews: new Map(),
    threads: new Map(),
    reviewComments: new Map(),
    checkSuites: new Map(),
    checkRuns: new Map(),
    statuses: new Map(),
    deployments: new Map(),
    deploymentStatuses: new Map(),
    workflowRuns: new Map(),
    artifacts: new Map(),
    deliveries: new Map(),
    manifestCodes: new Map(),
    requests: [],
    gitRequests: [],
    lastId: 1000,
  };
}
