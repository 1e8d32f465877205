import { isJsonArray, isJsonObject, type Json, type JsonObject, objectIn } from "../../../domain/json.ts";
import { customShape } from "../../schema/compile.ts";
import type { Shape } from "../../schema/shape.ts";
import type { AdmissionAnswer, AdmissionRule } from "../engine.ts";
import { type CelSource, readCelSource } from "./cel-source.ts";
import { constraintSchema } from "./constraint-schema.ts";
import { regoProblems, type TemplateRego } from "./rego-source.ts";

/** A ConstraintTemplate that Gatekeeper would take. */
export type Template = {
  readonly rule: AdmissionRule;
  /** Of the constraints made of it. */
  readonly kind: string;
  /** The schema of their parameters; null where they take none. */
  readonly parameters: JsonObject | null;
  /** Of the constraints themselves. */
  readonly shape: Shape;
  readonly code:
    | {
        readonly engine: "rego";
        readonly rego: TemplateRego;
        readonly at: string;
        readonly readsInventory: boolean;
        /** What it asks that only a request tells which somebody makes. */
        readonly asksOfRequest: string | null;
      }
    | { readonly engine: "cel"; readonly source: CelSource }
    /** Why it cannot be evaluated here. */
    | { readonly engine: "none"; readonly reason: string };
};

export type Wrong = Pick<Extract<AdmissionAnswer, { readonly status: "broken" }>, "reason" | "pointer" | "below">;

/** A template, or the first thing for which Gatekeeper refuses it. */
export function readTemplate(rule: AdmissionRule): Template | Wrong {
  const { object } = rule.manifest;
  const spec = objectIn(object.spec);
  const crd = objectIn(objectIn(spec.crd).spec);
  const kind = objectIn(crd.names).kind;
  if (typeof kind !== "string" || !/^[A-Za-z][A-Za-z0-9-]*$/.test(kind))
    return wrong("/spec/crd/spec/names/kind", "it names no kind for its constraints");
  if (rule.manifest.id.name !== kind.toLowerCase())
    return wrong("/metadata/name", `its name must be ${kind.toLowerCase()}, its kind in lower case`);
  const targets = isJsonArray(spec.targets) ? spec.targets : [];
  const [target] = targets;
  if (!isJsonObject(target) || targets.length > 1) return wrong("/spec/targets", "it needs exactly one target");
  if (target.target !== "admission.k8s.gatekeeper.sh")
    return wrong("/spec/targets/0", "its target must be admission.k8s.gatekeeper.sh");
  const code = codeOf(target);
  if ("pointer" in code) return code;
  const parameters = parametersOf(rule, crd);
  const shape = customShape(constraintSchema(parameters));
  if (typeof shape === "string") return wrong("/spec/crd/spec/validation/openAPIV3Schema", shape);
  return { rule, kind, parameters, shape, code };
}

/** Gatekeeper prefers CEL where a template brings both; Rego stands in `rego`, or among the entries of `code`. */
function codeOf(target: JsonObject): Template["code"] | Wrong {
  const entries = (isJsonArray(target.code) ? target.code : []).map((entry, index) => ({
    entry: objectIn(entry),
    index,
  }));
  const cel = entries.find(({ entry }) => entry.engine === "K8sNativeValidation");
  if (cel !== undefined) {
    const source = readCelSource(objectIn(cel.entry.source));
    const at = `/spec/targets/0/code/${cel.index}/source`;
    return typeof source === "string" ? wrong(at, source) : { engine: "cel", source };
  }
  const rego = entries.find(({ entry }) => entry.engine === "Rego");
  const at = rego === undefined ? "/spec/targets/0" : `/spec/targets/0/code/${rego.index}/source`;
  const source = rego === undefined ? target : objectIn(rego.entry.source);
  if (typeof source.rego === "string" && source.rego.trim() !== "") return regoCode(source.rego, source.libs, at);
  const [other] = entries;
  if (other === undefined) return wrong("/spec/targets/0", "it brings no Rego and no other code");
  return { engine: "none", reason: `it is written for the engine ${String(other.entry.engine)}` };
}

function regoCode(main: string, given: Json | undefined, at: string): Template["code"] | Wrong {
  const libs = (isJsonArray(given) ? given : []).filter((lib) => typeof lib === "string");
  const rego = { main, libs };
  const [problem] = regoProblems(rego);
  if (problem !== undefined) {
    const pointer = problem.lib === null ? `${at}/rego` : `${at}/libs/${problem.lib}`;
    return { ...wrong(pointer, `line ${problem.line} of its Rego: ${problem.reason}`), below: problem.line };
  }
  const text = [main, ...libs].join("\n");
  if (/\bexternal_data\s*\(/.test(text)) return { engine: "none", reason: "it asks a provider of external data" };
  const asksOfRequest = ofRequest.find(([pattern]) => pattern.test(text))?.[1] ?? null;
  return { engine: "rego", rego, at, readsInventory: /\binventory\b/.test(text), asksOfRequest };
}

const ofRequest: readonly (readonly [RegExp, string])[] = [
  [/\breview(?:\.|\[")userInfo\b/, "it asks who makes the request (input.review.userInfo)"],
  [
    /\breview(?:\.|\[")(?:resource|subResource|requestResource|requestSubResource|options|uid)\b/,
    "it asks for what only the API server knows of a request (input.review)",
  ],
];

/**
 * v1beta1 and v1alpha1 take schemas that are not structural unless they say otherwise; there, unknown fields are kept,
 * and without a schema all of them are (constraint/pkg/apis/templates/v1/conversion.go of OPA's frameworks).
 */
function parametersOf({ manifest }: AdmissionRule, crd: JsonObject): JsonObject | null {
  const validation = objectIn(crd.validation);
  const schema = validation.openAPIV3Schema;
  if (!isJsonObject(schema)) return validation.legacySchema === true ? opened({}) : null;
  const legacy = validation.legacySchema ?? !manifest.apiVersion.endsWith("/v1");
  return legacy === true ? opened(schema) : schema;
}

function opened(schema: JsonObject): JsonObject {
  const entries = Object.entries(schema).map(([key, value]): [string, Json] => {
    if (key === "properties" && isJsonObject(value)) {
      return [key, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, opened(objectIn(one))]))];
    }
    return [key, (key === "items" || key === "additionalProperties") && isJsonObject(value) ? opened(value) : value];
  });
  const isOpen = schema.type === undefined || schema.type === "object";
  const mayPreserve = isOpen && schema.additionalProperties === undefined;
  return { ...Object.fromEntries(entries), ...(mayPreserve && { "x-kubernetes-preserve-unknown-fields": true }) };
}

function wrong(pointer: string, reason: string): Wrong {
  return { pointer, reason };
}
