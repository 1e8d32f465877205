import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import type { Manifest } from "../../../domain/manifest.ts";

/** What a ValidatingAdmissionPolicy says, as far as it counts here. */
export type Policy = {
  readonly manifest: Manifest;
  readonly name: string;
  readonly constraints: Constraints;
  readonly conditions: readonly Named[];
  readonly validations: readonly Validation[];
  readonly variables: readonly Named[];
  /** A fault of evaluation refuses, unless it is to be ignored. */
  readonly ignoresFaults: boolean;
  readonly paramKind: { readonly apiVersion: string; readonly kind: string } | null;
};

type Named = { readonly name: string; readonly expression: string };

type Validation = {
  readonly expression: string;
  readonly message: string | null;
  readonly messageExpression: string | null;
};

/** Which requests are asked about: of a policy, or narrowed by a binding. */
export type Constraints = {
  /** Null means every one. */
  readonly rules: readonly ResourceRule[] | null;
  readonly excluded: readonly ResourceRule[];
  readonly namespaceSelector: Json | undefined;
  readonly objectSelector: Json | undefined;
  readonly isExact: boolean;
};

export type ResourceRule = {
  readonly groups: readonly string[];
  readonly versions: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
  readonly names: readonly string[];
  readonly scope: string;
};

export type Binding = {
  readonly manifest: Manifest;
  readonly name: string;
  readonly policyName: string;
  readonly constraints: Constraints;
  readonly actions: readonly string[];
  readonly param: ParamReference | null;
};

type ParamReference = {
  readonly name: string | null;
  readonly namespace: string | null;
  readonly selector: Json | undefined;
  readonly deniesAbsence: boolean;
};

export function policyOf(manifest: Manifest): Policy {
  const spec = mapAt(manifest.object, "spec");
  const paramKind = spec.paramKind;
  return {
    manifest,
    name: manifest.id.name,
    constraints: constraintsOf(mapAt(spec, "matchConstraints"), true),
    conditions: mapsAt(spec, "matchConditions").map(namedOf),
    validations: mapsAt(spec, "validations").map((validation) => ({
      expression: textAt(validation, "expression") ?? "",
      message: textAt(validation, "message"),
      messageExpression: textAt(validation, "messageExpression"),
    })),
    variables: mapsAt(spec, "variables").map(namedOf),
    ignoresFaults: spec.failurePolicy === "Ignore",
    paramKind: isJsonObject(paramKind)
      ? { apiVersion: String(paramKind.apiVersion), kind: String(paramKind.kind) }
      : null,
  };
}

export function bindingOf(manifest: Manifest): Binding {
  const spec = mapAt(manifest.object, "spec");
  return {
    manifest,
    name: manifest.id.name,
    policyName: textAt(spec, "policyName") ?? "",
    constraints: constraintsOf(mapAt(spec, "matchResources"), false),
    // Before v1 a binding without actions denied.
    actions: isJsonArray(spec.validationActions) ? spec.validationActions.map(String) : ["Deny"],
    param: isJsonObject(spec.paramRef) ? paramOf(spec.paramRef) : null,
  };
}

function namedOf(object: JsonObject): Named {
  return { name: textAt(object, "name") ?? "", expression: textAt(object, "expression") ?? "" };
}

function paramOf(reference: JsonObject): ParamReference {
  return {
    name: textAt(reference, "name"),
    namespace: textAt(reference, "namespace"),
    selector: reference.selector,
    deniesAbsence: reference.parameterNotFoundAction !== "Allow",
  };
}

/** A policy without rules matches nothing; a binding without them everything that its policy does. */
function constraintsOf(constraints: JsonObject, areRulesNeeded: boolean): Constraints {
  const rules = mapsAt(constraints, "resourceRules").map(ruleOf);
  return {
    rules: rules.length === 0 && !areRulesNeeded ? null : rules,
    excluded: mapsAt(constraints, "excludeResourceRules").map(ruleOf),
    namespaceSelector: constraints.namespaceSelector,
    objectSelector: constraints.objectSelector,
    isExact: constraints.matchPolicy === "Exact",
  };
}

function ruleOf(rule: JsonObject): ResourceRule {
  return {
    groups: textsAt(rule, "apiGroups"),
    versions: textsAt(rule, "apiVersions"),
    resources: textsAt(rule, "resources"),
    operations: textsAt(rule, "operations"),
    names: textsAt(rule, "resourceNames"),
    scope: textAt(rule, "scope") ?? "*",
  };
}

function mapAt(object: JsonObject, field: string): JsonObject {
  const value = object[field];
  return isJsonObject(value) ? value : {};
}

function mapsAt(object: JsonObject, field: string): readonly JsonObject[] {
  const value = object[field];
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}

function textsAt(object: JsonObject, field: string): readonly string[] {
  const value = object[field];
  return isJsonArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function textAt(object: JsonObject, field: string): string | null {
  const value = object[field];
  return typeof value === "string" && value !== "" ? value : null;
}
