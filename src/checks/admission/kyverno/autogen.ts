import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import { parseKind } from "./kind.ts";
import { textsOf } from "./match.ts";
import { tagsOf } from "./subject.ts";

/** Kinds that make Pods of a template of theirs. */
const controllers = ["DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"];
const all = [...controllers, "CronJob"];

/**
 * The rules of a policy with those that Kyverno makes of Pod rules for what makes Pods (pkg/autogen): the same under
 * `spec.template`, or under `spec.jobTemplate.spec.template` for CronJobs. None, when a rule of the policy asks for
 * more than kinds and namespaces, or for other kinds beside Pods.
 */
export function withAutogen(policy: JsonObject): readonly JsonObject[] {
  const spec = isJsonObject(policy.spec) ? policy.spec : {};
  const rules = isJsonArray(spec.rules) ? spec.rules.filter(isJsonObject) : [];
  const wanted = mayGenerate(rules) ? wantedControllers(policy) : [];
  const generated = rules.flatMap((rule) => generate(rule, wanted));
  if (generated.length === 0) return rules;
  return [...rules.filter(({ name }) => !String(name).startsWith("autogen-")), ...generated];
}

function wantedControllers(policy: JsonObject): readonly string[] {
  const asked = tagsOf(policy, "annotations")["pod-policies.kyverno.io/autogen-controllers"];
  if (typeof asked !== "string" || asked === "" || asked === "all") return all;
  return all.filter((kind) => asked.split(",").includes(kind));
}

function mayGenerate(rules: readonly JsonObject[]): boolean {
  return rules.every(
    (rule) => rule.generate === undefined && !patchesJson(rule.mutate) && descriptions(rule).every(isPlain),
  );
}

function patchesJson(mutate: Json | undefined): boolean {
  if (!isJsonObject(mutate)) return false;
  const loops = isJsonArray(mutate.foreach) ? mutate.foreach.filter(isJsonObject) : [];
  return [mutate, ...loops].some(({ patchesJson6902 }) => patchesJson6902 !== undefined && patchesJson6902 !== "");
}

/** Every `resources` of a rule's `match` and `exclude`. */
function descriptions(rule: JsonObject): readonly JsonObject[] {
  return [rule.match, rule.exclude].filter(isJsonObject).flatMap((blocks) =>
    [blocks, ...[blocks.any, blocks.all].filter(isJsonArray).flat()]
      .filter((block) => isJsonObject(block))
      .map(({ resources }) => resources)
      .filter((resources) => isJsonObject(resources)),
  );
}

function isPlain({ kinds, name, names, selector, annotations }: JsonObject): boolean {
  const isMixed = textsOf(kinds).length > 1 && hasPod(kinds);
  const isNamed = (name !== undefined && name !== "") || textsOf(names).length > 0;
  return !isNamed && selector === undefined && annotations === undefined && !isMixed;
}

function hasPod(kinds: Json | undefined): boolean {
  return textsOf(kinds).some((kind) => parseKind(kind).kind === "Pod");
}

function generate(rule: JsonObject, wanted: readonly string[]): readonly JsonObject[] {
  if (String(rule.name).startsWith("autogen-")) return [];
  const excluded = kindsOf(rule.exclude);
  if (!hasPod(kindsOf(rule.match)) || (excluded.length > 0 && !hasPod(excluded))) return [];
  const plain = controllers.filter((kind) => wanted.includes(kind));
  return [
    ...(plain.length === 0 ? [] : [variant(rule, "autogen", plain, ["spec", "template"])]),
    ...(wanted.includes("CronJob")
      ? [variant(rule, "autogen-cronjob", ["CronJob"], ["spec", "jobTemplate", "spec", "template"])]
      : []),
  ];
}

function kindsOf(blocks: Json | undefined): readonly string[] {
  return isJsonObject(blocks) ? descriptions({ match: blocks }).flatMap(({ kinds }) => textsOf(kinds)) : [];
}

function variant(rule: JsonObject, prefix: string, kinds: readonly string[], path: readonly string[]): JsonObject {
  const { match, exclude, validate, ...others } = rule;
  const moved = {
    ...others,
    name: `${prefix}-${String(rule.name)}`.slice(0, 63),
    match: withKinds(match, kinds),
    ...(exclude === undefined ? {} : { exclude: withKinds(exclude, kinds) }),
    ...(isJsonObject(validate) ? { validate: below(validate, path) } : {}),
  };
  const isCel = isJsonObject(validate) && validate.cel !== undefined;
  return JSON.parse(rewritten(JSON.stringify(moved), path.join("."), isCel));
}

/** Blocks that name Pods are about the others; those that do not stay as they are. */
function withKinds(blocks: Json | undefined, kinds: readonly string[]): Json {
  if (!isJsonObject(blocks)) return {};
  const renamed = (block: Json): Json =>
    isJsonObject(block) && isJsonObject(block.resources) && hasPod(block.resources.kinds)
      ? { ...block, resources: { ...block.resources, kinds } }
      : block;
  if (isJsonArray(blocks.any) && blocks.any.length > 0) return { ...blocks, any: blocks.any.map(renamed) };
  if (isJsonArray(blocks.all) && blocks.all.length > 0) return { ...blocks, all: blocks.all.map(renamed) };
  return renamed(blocks);
}

function below(validate: JsonObject, path: readonly string[]): JsonObject {
  const nested = (pattern: Json): Json => path.reduceRight<Json>((inner, step) => ({ [step]: inner }), pattern);
  const { pattern, anyPattern } = validate;
  if (pattern !== undefined) return { ...validate, pattern: nested(pattern) };
  return isJsonArray(anyPattern) ? { ...validate, anyPattern: anyPattern.map(nested) } : validate;
}

/** In texts too: expressions name the Pod's fields by the whole path. */
function rewritten(rule: string, path: string, isCel: boolean): string {
  const roots = isCel ? ["object", "oldObject"] : ["request.object", "request.oldObject"];
  return ["spec", "metadata"].reduce(
    (text, field) => roots.reduce((one, root) => one.replaceAll(`${root}.${field}`, `${root}.${path}.${field}`), text),
    rule,
  );
}
