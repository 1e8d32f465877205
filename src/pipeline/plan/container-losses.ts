import type { JsonObject } from "../../domain/json.ts";
import { at, containersOf, mapAt, podTemplate } from "./pods.ts";

const probes = ["livenessProbe", "readinessProbe", "startupProbe"] as const;
/** Without a limit of the processor a container is only faster; without these it takes from its neighbours. */
const limits = ["memory", "ephemeral-storage"] as const;

/** Probes that containers lose which stay. */
export function lostProbes(before: JsonObject, after: JsonObject): readonly string[] {
  return staying(before, after).flatMap(({ name, old, next }) =>
    probes
      .filter((probe) => has(old, probe) && !has(next, probe))
      .map((probe) => `container ${name} loses its ${probe}`),
  );
}

/** Limits that containers lose which stay, unless the pod as a whole has one. */
export function lostLimits(before: JsonObject, after: JsonObject): readonly string[] {
  const ofPod = mapAt(podTemplate(after), "spec", "resources", "limits");
  return staying(before, after).flatMap(({ name, old, next }) =>
    limits
      .filter((limit) => has(old, "resources", "limits", limit) && !has(next, "resources", "limits", limit))
      .filter((limit) => !Object.hasOwn(ofPod, limit))
      .map(
        (limit) =>
          `container ${name} loses its limit of ${limit}, which was ${String(at(old, "resources", "limits", limit))}`,
      ),
  );
}

function staying(before: JsonObject, after: JsonObject) {
  const later = containersOf(after);
  return [...containersOf(before)].flatMap(([name, old]) => {
    const next = later.get(name);
    return next === undefined ? [] : [{ name, old, next }];
  });
}

function has(container: JsonObject, ...keys: readonly string[]): boolean {
  return at(container, ...keys) !== undefined;
}
