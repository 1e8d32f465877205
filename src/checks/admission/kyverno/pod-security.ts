import { isJsonArray, isJsonObject, type Json, type JsonObject, objectsIn } from "../../../domain/json.ts";
import { textsOf } from "./match.ts";
import { LeftToKyverno, NotEvaluated, type RuleOutcome } from "./outcome.ts";
import { type Violation, violationsOf } from "./pod-controls.ts";
import { matchesWildcard } from "./wildcard.ts";

/** Where a workload's Pod stands in it. */
const templates: { readonly [kind: string]: readonly string[] } = {
  Pod: [],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
  DaemonSet: ["spec", "template"],
  Deployment: ["spec", "template"],
  Job: ["spec", "template"],
  ReplicaSet: ["spec", "template"],
  ReplicationController: ["spec", "template"],
  StatefulSet: ["spec", "template"],
};

/** `validate.podSecurity`: a level of the Pod Security Standards, but for what is excluded. Throws `NotEvaluated`. */
export function evaluatePodSecurity(rule: string, given: JsonObject, object: JsonObject): RuleOutcome {
  const { level, version = "latest" } = given;
  if (level === "privileged") return { status: "passed" };
  if (level !== "baseline" && level !== "restricted")
    throw new NotEvaluated(`the level ${String(level)} is not known here`);
  if (version !== "latest") throw new LeftToKyverno(`podSecurity of version ${String(version)} is not evaluated here`);
  const path = templates[String(object.kind)];
  if (path === undefined) throw new NotEvaluated(`a ${String(object.kind)} has no Pod`);
  const pod = path.reduce<Json | undefined>((value, step) => (isJsonObject(value) ? value[step] : undefined), object);
  const left = notExcluded(violationsOf(isJsonObject(pod) ? pod : {}, level), given.exclude);
  const [first] = left.filter(({ doubt }) => doubt === undefined);
  if (first !== undefined) {
    const told = [...new Set(left.map(({ control }) => control))].join(", ");
    const message = `Validation rule '${rule}' failed. It violates PodSecurity "${level}:${version}": ${told}`;
    return { status: "failed", message, path: [...path, ...first.path] };
  }
  const [open] = left;
  if (open?.doubt !== undefined) throw new LeftToKyverno(open.doubt);
  return { status: "passed" };
}

/** What `exclude` leaves of the violations: by control, of the Pod itself or of containers with certain images. */
function notExcluded(violations: readonly Violation[], exclude: Json | undefined): readonly Violation[] {
  const excluded = objectsIn(exclude);
  return [...Map.groupBy(violations, ({ control }) => control)].flatMap(([control, found]) => {
    const own = excluded.filter(({ controlName }) => controlName === control);
    if (own.some(({ restrictedField, values }) => isGiven(restrictedField) || isGiven(values))) {
      throw new LeftToKyverno(`the exclusion of single values of ${control} is not evaluated here`);
    }
    const left = found.filter((violation) => !own.some((one) => isCovered(violation, one)));
    if (left.length > 0 && left.length < found.length) {
      throw new LeftToKyverno(`versions of Kyverno differ in excluding some of what violates ${control}`);
    }
    return left;
  });
}

function isCovered({ image }: Violation, { images }: JsonObject): boolean {
  const wanted = textsOf(images);
  if (image === null) return wanted.length === 0;
  return wanted.some((one) => matchesWildcard(one, image));
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== "" && !(isJsonArray(value) && value.length === 0);
}
