import type { AuditEntry } from "./domain/audit.ts";
import type { Finding } from "./domain/finding.ts";
import type { Json, JsonObject } from "./domain/json.ts";
import type { Manifest } from "./domain/manifest.ts";
import type { HostedRepository, PullRequest } from "./domain/pull-request.ts";
import type { RemoteChart } from "./domain/recipe.ts";
import type { Report } from "./domain/report.ts";
import type { BlobId, Revision, TreeId } from "./domain/revision.ts";
import type { DiffLines, FileChange, TreeEntry } from "./domain/source.ts";
import type { TerraformPlanSource } from "./domain/terraform.ts";
import type { ToldReport } from "./domain/told-report.ts";
import type { Waiver } from "./domain/waiver.ts";
import type { WaivedFinding, WaiverRecord } from "./domain/waiver-record.ts";

/*
 * What the core needs from outside. A function takes `Pick<…>` of these, so its signature tells
 * what it can touch. Adapters implement them; core tests pass plain functions.
 */

// ---------------------------------------------------------------- git

/** Git objects of one repository. Everything is asked for by object id, so every answer can be kept. */
export type Repository = {
  /** A branch, tag, or abbreviation → the commit it names now; undefined when there is none. */
  resolve(name: string): Promise<Revision | undefined>;
  /** Makes these commits available, in one round trip; rejects with `TerminalError` when GitHub has not got one. */
  fetch(revisions: readonly Revision[], signal?: AbortSignal): Promise<void>;
  treeOf(revision: Revision): Promise<TreeId>;
  /** The newest common ancestor; undefined for unrelated histories. */
  mergeBase(one: Revision, other: Revision): Promise<Revision | undefined>;
  /** What a merge of head into base would hold, by `git merge-tree`; nothing is written to a work tree. */
  mergeTree(base: Revision, head: Revision): Promise<MergeResult>;
  /** Every entry of a tree, recursively, by path. Costs one process and no file content. */
  list(tree: TreeId): Promise<readonly TreeEntry[]>;
  /** Paths that differ between two trees, renames as removal and addition. */
  changes(from: TreeId, to: TreeId): Promise<readonly FileChange[]>;
  /** Contents, in one batch; missing blobs are fetched together. Rejects when one cannot be had. */
  read(blobs: readonly BlobId[], signal?: AbortSignal): Promise<ReadonlyMap<BlobId, Uint8Array>>;
  /** The new file's lines that GitHub shows in the diff of a pull request: merge base to head, three lines of context. */
  diffLines(base: Revision, head: Revision): Promise<readonly DiffLines[]>;
};

export type MergeResult =
  | { readonly status: "merged"; readonly tree: TreeId }
  | { readonly status: "conflicts"; readonly paths: readonly string[] };

/** One revision's files. Symbolic links and submodules are listed as such and never followed. */
export type SourceTree = {
  readonly id: TreeId;
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** Contents by path, in one batch. Paths the tree does not hold as files are left out. */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** What every symbolic link of the tree says, by its path; it may lead anywhere. */
  links(): Promise<ReadonlyMap<string, string>>;
};

// ---------------------------------------------------------------- tools

/** Programs that renderers and policies may run. */
export type ToolName = "kustomize" | "helm" | "opa" | "terraform" | "kyverno";

/** Runs a program by argument vector, never a shell, with an empty environment, within limits. */
export type Tools = {
  /** Where it comes from and which version it is; `missing` says in a sentence how to get it. */
  find(tool: ToolName): Promise<FoundTool>;
  run(tool: ToolName, args: readonly string[], limits: RunLimits): Promise<ToolOutcome>;
};

export type FoundTool =
  | { readonly status: "found"; readonly path: string; readonly version: string; readonly origin: "PATH" | "npm" }
  | { readonly status: "missing"; readonly reason: string };

export type RunLimits = {
  readonly directory: string;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly input?: string;
  readonly signal?: AbortSignal;
};

export type ToolOutcome =
  | { readonly status: "ended"; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly status: "timed-out" }
  | { readonly status: "too-much-output" }
  | { readonly status: "missing"; readonly reason: string };

/** Throw-away folders outside the repository, for tools that need files. */
export type Workspaces = {
  /**
   * Writes the files, calls `use` with the folder's real path, removes it whatever happens. `links` are symbolic
   * links to them, by path; one that leads out of the folder, or over another link, is refused.
   */
  with<T>(
    files: ReadonlyMap<string, Uint8Array>,
    use: (directory: string) => Promise<T>,
    links?: ReadonlyMap<string, string>,
  ): Promise<T>;
};

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

// ---------------------------------------------------------------- charts from elsewhere

/** Charts from hosts that the operator allows; nothing else is ever fetched for a render. */
export type Charts = {
  /** Why this chart is never fetched here, in a sentence that says what to do, or null when it may be. Asks nobody. */
  refusal(chart: RemoteChart): string | null;
  /** The chart's archive, from the cache or its host. Rejects when the host fails; what it refuses is an answer. */
  fetch(chart: RemoteChart, signal?: AbortSignal): Promise<FetchedChart>;
};

export type FetchedChart =
  | {
      readonly status: "fetched";
      /** A gzipped tar, as `helm package` makes it. */
      readonly archive: Uint8Array;
      /** `sha256:…` of the archive. */
      readonly digest: string;
    }
  | { readonly status: "refused"; readonly reason: string };

// ---------------------------------------------------------------- Terraform plans

/** Plans that something else made: the repository's own CI, HCP Terraform, or a runner the operator switched on. */
export type TerraformPlans = {
  /** The plan of one root module for one head, from the first source that answers for it. */
  find(wanted: WantedTerraformPlan, signal?: AbortSignal): Promise<FoundTerraformPlan>;
};

export type WantedTerraformPlan = {
  readonly source: TerraformPlanSource;
  /** Null on the command line. */
  readonly repository: HostedRepository | null;
  /** Directory of the root module, relative to the repository's root. */
  readonly root: string;
  readonly environment: string;
  /** Variables files of this environment, by their paths from the repository's root. */
  readonly variableFiles: readonly string[];
  /** The head's files that Terraform may read, by path from the repository's root; read when they are needed. */
  readonly readFiles: () => Promise<ReadonlyMap<string, Uint8Array>>;
  readonly base: Revision | null;
  readonly head: Revision;
  readonly pullRequest: { readonly number: number; readonly fork: boolean } | null;
};

export type FoundTerraformPlan =
  /** What `terraform show -json` prints. It holds secrets in clear: they are masked before anything is kept of it. */
  | { readonly status: "found"; readonly plan: Json; readonly from: string; readonly link?: string }
  /** Nobody makes plans for this root module. */
  | { readonly status: "none" }
  /** One is being made; the check is asked for again when it is there. */
  | { readonly status: "awaited"; readonly reason: string }
  /** There is one that must not be used, or there will be none: said as an error of the check. */
  | { readonly status: "refused"; readonly reason: string };

// ---------------------------------------------------------------- policies

/** A compiled policy bundle, evaluated in a worker with limits. */
export type PolicyRunner = {
  /** Compiles `sources` (Rego text by path) to WASM, or finds it by content; problems are the author's, with lines. */
  load(sources: ReadonlyMap<string, string>, data: Json, signal?: AbortSignal): Promise<LoadedPolicies>;
  /** Runs the tests among `sources`, with nothing that `load` would refuse. */
  test(sources: ReadonlyMap<string, string>, data: JsonObject, signal?: AbortSignal): Promise<PolicyTestRun>;
};

/** One `test_…` rule and what became of it. */
export type PolicyTest = {
  /** Without `data.`. */
  readonly package: string;
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly outcome: "passed" | "failed" | "skipped";
  /** The error it ended with, if any. */
  readonly error: string | null;
  /** How long it took, where that is known. */
  readonly milliseconds?: number;
};

export type PolicyTestRun =
  | { readonly status: "ran"; readonly tests: readonly PolicyTest[] }
  | { readonly status: "broken"; readonly problems: readonly PolicyProblem[] };

export type LoadedPolicies =
  | { readonly status: "loaded"; readonly rules: readonly PolicyRule[]; readonly evaluate: EvaluatePolicies }
  | { readonly status: "broken"; readonly problems: readonly PolicyProblem[] };

export type PolicyProblem = { readonly path: string; readonly line: number; readonly message: string };

/** A rule that can deny, with what its METADATA says. */
export type PolicyRule = {
  /** The package without `data.`, such as `main` or `fairlead.change`. */
  readonly package: string;
  /** `deny`, `warn`, `violation`, `deny_name` … */
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly id: string;
  readonly title: string | null;
  readonly description: string | null;
  /** `off` is judged only where the settings say how much it weighs. */
  readonly severity: "error" | "warning" | "notice" | "off" | null;
  readonly link: string | null;
  readonly remediation: string | null;
  /** The set of rules it belongs to, which the settings can weigh as one, such as `pod-security-baseline`. */
  readonly profile: string | null;
  readonly parameters: readonly RuleParameter[];
};

/** What a rule can be told by the settings, as its METADATA declares it; nobody has held it to its type yet. */
export type RuleParameter = {
  readonly name: string;
  readonly type: string;
  readonly default: Json;
  readonly description: string;
};

/** What one rule says about one input. */
export type Denial = {
  readonly package: string;
  readonly rule: string;
  readonly message: string;
  /** JSON pointer into the manifest, when the rule gives one. */
  readonly pointer: string | null;
  readonly metadata: { readonly [key: string]: Json };
};

/**
 * Evaluates every rule of the packages on each input, in order. Rejects with an error that names the
 * rule's file when the evaluation fails, times out or answers nothing: no answer is never "allowed".
 */
export type EvaluatePolicies = (
  packages: readonly string[],
  inputs: readonly Json[],
  options: {
    /** Stands under `data` for all the inputs, beside the data the policies were loaded with. */
    readonly data?: JsonObject;
    /** For each input, what stands under `data.fairlead` for it alone. */
    readonly each?: readonly OfOneInput[];
    readonly signal?: AbortSignal;
  },
) => Promise<readonly (readonly Denial[])[]>;

export type OfOneInput = {
  readonly action: Json;
  readonly old: Json;
  /** The file it comes from, and what else its folder holds, by name, where rules may ask for it. */
  readonly path?: string | null;
  readonly beside?: readonly string[];
};

/** Rules from outside the repository, each pinned to exactly what it holds. */
export type PolicyBundles = {
  /** What the operator asks of this repository (`owner/name`, or null), whatever its own configuration says. */
  required(repository: string | null): readonly RequiredBundle[];
  /** Files by path. Rejects when the host fails; what is not allowed, or is not what was pinned, is an answer. */
  fetch(bundle: BundleReference, signal?: AbortSignal): Promise<FetchedBundle>;
};

export type RequiredBundle = {
  readonly name: string;
  readonly reference: BundleReference;
  /** `policy`: Rego as in `policies/`. `admission`: objects such as ConstraintTemplates. */
  readonly holds: "policy" | "admission";
  /** Empty means all. */
  readonly environments: readonly string[];
};

/** `url` begins with `https://`, `oci://` or `git+https://`; `pin` is `sha256:…`, or the commit of a Git repository. */
export type BundleReference = { readonly url: string; readonly pin: string; readonly directory?: string };

export type FetchedBundle =
  | { readonly status: "fetched"; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly status: "refused"; readonly reason: string };

// ---------------------------------------------------------------- schemas

/** Schemas of kinds from places that the operator lists, as kubeconform's `-schema-location` has them. */
export type SchemaLocations = {
  /** What the first place that has one says of a kind. Rejects only when the signal aborts. */
  find(wanted: WantedSchema, signal?: AbortSignal): Promise<FoundSchema>;
};

export type WantedSchema = {
  readonly apiVersion: string;
  readonly kind: string;
  /** `1.34`. */
  readonly kubernetesVersion: string;
  /** Whether its schema comes with Fairlead: then only places that the operator puts first are asked. */
  readonly known: boolean;
};

export type FoundSchema =
  /** JSON Schema, complete in itself. `from` is its address without anything secret. */
  | { readonly status: "found"; readonly schema: JsonObject; readonly from: string }
  /** Every place was asked, and none has it. */
  | { readonly status: "none" }
  /** A place could not be asked, or what it has is no schema; why, in a sentence. */
  | { readonly status: "unreachable"; readonly reason: string };

// ---------------------------------------------------------------- CEL

/** Kubernetes' dialect of CEL, evaluated in a thread that is stopped when it takes too long. */
export type Expressions = {
  /**
   * The program's answers to each input, in order: one for each of its expressions. Never rejects for what an
   * author wrote; rejects when the signal aborts or no thread can be started. With a list of programs each input has
   * its own: what inputs that follow one another share, as the same object, is then read once.
   */
  evaluate(
    program: ExpressionProgram | readonly ExpressionProgram[],
    inputs: readonly JsonObject[],
    signal?: AbortSignal,
  ): Promise<readonly (readonly ExpressionAnswer[])[]>;
};

export type ExpressionProgram = {
  /** Each may use those before it as `variables.<name>`; evaluated when first used. */
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly expressions: readonly string[];
  /** For each expression the type that the API server asks of it; any when left out. */
  readonly results?: readonly ("any" | "bool" | "string")[];
  /**
   * The minor release of Kubernetes whose functions there are: any other is `failed`, as the API server refuses it.
   * When left out, functions that are not known here are `not-evaluated`.
   */
  readonly kubernetes?: number;
  /** The structural schemas of variables of the inputs; those without are of any type. */
  readonly types?: { readonly [variable: string]: ExpressionType };
  /** What nobody knows here, by name or path, such as `request.userInfo`, and why: what needs it is `not-evaluated`. */
  readonly unknown?: { readonly [path: string]: string };
};

/** `resource`: with `apiVersion`, `kind` and `metadata`. `optional`: an optional value, which an input need not have. */
export type ExpressionType = { readonly schema: JsonObject; readonly resource: boolean; readonly optional?: boolean };

export type ExpressionAnswer =
  | {
      readonly status: "value";
      readonly value: Json;
      /** Of `false`: the field of `object` or `self` that made it so, as a JSON pointer, where it can be told. */
      readonly pointer?: string;
    }
  /** As in the API server it has no value here, such as a field that is not there. */
  | {
      readonly status: "failed";
      readonly reason: string;
      /** The API server refuses the expression itself, whatever the input. */
      readonly compile?: true;
      readonly pointer?: string;
    }
  /** It cannot be evaluated exactly as the API server does: no cluster, or a function that is not known here. */
  | {
      readonly status: "not-evaluated";
      readonly reason: string;
      /** It takes more time, memory or steps than it may: whoever writes the input could want that. */
      readonly exhausted?: true;
    };

// ---------------------------------------------------------------- time and identity

/** Milliseconds since 1970; time is an argument everywhere else. */
export type Clock = { now(): number };

/** Structured log lines; secrets are masked by the implementation, not by callers. */
export type Log = {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
};

export type LogFields = { readonly [key: string]: Json | Error | undefined };

// ---------------------------------------------------------------- GitHub

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

export type CheckRuns = {
  /** Creates the check run `in_progress`; `externalId` finds it again after a crash. */
  create(repository: HostedRepository, run: NewCheckRun): Promise<number>;
  /** The check run of ours that carries this external id on the revision, if it was created. */
  find(repository: HostedRepository, head: Revision, externalId: string): Promise<ExistingCheckRun | undefined>;
  /** Annotations are appended to those already there: at most 50 a call. */
  update(repository: HostedRepository, id: number, update: CheckRunUpdate): Promise<void>;
};

export type NewCheckRun = {
  readonly head: Revision;
  readonly externalId: string;
  readonly output: CheckRunOutput;
};

export type ExistingCheckRun = { readonly id: number; readonly annotations: number };

export type CheckRunOutput = { readonly title: string; readonly summary: string; readonly text?: string };

export type CheckRunUpdate = {
  readonly output: CheckRunOutput & { readonly annotations?: readonly CheckRunAnnotation[] };
  /** Set in the last update only: it completes the check run. */
  readonly conclusion?: CheckRunConclusion;
  readonly actions?: readonly CheckRunButton[];
};

export type CheckRunConclusion = "success" | "failure" | "cancelled";

/** As the Checks API takes it. */
export type CheckRunAnnotation = {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: "notice" | "warning" | "failure";
  readonly message: string;
  readonly title: string;
};

export type CheckRunButton = { readonly label: string; readonly description: string; readonly identifier: string };

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

// ---------------------------------------------------------------- records

/** `superseded` still has to be cancelled on GitHub; `concluded` is final. */
export type CheckState = "requested" | "running" | "superseded" | "concluded";

/** One verdict in the making, or made. Its id is the check run's external id. */
export type CheckRecord = {
  readonly id: string;
  readonly repository: HostedRepository;
  /** Null for a merge queue's group. */
  readonly pullRequest: number | null;
  readonly base: Revision;
  /** The branch it is to be merged into; null for a merge queue's group of before that was kept. */
  readonly baseRef: string | null;
  readonly head: Revision;
  readonly generation: number;
  readonly state: CheckState;
  readonly attempts: number;
  readonly checkRun: number | null;
  readonly annotationsSent: number;
  readonly conclusion: string | null;
  readonly digest: string | null;
  /** Why the last worker could not finish it. */
  readonly error: string | null;
  /** What took its place: a revision, or a word. */
  readonly supersededBy: string | null;
  /** It concluded for want of something that is being made. */
  readonly awaits: boolean;
};

export type CheckSubject = Pick<CheckRecord, "repository" | "pullRequest" | "base" | "baseRef" | "head">;

export type Checks = {
  /**
   * In one transaction: records what is wanted now, supersedes what was wanted before, and queues the
   * work. Undefined when the same head has its verdict or is getting it against the same base branch, unless `again`.
   */
  request(subject: CheckSubject, again: boolean): Promise<string | undefined>;
  /** Whether this head, against this base branch, has its verdict or is getting it. */
  isCovered(subject: CheckSubject): Promise<boolean>;
  /** The caller becomes the one worker of a requested check; undefined when it is no longer requested. */
  begin(id: string, worker: string): Promise<CheckRecord | undefined>;
  /** Compare and set before each write to GitHub: throws `SupersededError` unless still this worker's. */
  hold(id: string, worker: string): Promise<void>;
  /** Beats for these and answers which of them are still this worker's. */
  beat(ids: readonly string[], worker: string): Promise<ReadonlySet<string>>;
  noteCheckRun(id: string, worker: string, checkRun: number): Promise<void>;
  noteAnnotations(id: string, worker: string, sent: number): Promise<void>;
  noteError(id: string, worker: string, error: string): Promise<void>;
  /**
   * Compare and set: throws `SupersededError` unless the check is still as it was read. Answers whether
   * something came meanwhile that it may have been waiting for.
   */
  conclude(check: Pick<CheckRecord, "id" | "state" | "attempts">, outcome: CheckOutcome): Promise<boolean>;
  /**
   * Something came for this head: those of its newest checks that concluded for want of it. Checks that are
   * still running are told when they conclude.
   */
  nudge(repository: number, head: string): Promise<readonly CheckRecord[]>;
  /** Nothing of this pull request is wanted any more. */
  supersedeAll(repository: number, pullRequest: number, by: string): Promise<void>;
  /** Gives it back to the queue, for another worker or for later. */
  release(id: string, worker: string): Promise<void>;
  read(id: string): Promise<CheckRecord | undefined>;
  /** The newest check of each pull request and merge group at this head. */
  listNewest(repository: number, head: string): Promise<readonly CheckRecord[]>;
  /** The installation is gone: its open checks are concluded without a word to GitHub. */
  abandon(installation: number): Promise<void>;
  /**
   * Running checks whose worker has not beaten for that long, superseded ones not yet cancelled, and
   * requested ones that nobody has taken for much longer: a busy program is not a dead one.
   */
  listStale(ageMs: number): Promise<readonly CheckRecord[]>;
  /** Concluded checks that a posted reply to a command still waits for: its teller crashed. */
  listUnanswered(): Promise<readonly CheckRecord[]>;
  /** A stale check becomes `requested` again, with a job; false when someone was faster. */
  takeOver(id: string, ageMs: number): Promise<boolean>;
};

export type CheckOutcome = {
  readonly conclusion: CheckRunConclusion;
  readonly digest: string | null;
  readonly error: string | null;
  /** Something is being made that will have it judged again. */
  readonly awaits?: boolean;
};

export type PullRequestRecords = {
  /**
   * Runs `use` while no other worker can, with what is known of the sticky comment. `intend` is on record
   * before GitHub is asked, so that a comment posted just before a crash is looked for, not posted again.
   */
  withComment<T>(repository: number, number: number, use: (comment: StickyComment) => Promise<T>): Promise<T>;
};

export type StickyComment = {
  readonly id: number | null;
  /** An earlier worker meant to post one and never said whether it did. */
  readonly uncertain: boolean;
  intend(): Promise<void>;
  keep(id: number): Promise<void>;
};

/** Replies to commands that wait for a verdict: on record before they are posted, so that a crash loses none. */
export type Replies = {
  /** The reply to this comment will end with what comes of the check, and with `rest`. */
  expect(reply: {
    readonly repository: number;
    readonly comment: number;
    readonly check: string;
    readonly rest: string;
  }): Promise<void>;
  /** The reply is on GitHub; answers the check it waits for, if it waits for one. */
  posted(repository: number, comment: number, reply: number): Promise<string | undefined>;
  /** Posted replies that wait for this check. */
  waiting(check: string): Promise<readonly WaitingReply[]>;
  told(repository: number, comment: number): Promise<void>;
};

export type WaitingReply = { readonly comment: number; readonly reply: number; readonly rest: string };

/** A whole report, as it was told on a pull request, kept for whoever holds its link. */
export type StoredPlan = {
  readonly repository: Pick<HostedRepository, "owner" | "name">;
  /** Null for a merge queue's group. */
  readonly pullRequest: number | null;
  /** `https://github.com/owner/name`. */
  readonly repositoryUrl: string;
  /** When it was judged, in milliseconds since 1970. */
  readonly at: number;
  readonly report: Report;
};

/** Whole reports, each opened by a token that nobody can guess and that is not kept itself. */
export type StoredPlans = {
  /** The token that opens it from now on; null when it is too large to be kept. */
  keep(plan: StoredPlan): Promise<string | null>;
  /** Undefined for a token that opens nothing, or nothing any more. */
  open(token: string): Promise<StoredPlan | undefined>;
  /** Forgets what is too old, and the oldest where all of them together are too large. */
  prune(): Promise<void>;
};

/** Waivers given by commands. What changes one and its entry in the audit log are written together. */
export type WaiverRecords = {
  /** Those that have not ended, of one base branch: its configuration says who may waive there, and nowhere else. */
  list(repository: number, baseRef: string): Promise<readonly Waiver[]>;
  /** Those of a repository that are granted or asked for, by number. */
  listOpen(repository: number): Promise<readonly WaiverRecord[]>;
  read(repository: number, number: number): Promise<WaiverRecord | undefined>;
  /** The one that this very command asked for, granted or ended, when it was carried out before. */
  ofCommand(repository: number, by: Pick<WaiverCommand, "comment" | "line">): Promise<WaiverRecord | undefined>;
  /** Writes it down once for each command, with a number of its own; without those findings that others cover. */
  record(wanted: WantedWaiver): Promise<RecordedWaiver>;
  /** Grants what was asked for; undefined unless it is still asked for, or this very command granted it. */
  confirm(id: WaiverKey, grant: WaiverGrant, by: WaiverCommand): Promise<WaiverRecord | undefined>;
  /** Ends what is granted or asked for; undefined unless it was, or this very command ended it. */
  withdraw(id: WaiverKey, by: WaiverCommand): Promise<WaiverRecord | undefined>;
  /** Ends those whose time has come, and asks that nobody confirmed for long; how many. */
  expire(now: number): Promise<number>;
  /** Granted ones of which it is time to warn, and nobody has: the caller's for some minutes. */
  claimWarnings(now: number): Promise<readonly WaiverRecord[]>;
  noteWarned(id: WaiverKey, now: number): Promise<void>;
};

export type WaiverKey = { readonly repository: number; readonly number: number };

/** The command that does it: with its place, so that it does it once. */
export type WaiverCommand = {
  readonly login: string;
  readonly at: number;
  readonly comment: number;
  readonly line: number;
};

export type WaiverGrant = { readonly owner: string; readonly until: number; readonly warnAt: number };

export type WantedWaiver = Pick<
  WaiverRecord,
  "repository" | "pullRequest" | "baseRef" | "head" | "rule" | "reason" | "ticket" | "durationMs"
> & {
  readonly findings: readonly WaivedFinding[];
  /** Null for one that somebody else has to confirm. */
  readonly grant: WaiverGrant | null;
  readonly by: WaiverCommand;
};

export type RecordedWaiver =
  | { readonly status: "recorded"; readonly waiver: WaiverRecord }
  /** Others cover all of it, or ask for all of it. */
  | { readonly status: "covered"; readonly by: readonly WaiverRecord[] };

/** What reports found, for the commands that are given about them. */
export type ToldReports = {
  /** Before the report is told; throws `SupersededError` unless the check is this worker's. */
  keep(check: CheckRecord, worker: string, report: ToldReport): Promise<void>;
  /** The newest report of exactly this head against this base that was told when a comment of that time was written. */
  find(subject: CheckSubject, writtenAt: number): Promise<Pick<ToldReport, "findings" | "total"> | undefined>;
  /** The newest checks of pull requests that passed or failed with a waiver that has ended since. */
  listLapsed(now: number): Promise<readonly CheckRecord[]>;
  /** Its verdict does not count any more: the same head may be judged again. */
  lapse(check: string): Promise<void>;
  /** Forgets what is too old to be spoken of. */
  prune(): Promise<void>;
};

/** What everybody did, for ever: entries are added, and never changed. */
export type Audit = { append(entry: AuditEntry): Promise<void> };

export type CommandBudget = {
  /** Counts an author's commands on one pull request. `just-exceeded` is answered once in a while only. */
  spend(given: {
    readonly repository: number;
    readonly pullRequest: number;
    readonly author: string;
    readonly comment: number;
    readonly commands: number;
  }): Promise<"within" | "just-exceeded" | "exceeded">;
};

/** Things done once for ever, by a key: an answer to a comment, a review of a head. */
export type Once = {
  /** `new`: ours to do. `begun`: someone began and may have done it. `done`: with what came of it. */
  begin(key: string): Promise<OnceState>;
  finish(key: string, result: number): Promise<void>;
};

export type OnceState =
  | { readonly status: "new" }
  | { readonly status: "begun" }
  | { readonly status: "done"; readonly result: number };
