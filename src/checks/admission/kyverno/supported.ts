import { isJsonArray, isJsonObject, type Json, type JsonObject, listIn } from "../../../domain/json.ts";
import { isOperator } from "./conditions/operators.ts";

/** The keys that are evaluated here, by where they stand. */
const keys = {
  rule: "name context match exclude preconditions celPreconditions validate skipBackgroundRequests reportProperties",
  validate:
    "message failureAction failureActionOverrides allowExistingViolations pattern anyPattern deny foreach cel podSecurity",
  foreach: "list context preconditions elementScope pattern anyPattern deny foreach",
  deny: "conditions",
  cel: "generate expressions variables auditAnnotations",
  podSecurity: "level version exclude",
  match: "any all resources roles clusterRoles subjects",
  resources: "kinds name names namespaces annotations selector namespaceSelector operations",
  entry: "name variable configMap apiCall imageRegistry globalReference",
  variable: "value jmesPath default",
  condition: "key operator value message",
  block: "any all",
} as const;

/** Why a validate rule cannot be evaluated here, whatever the object: something in it that nobody here knows. */
export function unsupportedIn(rule: JsonObject): string | undefined {
  const found = known.has(rule) ? known.get(rule) : problemIn(rule);
  known.set(rule, found);
  return found;
}

const known = new WeakMap<JsonObject, string | undefined>();

function problemIn(rule: JsonObject): string | undefined {
  const validate = isJsonObject(rule.validate) ? rule.validate : {};
  return (
    strangers(rule, "rule") ??
    strangers(validate, "validate") ??
    strangers(validate.cel, "cel") ??
    strangers(validate.podSecurity, "podSecurity") ??
    inMatch(rule.match) ??
    inMatch(rule.exclude) ??
    inContext(rule.context) ??
    inConditions(rule.preconditions) ??
    inBody(validate)
  );
}

/** A rule's or a loop's own validation, and the loops within. */
function inBody(body: JsonObject): string | undefined {
  const { deny, foreach } = body;
  const given = bodies.filter(([key]) => body[key] !== undefined);
  if (given.length > 1) return "it holds several things to validate";
  if (!given.some(([key, isKind]) => isKind(body[key]))) return "it holds nothing that could be validated";
  const denied = strangers(deny, "deny") ?? (isJsonObject(deny) ? inConditions(deny.conditions) : undefined);
  return denied ?? first(listIn(foreach), (loop) => (isJsonObject(loop) ? inLoop(loop) : "a foreach is no mapping"));
}

const bodies: readonly (readonly [string, (value: Json | undefined) => boolean])[] = [
  ["pattern", (value) => value !== undefined && value !== null],
  ["anyPattern", (value) => isJsonArray(value) && value.length > 0],
  ["deny", isJsonObject],
  ["foreach", (value) => isJsonArray(value) && value.length > 0],
  ["cel", isJsonObject],
  ["podSecurity", isJsonObject],
];

function inLoop(loop: JsonObject): string | undefined {
  if (typeof loop.list !== "string") return "a foreach names no list";
  return strangers(loop, "foreach") ?? inContext(loop.context) ?? inConditions(loop.preconditions) ?? inBody(loop);
}

function inMatch(match: Json | undefined): string | undefined {
  if (!isJsonObject(match)) return undefined;
  const blocks = [match, ...listIn(match.any), ...listIn(match.all)];
  return first(blocks, (block) =>
    isJsonObject(block) ? (strangers(block, "match") ?? strangers(block.resources, "resources")) : undefined,
  );
}

function inContext(context: Json | undefined): string | undefined {
  return first(listIn(context), (entry) =>
    isJsonObject(entry) ? (strangers(entry, "entry") ?? strangers(entry.variable, "variable")) : undefined,
  );
}

function inConditions(conditions: Json | undefined): string | undefined {
  if (conditions === undefined) return undefined;
  return first(isJsonArray(conditions) ? conditions : [conditions], (one) => {
    if (!isJsonObject(one)) return "its conditions are no mappings";
    if (one.any === undefined && one.all === undefined)
      return Object.keys(one).length === 0 ? undefined : inCondition(one);
    return strangers(one, "block") ?? first([...listIn(one.any), ...listIn(one.all)], inCondition);
  });
}

function inCondition(condition: Json): string | undefined {
  if (!isJsonObject(condition)) return "a condition is no mapping";
  const { operator } = condition;
  if (typeof operator !== "string" || !isOperator(operator))
    return `the operator ${String(operator)} is not known here`;
  return strangers(condition, "condition");
}

function strangers(value: Json | undefined, where: keyof typeof keys): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const known: readonly string[] = keys[where].split(" ");
  const stranger = Object.keys(value).find((key) => !known.includes(key));
  if (stranger === undefined) return undefined;
  return `\`${stranger}\` ${where === "rule" ? "of a rule" : `in ${where}`} is not evaluated here`;
}

function first<T>(values: readonly T[], problem: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = problem(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
