import type { PullRequestFacts } from "../checks/check.ts";
import type { HostedRepository } from "../domain/pull-request.ts";
import type { RepositoryIdentity } from "../domain/repository.ts";
import type { Revision } from "../domain/revision.ts";
import type { Waiver } from "../domain/waiver.ts";
import type { Charts } from "../ports/charts.ts";
import type { Expressions } from "../ports/expressions.ts";
import type { Repository } from "../ports/git.ts";
import type { PolicyRunner } from "../ports/policies.ts";
import type { PolicyBundles } from "../ports/policy-bundles.ts";
import type { SchemaLocations } from "../ports/schemas.ts";
import type { TerraformPlans } from "../ports/terraform-plans.ts";
import type { Tools, Workspaces } from "../ports/tools.ts";
import type { Renders } from "./render.ts";

/** What to check. */
export type CheckRequest = {
  /** Null judges everything the head holds and plans nothing. */
  readonly base: Revision | null;
  readonly head: Revision;
  /** Names; empty means all. A name that nothing has is an error in the report. */
  readonly environments: readonly string[];
  readonly applications: readonly string[];
  /** Null on the command line. */
  readonly pullRequest: PullRequestFacts | null;
  /** Null where nobody knows, as for a folder without a remote. */
  readonly self: RepositoryIdentity | null;
  /** Where it is on GitHub; null on the command line. */
  readonly hosted: HostedRepository | null;
  /** Given by commands; those written on the base branch are read from there. */
  readonly waivers: readonly Waiver[];
  /** Milliseconds since 1970: what a waiver's end is compared with. */
  readonly now: number;
};

/** What checking needs from outside. */
export type CheckingPorts = {
  readonly repository: Repository;
  readonly tools: Tools;
  readonly workspaces: Workspaces;
  readonly charts: Charts;
  readonly terraformPlans: TerraformPlans;
  /** Shared by all checks of a process: what two of them read alike is rendered once. */
  readonly renders: Renders;
  readonly policies: PolicyRunner;
  /** The built-in policies, Rego text by path; empty switches them off. */
  readonly builtInPolicies: ReadonlyMap<string, string>;
  readonly bundles: PolicyBundles;
  readonly expressions: Expressions;
  readonly schemaLocations: SchemaLocations;
  readonly signal: AbortSignal;
};
