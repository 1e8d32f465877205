import type { JudgedApplication } from "../checks/check.ts";
import type { Application } from "../domain/application.ts";
import type { Finding } from "../domain/finding.ts";
import type { Manifest } from "../domain/manifest.ts";
import type { Plan } from "../domain/plan.ts";
import type { SourceLocation } from "../domain/source.ts";
import type { FoundTerraformPlan } from "../ports/terraform-plans.ts";
import type { Rendering } from "../renderers/renderer.ts";
import type { AffectedApplication } from "./affected.ts";

export type Locate = (manifest: Manifest, pointer: string) => Promise<SourceLocation>;

/** One application, rendered on both sides and compared. */
export type PlannedApplication = {
  readonly application: Application;
  /** Null when the head could not be rendered: then there is nothing to judge. */
  readonly judged: JudgedApplication | null;
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  /** Set when the head could not be rendered, or its plan not be had, for a reason that is not its author's. */
  readonly errored?: string;
  /** Set beside it when it will be judged again: what is missing is being made. */
  readonly awaits?: true;
  /** What a reader should know of where it comes from, in a sentence each. */
  readonly notes?: readonly string[];
};

/** Where an application's two renderings come from; a side that does not have it gives null. */
export type RenderSides = {
  readonly base: (application: AffectedApplication) => Promise<Rendering | null>;
  readonly head: (application: AffectedApplication) => Promise<Rendering | null>;
  readonly locateBase: Locate;
  readonly locateHead: Locate;
  /** The plan that something else made of a root module of Terraform. */
  readonly terraformPlan: (application: AffectedApplication) => Promise<FoundTerraformPlan>;
  readonly mode: "change" | "all";
};
