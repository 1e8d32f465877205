import type { JsonObject } from "../../domain/json.ts";
import { type Manifest, resourceName } from "../../domain/manifest.ts";
import type { Plan } from "../../domain/plan.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { Denial } from "../../ports/policies.ts";
import type { CheckScope, JudgedApplication, Subject } from "../check.ts";
import type { Asked } from "./asked.ts";
import { masked } from "./masked.ts";
import { pointersIn } from "./place.ts";
import { changesOfTerraform } from "./terraform.ts";

/** Every manifest to judge, as it will be. */
export function manifestsAsked(scope: CheckScope, judged: JudgedApplication): readonly Asked[] {
  return judged.subjects.flatMap((subject) => {
    if (subject.new === null) return [];
    const object = masked(subject.new.object);
    return [asked(subject, { input: object, object }, scope, judged)];
  });
}

/** Every change of the application, of manifests and of Terraform. */
export function changesAsked(scope: CheckScope, judged: JudgedApplication): readonly Asked[] {
  const { environment, name } = judged.application;
  const facts = { environment, application: name, pullRequest: scope.pullRequest };
  const subjects = judged.subjects.filter((subject) => subject.change !== null);
  return [
    ...subjects.map((subject) => {
      const sides = { old: subject.old && masked(subject.old.object), new: subject.new && masked(subject.new.object) };
      const input = { action: subject.change?.action ?? null, ...sides, ...facts };
      return asked(subject, { input, object: sides.new ?? sides.old ?? {} }, scope, judged);
    }),
    ...changesOfTerraform(judged, facts),
  ];
}

/** The plan of an application with changes, once. */
export function planAsked(scope: CheckScope, judged: JudgedApplication): readonly Asked[] {
  const isChanged = judged.subjects.some((subject) => subject.change !== null);
  if (!isChanged && (judged.terraform === undefined || countOf(judged.plan) === 0)) return [];
  const place = firstSource(judged) ?? { path: judged.application.path, line: 1 };
  const { environment, name } = judged.application;
  const input = { ...planJson(judged.plan), environment, application: name, pullRequest: scope.pullRequest };
  const each = { action: null, old: null };
  const pointerOf = ({ pointer }: Denial) => pointer ?? "";
  return [{ input, each, resource: null, object: input, pointerOf, locate: () => place }];
}

/** A plan as rules are given it. */
export function planJson(plan: Plan): JsonObject {
  if (plan.status === "unknown") return { status: "unknown", reason: plan.reason, changes: [] };
  const changes = plan.changes.map(
    ({ action, apiVersion, id, fields, risks, reasons = {}, sources, movedFrom = null, imported = false }) => ({
      action,
      apiVersion,
      ...id,
      fields,
      risks,
      reasons: { ...reasons },
      sources,
      movedFrom,
      imported,
    }),
  );
  return { status: "known", changes };
}

function asked(
  subject: Subject,
  { input, object }: Pick<Asked, "input" | "object">,
  scope: CheckScope,
  judged: JudgedApplication,
): Asked {
  const about = subject.new ?? subject.old;
  const pointerOf = pointersIn(about?.object ?? {});
  return {
    input,
    each: {
      action: subject.change?.action ?? null,
      old: subject.old ? masked(subject.old.object) : null,
      path: originOf(about)?.path ?? null,
    },
    resource: about && resourceName(about.id),
    object,
    pointerOf,
    locate: async (denial) =>
      subject.new === null ? placeOfDeleted(subject, judged) : scope.locate(subject.new, pointerOf(denial)),
  };
}

function placeOfDeleted({ change, old }: Subject, { application }: JudgedApplication): SourceLocation {
  return change?.sources[0] ?? originOf(old) ?? { path: application.path, line: 1 };
}

function countOf(plan: Plan): number {
  return plan.status === "known" ? plan.changes.length : 0;
}

function firstSource({ plan }: JudgedApplication): SourceLocation | undefined {
  return plan.status === "known" ? plan.changes.find(({ sources }) => sources.length > 0)?.sources[0] : undefined;
}

function originOf(manifest: Manifest | null): SourceLocation | undefined {
  const [origin] = manifest?.origins ?? [];
  return origin && { path: origin.path, line: origin.line };
}
