import { canonicalJson } from "../../../domain/json.ts";
import { resourceName } from "../../../domain/manifest.ts";
import type { AdmissionAnswer, AdmissionRule } from "../engine.ts";
import { type Constraint, readConstraint } from "./constraint.ts";
import { readTemplate, type Template, type Wrong } from "./template.ts";

type GatekeeperRules = {
  readonly constraints: readonly Constraint[];
  /** Also those that nobody makes constraints of. */
  readonly templates: readonly Template[];
  readonly broken: readonly AdmissionAnswer[];
};

/**
 * Templates and constraints as Gatekeeper would take them, and what it would refuse of them. What the operator
 * asks for stands by itself: a template of the repository under the same name does not take its place.
 */
export function readRules(rules: readonly AdmissionRule[]): GatekeeperRules {
  const broken: AdmissionAnswer[] = [];
  const templates = new Map<string, Template>();
  const refused = new Set<string>();
  for (const rule of distinct(rules.filter(isTemplate), broken)) {
    const template = readTemplate(rule);
    if ("kind" in template) templates.set(keyOf(rule, template.kind.toLowerCase()), template);
    else {
      broken.push(brokenAnswer(rule, template));
      refused.add(keyOf(rule, rule.manifest.id.name));
    }
  }
  const constraints: Constraint[] = [];
  for (const rule of distinct(rules.filter(isConstraint), broken)) {
    const kind = rule.manifest.id.kind.toLowerCase();
    const keys = [keyOf(rule, kind), JSON.stringify([true, kind]), JSON.stringify([false, kind])];
    const key = keys.find((one) => templates.has(one) || refused.has(one));
    const template = key === undefined ? undefined : templates.get(key);
    if (template === undefined) {
      // Of a template that is refused it is said that it is.
      if (key === undefined) broken.push(brokenAnswer(rule, withoutTemplate(rule)));
      continue;
    }
    const constraint = readConstraint(rule, template);
    if ("template" in constraint) constraints.push(constraint);
    else broken.push(...constraint.map((wrong) => brokenAnswer(rule, wrong)));
  }
  return { constraints, templates: [...templates.values()], broken };
}

function isTemplate({ manifest: { id } }: AdmissionRule): boolean {
  return id.group === "templates.gatekeeper.sh" && id.kind === "ConstraintTemplate";
}

function isConstraint({ manifest: { id } }: AdmissionRule): boolean {
  return id.group === "constraints.gatekeeper.sh";
}

function keyOf({ required }: AdmissionRule, kind: string): string {
  return JSON.stringify([required === true, kind]);
}

function withoutTemplate({ manifest: { id } }: AdmissionRule): Wrong {
  return { pointer: "/kind", reason: `there is no ConstraintTemplate ${id.kind.toLowerCase()}` };
}

/** The same object may reach an environment twice; two that differ under one name cannot both be there. */
function distinct(rules: readonly AdmissionRule[], broken: AdmissionAnswer[]): readonly AdmissionRule[] {
  const known = new Map<string, AdmissionRule>();
  for (const rule of rules) {
    const { id, object } = rule.manifest;
    const key = JSON.stringify([rule.required === true, id.kind, id.name]);
    const other = known.get(key);
    if (other === undefined) known.set(key, rule);
    else if (canonicalJson(other.manifest.object) !== canonicalJson(object)) {
      const reason = `another ${resourceName(id)} stands in ${placeOf(other)}, and differs`;
      broken.push(brokenAnswer(rule, { pointer: "/metadata/name", reason }));
    }
  }
  return [...known.values()];
}

function placeOf({ manifest, from }: AdmissionRule): string {
  const [origin] = manifest.origins;
  return origin === undefined ? from : `${origin.path}:${origin.line}`;
}

export function brokenAnswer(rule: AdmissionRule, { pointer, reason, below }: Wrong): AdmissionAnswer {
  const { manifest } = rule;
  return { status: "broken", rule: ruleName(rule), reason, manifest, pointer, ...(below !== undefined && { below }) };
}

export function ruleName({ manifest: { id } }: AdmissionRule): string {
  return `${id.kind}/${id.name}`;
}

/** What changes objects, or makes others of them, before Gatekeeper asks its constraints. */
export function isMutator({ manifest: { id } }: AdmissionRule): boolean {
  return id.group === "mutations.gatekeeper.sh" || id.group === "expansion.gatekeeper.sh";
}

/** Whether an object is of those that Gatekeeper acts by. */
export function isOfGatekeeper(group: string): boolean {
  return /^(?:templates|constraints|config|syncset|mutations|expansion)\.gatekeeper\.sh$/.test(group);
}
