import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { groupOf } from "../../domain/manifest.ts";
import { nearest } from "../../domain/nearest.ts";
import { lifetimeOf, renamedTo } from "./availability.ts";
import { builtInShape, customShape } from "./compile.ts";
import type { CustomKind, CustomKinds } from "./custom-resources.ts";
import { builtInKind, isBuiltInGroup, kindsOf, versionsServing } from "./definitions.ts";
import { decryptable, isEncryptedAt } from "./encrypted.ts";
import { type EngineKind, engineKind } from "./engines/index.ts";
import { problemsOf } from "./messages.ts";
import type { Misfit } from "./misfit.ts";
import { lookAt, misfitsOf } from "./misfits.ts";
import { withoutNulls } from "./nulls.ts";
import { asOfNewerRelease, type Problem } from "./problem.ts";
import { ruleProblems } from "./rules/index.ts";
import { labelsAndAnnotations, objectName } from "./rules/names.ts";
import { pipelineTasks } from "./rules/pipeline-tasks.ts";
import { valueAt } from "./rules/rule.ts";

/** `unknown`: nothing here knows a schema for the kind. */
type Verdict = { readonly status: "known"; readonly problems: readonly Problem[] } | { readonly status: "unknown" };

/** What the API server of Kubernetes 1.`minor` would say of one manifest, with the given custom resources installed. */
export function judgeManifest(written: JsonObject, minor: number, custom: CustomKinds): Verdict {
  const object = decryptable(written);
  const verdict = judged(object, minor, custom);
  if (verdict.status === "unknown") return verdict;
  if (verdict.problems.length === 0) return verdict;
  const problems = verdict.problems.filter(({ pointer }) => !isEncryptedAt(written, pointer));
  return { status: "known", problems: problems.map((problem) => withSuccessor(problem, object, minor)) };
}

/** An API version that is gone has a certain fix where the manifest is right in the one that only renamed it. */
function withSuccessor(problem: Problem, object: JsonObject, minor: number): Problem {
  if (problem.rule !== "not-served" || problem.pointer !== "/apiVersion") return problem;
  const to = successorOf(object, minor);
  return to === undefined ? problem : { ...problem, edit: { what: "value", from: String(object.apiVersion), to } };
}

/** The API version under which the same manifest is right as it stands; undefined when that is not certain. */
export function successorOf(object: JsonObject, minor: number): string | undefined {
  const to = renamedTo(String(object.apiVersion), String(object.kind));
  if (to === undefined) return undefined;
  const verdict = judged({ ...object, apiVersion: to }, minor, new Map());
  return verdict.status === "known" && verdict.problems.length === 0 ? to : undefined;
}

function judged(written: JsonObject, minor: number, custom: CustomKinds): Verdict {
  const { apiVersion, kind } = written;
  if (typeof apiVersion !== "string" || typeof kind !== "string")
    return { status: "known", problems: headProblems(written) };
  if (isList(written)) return { status: "known", problems: [] };
  const builtIn = builtInKind(apiVersion, kind);
  const defined = custom.get(`${apiVersion}/${kind}`);
  const decides = builtIn !== undefined && defined?.misfits !== undefined;
  const problem = decides ? undefined : notServed(apiVersion, kind, minor);
  if (problem !== undefined) return { status: "known", problems: [problem] };
  if (builtIn !== undefined && defined?.served !== false) {
    const { object, misfits } = decides
      ? judgedBy(defined.misfits ?? (() => []), written)
      : builtInLook(builtIn.definition, minor, written);
    const told = { object, label: `${kind} (${apiVersion})`, secret: kind === "Secret", version: `1.${minor}` };
    const shape = misfits.length === 0 ? [] : problemsOf(enforced(misfits), told);
    return { status: "known", problems: [...shape, ...ruleProblems({ apiVersion, kind, object })] };
  }
  if (builtIn === undefined && lifetimeOf(apiVersion, kind) !== undefined) return asRenamed(written, minor);
  const misnamed = builtIn === undefined && defined?.served === false && isBuiltInGroup(apiVersion);
  if (misnamed) return { status: "known", problems: [unknownKind(apiVersion, kind, minor)] };
  if (defined !== undefined)
    return { status: "known", problems: customProblems(written, apiVersion, kind, defined, minor) };
  const engine = engineKind(apiVersion, kind);
  if (engine !== undefined)
    return { status: "known", problems: engineProblems(withoutNullFields(written), apiVersion, kind, engine, minor) };
  if (isBuiltInGroup(apiVersion)) return { status: "known", problems: [unknownKind(apiVersion, kind, minor)] };
  return { status: "unknown" };
}

/** Of an API version that is served still and that nothing describes any more, the fields are those of its successor. */
function asRenamed(written: JsonObject, minor: number): Verdict {
  const [apiVersion, kind] = [String(written.apiVersion), String(written.kind)];
  const to = renamedTo(apiVersion, kind);
  if (to === undefined) return { status: "unknown" };
  const served = lifetimeOf(apiVersion, kind)?.removed ?? minor;
  return judged({ ...written, apiVersion: to }, Math.max(minor, served), new Map());
}

function isList(object: JsonObject): boolean {
  return typeof object.kind === "string" && object.kind.endsWith("List") && Array.isArray(object.items);
}

function headProblems(object: JsonObject): Problem[] {
  return ["apiVersion", "kind"]
    .filter((field) => typeof object[field] !== "string")
    .map((field) => ({
      pointer: (object[field] ?? undefined) === undefined ? "" : `/${field}`,
      rule: "required-field",
      message: (object[field] ?? undefined) === undefined ? `${field} is missing.` : `${field} must be text.`,
    }));
}

type Look = { readonly object: JsonObject; readonly misfits: readonly Misfit[] };

function judgedBy(misfits: (object: Json) => readonly Misfit[], written: JsonObject): Look {
  const object = withoutNullFields(written);
  return { object, misfits: misfits(object) };
}

/** Nearly no manifest has a null, so that is looked for on the way. */
function builtInLook(definition: string, minor: number, written: JsonObject): Look {
  const shape = builtInShape(definition, minor);
  if (shape === undefined) return { object: written, misfits: [] };
  const look = lookAt(shape, written);
  return look.nulls ? judgedBy((object) => misfitsOf(shape, object), written) : { object: written, ...look };
}

function withoutNullFields(written: JsonObject): JsonObject {
  const object = withoutNulls(written);
  return isJsonObject(object) ? object : written;
}

function builtInMisfits(definition: string, minor: number, value: Json): readonly Misfit[] {
  const shape = builtInShape(definition, minor);
  return shape === undefined ? [] : misfitsOf(shape, value);
}

/** The status of an object that is applied is dropped unread, so nothing in it is missing. */
function enforced(misfits: readonly Misfit[]): readonly Misfit[] {
  if (misfits.length === 0) return misfits;
  return misfits.filter(({ keyword, path }) => !(keyword === "required" && path[0] === "status"));
}

function notServed(apiVersion: string, kind: string, minor: number): Problem | undefined {
  const lifetime = lifetimeOf(apiVersion, kind);
  if (lifetime === undefined) return undefined;
  const { introduced = 0, removed = Number.POSITIVE_INFINITY, instead } = lifetime;
  const what = `Kubernetes 1.${minor} does not serve ${kind} in ${apiVersion}`;
  if (minor >= removed) {
    const advice = instead ?? versionsServing(groupOf(apiVersion), kind, minor).join(" or ");
    return {
      pointer: "/apiVersion",
      rule: "not-served",
      message: `${what}: it was removed in 1.${removed}${advice === "" ? "." : `; use ${advice}.`}`,
    };
  }
  if (minor >= introduced) return undefined;
  return { pointer: "/apiVersion", rule: "not-served", message: `${what}: it exists only from 1.${introduced} on.` };
}

function unknownKind(apiVersion: string, kind: string, minor: number): Problem {
  const versions = versionsServing(groupOf(apiVersion), kind, minor);
  if (versions.length > 0) {
    const message = `${kind} does not exist in ${apiVersion}; Kubernetes 1.${minor} serves it in ${versions.join(" and ")}.`;
    return { pointer: "/apiVersion", rule: "unknown-kind", message };
  }
  const close = nearest(kind, kindsOf(apiVersion));
  const hint = close === undefined ? "." : `; did you mean ${close}?`;
  return { pointer: "/kind", rule: "unknown-kind", message: `Kubernetes has no kind ${kind} in ${apiVersion}${hint}` };
}

function customProblems(
  object: JsonObject,
  apiVersion: string,
  kind: string,
  { served, openApi, source, instead, misfits }: CustomKind,
  minor: number,
): Problem[] {
  if (!served) {
    const advice = instead === undefined ? "." : `; it serves ${instead}.`;
    const message = `${source} does not serve ${kind} in ${apiVersion}${advice}`;
    return [{ pointer: "/apiVersion", rule: "not-served", message }];
  }
  const judged = { object, label: `${kind} (${apiVersion})`, secret: false, version: `1.${minor}` };
  const shape = openApi && customShape(openApi);
  if (typeof shape === "string") {
    const message = `${source} of ${kind} (${apiVersion}) cannot be used: ${shape}.`;
    return [{ pointer: "/kind", rule: "broken-definition", message }];
  }
  const found = misfits?.(withoutNulls(object)) ?? (shape === null ? [] : misfitsOf(shape, object));
  return [
    ...problemsOf(enforced(found), judged),
    ...metadataProblems(object.metadata, judged, minor),
    ...objectName({ apiVersion, kind, object }),
    ...labelsAndAnnotations({ apiVersion, kind, object: { metadata: object.metadata ?? {} } }),
  ];
}

function engineProblems(
  object: JsonObject,
  apiVersion: string,
  kind: string,
  { definition, release }: EngineKind,
  minor: number,
): Problem[] {
  const judged = { object, label: `${kind} (${apiVersion}, ${release})`, secret: false, version: `1.${minor}` };
  const tekton = apiVersion.startsWith("tekton.dev/");
  const misfits = enforced(builtInMisfits(definition, minor, object));
  // What stands for a parameter is known when the task runs.
  const known = tekton ? misfits.filter(({ path }) => !isParameter(valueAt(object, ...path))) : misfits;
  return [
    ...problemsOf(known, judged).map(asOfNewerRelease),
    ...(tekton ? pipelineTasks(kind, object) : []),
    ...objectName({ apiVersion, kind, object }),
    ...labelsAndAnnotations({ apiVersion, kind, object: { metadata: object.metadata ?? {} } }),
  ];
}

function isParameter(value: Json | undefined): boolean {
  const start = typeof value === "string" ? value.search(/\$\([^)]/) : -1;
  return typeof value === "string" && start >= 0 && value.includes(")", start + 3);
}

function metadataProblems(
  metadata: Json | undefined,
  judged: Parameters<typeof problemsOf>[1],
  minor: number,
): Problem[] {
  if (metadata === undefined) return [];
  const misfits = builtInMisfits("V1ObjectMeta", minor, withoutNulls(metadata));
  return problemsOf(
    misfits.map((misfit) => ({ ...misfit, path: ["metadata", ...misfit.path] })),
    judged,
  );
}
