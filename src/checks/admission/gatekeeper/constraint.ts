import { isJsonArray, isJsonObject, type Json, type JsonObject, objectIn } from "../../../domain/json.ts";
import { problemsOf } from "../../schema/messages.ts";
import { misfitsOf } from "../../schema/misfits.ts";
import type { AdmissionRule } from "../engine.ts";
import { type Action, enforcementOf } from "./action.ts";
import type { Template, Wrong } from "./template.ts";

/** A constraint that Gatekeeper would take, and enforces. */
export type Constraint = {
  readonly rule: AdmissionRule;
  readonly template: Template;
  /** `K8sRequiredLabels/owner`. */
  readonly name: string;
  readonly match: JsonObject | undefined;
  /** With the defaults of the template; null where there are none. */
  readonly parameters: Json;
  /** Null where no point of enforcement that admits or audits asks it. */
  readonly action: Action | null;
};

/** A constraint, or everything for which the API server or Gatekeeper would refuse it. */
export function readConstraint(rule: AdmissionRule, template: Template): Constraint | readonly Wrong[] {
  const { object, apiVersion, id } = rule.manifest;
  if (!/\/v1(?:alpha1|beta1)$/.test(apiVersion))
    return [{ pointer: "/apiVersion", reason: "constraints are of constraints.gatekeeper.sh/v1beta1" }];
  if (id.name.length > 63) return [{ pointer: "/metadata/name", reason: "its name is longer than 63 characters" }];
  const spec = objectIn(object.spec);
  const enforcement = enforcementOf(spec);
  const problems = schemaProblems(rule, template);
  if (enforcement.status === "wrong") return [...problems, enforcement];
  if (problems.length > 0) return problems;
  return {
    rule,
    template,
    name: `${id.kind}/${id.name}`,
    match: isJsonObject(spec.match) ? spec.match : undefined,
    parameters: defaulted(spec.parameters, template.parameters) ?? null,
    action: enforcement.action,
  };
}

function schemaProblems({ manifest }: AdmissionRule, { shape }: Template): readonly Wrong[] {
  const { id, apiVersion, object } = manifest;
  const judged = { object, label: `${id.kind} (${apiVersion})`, secret: false, version: "" };
  return problemsOf(misfitsOf(shape, object), judged).map(({ pointer, message }) => ({ pointer, reason: message }));
}

/** The value with the defaults of its schema, as the API server keeps it. */
function defaulted(value: Json | undefined, schema: Json | null): Json | undefined {
  const { default: standard, properties, items, additionalProperties } = objectIn(schema ?? undefined);
  const given = value === undefined || value === null ? (standard ?? value) : value;
  if (isJsonArray(given)) return given.map((one) => defaulted(one, items ?? null) ?? null);
  if (!isJsonObject(given)) return given;
  const known = objectIn(properties);
  const extra = isJsonObject(additionalProperties) ? additionalProperties : null;
  const names = new Set([...Object.keys(given), ...Object.keys(known)]);
  const entries = [...names].flatMap((name) => {
    const inner = defaulted(given[name], known[name] ?? extra);
    return inner === undefined ? [] : [[name, inner] as const];
  });
  return Object.fromEntries(entries);
}
