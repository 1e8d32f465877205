import { judgeEnvironmentValue } from "../../../checks/secrets/environment-values.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import { hideValue } from "../mask.ts";
import { SecretTexts } from "./secret-texts.ts";

/**
 * The parts of a plan file that say what is sensitive in them, with all of that hidden. A value that is marked
 * anywhere is hidden everywhere: providers copy values from one attribute to another, and the mark stays behind.
 * Variables, prior state, planned values and configuration hold the same values without marks, and are left out.
 */
export function hideEverySecret(plan: JsonObject): JsonObject {
  const secrets = new SecretTexts();
  for (const change of changesIn(plan)) collectMarked(change, secrets);
  collectVariables(plan, secrets);
  const hide = (value: Json): Json => hideTexts(value, secrets);
  return {
    ...pick(plan, ["format_version", "terraform_version", "timestamp", "applyable", "complete", "errored"]),
    resource_changes: resourcesOf(plan.resource_changes, hide),
    resource_drift: resourcesOf(plan.resource_drift, hide),
    output_changes: isJsonObject(plan.output_changes)
      ? Object.fromEntries(Object.entries(plan.output_changes).map(([name, each]) => [name, maskedChange(each, hide)]))
      : {},
  };
}

function changesIn(plan: JsonObject): readonly JsonObject[] {
  const resources = [plan.resource_changes, plan.resource_drift].flatMap((list) => (isJsonArray(list) ? list : []));
  const outputs = isJsonObject(plan.output_changes) ? Object.values(plan.output_changes) : [];
  return [...resources.map((each) => (isJsonObject(each) ? (each.change ?? null) : null)), ...outputs].filter(
    isJsonObject,
  );
}

function collectMarked(change: JsonObject, secrets: SecretTexts): void {
  for (const side of ["before", "after"] as const) {
    mark(change[side] ?? null, change[`${side}_sensitive`] ?? null, (value) => {
      for (const text of textsIn(value)) secrets.add(text);
      return value;
    });
  }
}

/** Sensitive variables are marked only where they are declared. */
function collectVariables({ configuration, variables }: JsonObject, secrets: SecretTexts): void {
  const root = isJsonObject(configuration) && isJsonObject(configuration.root_module) ? configuration.root_module : {};
  const declared = isJsonObject(root.variables) ? root.variables : {};
  for (const [name, declaration] of Object.entries(declared)) {
    if (!isJsonObject(declaration) || declaration.sensitive !== true) continue;
    const given = isJsonObject(variables) && Object.hasOwn(variables, name) ? variables[name] : null;
    for (const text of [...textsIn(given ?? null), ...textsIn(declaration.default ?? null)]) secrets.add(text);
  }
}

function resourcesOf(list: Json | undefined, hide: (value: Json) => Json): Json {
  if (!isJsonArray(list)) return list ?? [];
  return list.map((resource) =>
    isJsonObject(resource) ? { ...resource, change: maskedChange(resource.change ?? null, hide) } : resource,
  );
}

/** Both sides under both masks: what is secret on one side is no less so on the other. */
function maskedChange(change: Json, hide: (value: Json) => Json): Json {
  if (!isJsonObject(change)) return change;
  const masks = [change.before_sensitive ?? null, change.after_sensitive ?? null];
  const masked = (value: Json | undefined): Json =>
    hide(masks.reduce<Json>((each, mask) => mark(each, mask, hideValue), value ?? null));
  return {
    ...pick(change, ["actions", "after_unknown", "before_sensitive", "after_sensitive", "replace_paths", "importing"]),
    before: masked(change.before),
    after: masked(change.after),
  };
}

/** Walks a value and its mask in step: `true` stands for everything below, whatever else for nothing. */
function mark(value: Json, mask: Json, replace: (value: Json) => Json): Json {
  if (mask === true) return value === null ? null : replace(value);
  if (isJsonArray(value) && isJsonArray(mask))
    return value.map((each, index) => mark(each, mask[index] ?? null, replace));
  if (!isJsonObject(value) || !isJsonObject(mask)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      mark(each, Object.hasOwn(mask, key) ? (mask[key] ?? null) : null, replace),
    ]),
  );
}

/** Hides the secrets themselves, and what a name says is one, as in the environment of a function. */
function hideTexts(value: Json, secrets: SecretTexts, name = ""): Json {
  if (typeof value === "string") {
    const isSecret = secrets.isIn(value) || judgeEnvironmentValue(name, value) === "plain";
    return isSecret ? hideValue(value) : value;
  }
  if (isJsonArray(value)) return value.map((each) => hideTexts(each, secrets, name));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, hideTexts(each, secrets, key)]));
}

function* textsIn(value: Json): Generator<string> {
  if (typeof value === "string") yield value;
  else if (isJsonArray(value)) for (const each of value) yield* textsIn(each);
  else if (isJsonObject(value)) for (const each of Object.values(value)) yield* textsIn(each);
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)));
}
