import type { Json } from "../domain/json.ts";
import type { HostedRepository } from "../domain/pull-request.ts";
import type { Revision } from "../domain/revision.ts";
import type { TerraformPlanSource } from "../domain/terraform.ts";

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
