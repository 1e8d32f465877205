import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";

/** One thing a policy document of AWS allows. */
type Grant = { readonly action: string; readonly resource: string; readonly principal: string };

/** Attributes that hold such a document as text. */
const documents = ["policy", "assume_role_policy", "inline_policy", "access_policy", "access_policies"];

/**
 * What a resource of AWS comes to allow, in words, as far as its documents tell: an action that nothing before
 * allowed, or, of something new, everything or everybody. Conditions are not weighed: one more is no widening.
 */
export function widenedPolicy(before: JsonObject | null, after: JsonObject): string | null {
  for (const name of documents) {
    const now = grantsIn(after[name]);
    if (now === null) continue;
    const old = before === null ? null : grantsIn(before[name]);
    const grown = now.find((grant) => (old === null ? isBroad(grant) : !old.some((each) => covers(each, grant))));
    if (grown !== undefined) return `It comes to allow ${grown.action} on ${grown.resource}${to(grown)}.`;
  }
  return null;
}

function to({ principal }: Grant): string {
  return principal === "" ? "" : ` to ${principal === "*" ? "everybody" : principal}`;
}

function isBroad({ action, resource, principal }: Grant): boolean {
  return principal === "*" || (/^(?:\*|iam:\*)$/.test(action) && resource === "*");
}

/** Null where there is no document, or it is not known. */
function grantsIn(value: Json | undefined): readonly Grant[] | null {
  const document = typeof value === "string" ? parsed(value) : value;
  if (!isJsonObject(document)) return null;
  const statements = isJsonArray(document.Statement) ? document.Statement : [document.Statement ?? null];
  return statements.filter(isJsonObject).flatMap((statement) => {
    if (statement.Effect !== "Allow") return [];
    const actions = statement.NotAction === undefined ? listOf(statement.Action) : ["*"];
    const resources = statement.NotResource === undefined ? listOf(statement.Resource, "*") : ["*"];
    const principals = statement.NotPrincipal === undefined ? principalsOf(statement.Principal) : ["*"];
    return actions.flatMap((action) =>
      resources.flatMap((resource) => principals.map((principal) => ({ action, resource, principal }))),
    );
  });
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function listOf(value: Json | undefined, absent?: string): readonly string[] {
  if (value === undefined || value === null) return absent === undefined ? [] : [absent];
  return (isJsonArray(value) ? value : [value]).map(String);
}

function principalsOf(value: Json | undefined): readonly string[] {
  if (!isJsonObject(value)) return listOf(value, "");
  return Object.values(value).flatMap((each) => listOf(each));
}

function covers(wide: Grant, narrow: Grant): boolean {
  return (
    matches(wide.action.toLowerCase(), narrow.action.toLowerCase()) &&
    matches(wide.resource, narrow.resource) &&
    (wide.principal === "*" || wide.principal === narrow.principal)
  );
}

function matches(pattern: string, text: string): boolean {
  if (pattern === text || pattern === "*") return true;
  // Only the usual form, a prefix: others count as not covered, which says too much rather than too little.
  return pattern.endsWith("*") && !/[*?]/.test(pattern.slice(0, -1)) && text.startsWith(pattern.slice(0, -1));
}
