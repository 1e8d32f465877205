import type { Application, DiscoveredApplication } from "../domain/application.ts";
import type { ConfigurationDocument } from "../domain/configuration.ts";
import type { StageResult } from "../domain/finding.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import type { Schema } from "../domain/json-schema.ts";
import type { Manifest } from "../domain/manifest.ts";
import type { Change, Plan } from "../domain/plan.ts";
import type { SourceLocation } from "../domain/source.ts";
import type { Expressions } from "../ports/expressions.ts";
import type { SourceTree } from "../ports/git.ts";
import type { PolicyRunner } from "../ports/policies.ts";
import type { PolicyBundles } from "../ports/policy-bundles.ts";
import type { SchemaLocations } from "../ports/schemas.ts";
import type { Tools, Workspaces } from "../ports/tools.ts";

/** One judgement. One file per check; registered in `index.ts`. `Settings` is its part of `checks:` in the configuration. */
export type Check<Settings = unknown> = {
  /** Also the key of its settings under `checks:`. */
  readonly name: string;
  /** One line for people: what it judges. */
  readonly summary: string;
  /** Every key optional with its default: an absent section means the defaults. */
  readonly settings: Schema;
  /** Method syntax on purpose: differently typed settings share a registry; `config` has checked them. */
  check(scope: CheckScope, settings: Settings, ports: CheckPorts): Promise<StageResult>;
  /**
   * Why it could judge nothing with the settings that count once the change is merged: a sentence, or undefined where
   * it could, or where neither they nor what they name are changed.
   */
  refuse?(
    scope: CheckScope,
    settings: { readonly standing: Settings; readonly proposed: Settings },
    ports: CheckPorts,
  ): Promise<string | undefined>;
};

export type CheckPorts = {
  readonly policies: PolicyRunner;
  /** The built-in policies, Rego text by path; empty switches them off. */
  readonly builtInPolicies: ReadonlyMap<string, string>;
  readonly bundles: PolicyBundles;
  readonly expressions: Expressions;
  readonly schemaLocations: SchemaLocations;
  readonly tools: Tools;
  readonly workspaces: Workspaces;
};

/** What there is to judge. */
export type CheckScope = {
  /** `change`: what differs between base and head. `all`: everything the head holds. */
  readonly mode: "change" | "all";
  /** Null when there is no base to compare with. */
  readonly base: SourceTree | null;
  readonly head: SourceTree;
  /** Paths of the head that were added or modified; every path with `all`. Content is read from `head`. */
  readonly files: readonly string[];
  readonly applications: readonly JudgedApplication[];
  /**
   * Everything there is on either side, changed or not, each application rendered when it is first asked for: where
   * rules stand, and what stands beside the changed. Asking for much costs much.
   */
  readonly whole: { readonly base: WholeSide | null; readonly head: WholeSide };
  /** Who asks; null on the command line. */
  readonly pullRequest: PullRequestFacts | null;
  /** `owner/name` on GitHub; null where nobody knows. */
  readonly repository: string | null;
  /** What the configuration says of each environment it names. */
  readonly environments: ReadonlyMap<string, EnvironmentFacts>;
  /**
   * The line of a field in the source it came from. `pointer` is a JSON pointer (RFC 6901) into the
   * manifest; the nearest existing parent's line where the field itself is not written anywhere.
   */
  locate(manifest: Manifest, pointer: string): Promise<SourceLocation>;
  readonly signal: AbortSignal;
};

export type EnvironmentFacts = {
  readonly kubernetesVersion?: string | undefined;
  /** Folder of the repository with what its cluster publishes of its kinds. */
  readonly schemas?: string | undefined;
};

/** All applications of one side. */
export type WholeSide = {
  readonly tree: SourceTree;
  readonly applications: readonly DiscoveredApplication[];
  /** Its manifests, rendered once; why there are none, where it does not render. */
  render(application: DiscoveredApplication): Promise<WholeRendering>;
};

export type WholeRendering =
  | {
      readonly status: "rendered";
      readonly manifests: readonly Manifest[];
      /** Files of its configuration, where it has one that is no manifest, as Terraform's. */
      readonly documents?: readonly ConfigurationDocument[];
    }
  | { readonly status: "not-rendered"; readonly reason: string };

/** One application's head, rendered, beside what changes in it. */
export type JudgedApplication = {
  readonly application: Application;
  /** Every manifest of the head's render: the context in which the judged ones stand. */
  readonly manifests: readonly Manifest[];
  /** The manifests to judge, with what happens to each: the changed ones, or every one with `all`. */
  readonly subjects: readonly Subject[];
  readonly plan: Plan;
  /** Files of its configuration to judge, where it has one that is no manifest, as Terraform's. */
  readonly documents?: readonly ConfigurationDocument[];
  readonly terraform?: TerraformChanges;
};

/** What Terraform itself says of a plan, with everything that is secret hidden in it. */
type TerraformChanges = {
  /** As `terraform show -json` has it, in parts. */
  readonly json: JsonObject;
  /** The attributes of each change of the plan, before and after, in its order. */
  readonly values: readonly { readonly old: Json; readonly new: Json }[];
  /** Where an address is written, and what of it. */
  locate(address: string, attribute: readonly string[]): SourceLocation | undefined;
};

/** `old` is null for a create, `new` for a delete; both are set, and `change` null, for what stays as it is. */
export type Subject = {
  readonly old: Manifest | null;
  readonly new: Manifest | null;
  readonly change: Change | null;
};

export type PullRequestFacts = {
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly draft: boolean;
  readonly fork: boolean;
  readonly labels: readonly string[];
  readonly base: string;
  readonly head: string;
};
