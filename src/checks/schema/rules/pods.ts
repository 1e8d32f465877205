import { isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import { pointerOf } from "../../../domain/json-pointer.ts";
import { nearest } from "../../../domain/nearest.ts";
import type { Problem } from "../problem.ts";
import { parseQuantity } from "../quantity.ts";
import { mountProblems, portProblems } from "./container-ports.ts";
import { isDnsLabel } from "./names.ts";
import { judgedText, listAt, mappingAt, type Rule, type RuledManifest, valueAt } from "./rule.ts";

/** The containers, volumes and restart policy of whatever makes pods. */
export const podSpec: Rule = (manifest) => {
  const path = podPath(manifest);
  if (path === undefined) return [];
  const spec = valueAt(manifest.object, ...path);
  if (!isJsonObject(spec)) return [];
  const containers = containersOf(spec, path);
  return [
    ...containerProblems(containers, spec.hostNetwork === true),
    ...volumeProblems(spec, path, { claims: claimTemplates(manifest), containers }),
    ...restartProblems(manifest, spec, path),
  ];
};

const podPaths: { readonly [kind: string]: readonly string[] } = {
  "v1/Pod": ["spec"],
  "v1/PodTemplate": ["template", "spec"],
  "v1/ReplicationController": ["spec", "template", "spec"],
  "apps/v1/Deployment": ["spec", "template", "spec"],
  "apps/v1/StatefulSet": ["spec", "template", "spec"],
  "apps/v1/DaemonSet": ["spec", "template", "spec"],
  "apps/v1/ReplicaSet": ["spec", "template", "spec"],
  "batch/v1/Job": ["spec", "template", "spec"],
  "batch/v1/CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
};

/** Where a kind keeps the pod it makes; undefined when it makes none. */
function podPath({ apiVersion, kind }: RuledManifest): readonly string[] | undefined {
  return podPaths[`${apiVersion}/${kind}`];
}

type Placed = { readonly container: JsonObject; readonly path: readonly (string | number)[]; readonly label: string };

function containersOf(spec: JsonObject, path: readonly string[]): Placed[] {
  return ["initContainers", "containers", "ephemeralContainers"].flatMap((list) =>
    listAt(spec, list).flatMap((container, index) => {
      if (!isJsonObject(container)) return [];
      const name = judgedText(container.name) ?? String(index);
      return [{ container, path: [...path, list, index], label: `${path.join(".")}.${list}[${name}]` }];
    }),
  );
}

function containerProblems(containers: readonly Placed[], hostNetwork: boolean): Problem[] {
  const names = new Set<string>();
  return containers.flatMap((placed) => {
    const name = judgedText(placed.container.name);
    const twice = name !== undefined && names.has(name);
    if (name !== undefined) names.add(name);
    return [
      ...(twice
        ? [
            at(
              placed,
              ["name"],
              "duplicate",
              `${placed.label} has the name of another container; names are unique in a pod.`,
            ),
          ]
        : []),
      ...nameProblems(placed, name),
      ...imageProblems(placed),
      ...envProblems(placed),
      ...repeatedPorts(placed),
      ...[...portProblems(placed.container, hostNetwork), ...mountProblems(placed.container)].map(
        ({ inside, rule, says }) => at(placed, inside, rule, `${placed.label}.${says}`),
      ),
      ...resourceProblems(placed),
      ...probeProblems(placed),
    ];
  });
}

function at(placed: Placed, inside: readonly (string | number)[], rule: string, message: string): Problem {
  return { pointer: pointerOf([...placed.path, ...inside]), rule, message };
}

function nameProblems(placed: Placed, name: string | undefined): Problem[] {
  if (name === undefined || isDnsLabel(name)) return [];
  const message = `${placed.label}.name is "${name}"; a container's name may hold lower-case letters, digits and -, 63 characters at most.`;
  return [at(placed, ["name"], "name", message)];
}

function imageProblems(placed: Placed): Problem[] {
  const { image } = placed.container;
  if (image === undefined || image === "") {
    const inside = image === undefined ? [] : ["image"];
    return [at(placed, inside, "required-field", `${placed.label}.image is missing; a container needs an image.`)];
  }
  const text = judgedText(image);
  if (text === undefined || text.trim() === text) return [];
  return [at(placed, ["image"], "format", `${placed.label}.image begins or ends with a space.`)];
}

/** The API server takes them with a warning, and server-side apply refuses them. */
function repeatedPorts(placed: Placed): Problem[] {
  const seen = new Set<string>();
  return listAt(placed.container, "ports").flatMap((port, index) => {
    const number = valueAt(port, "containerPort");
    const key = `${String(number)}/${String(valueAt(port, "protocol") ?? "TCP")}`;
    const repeated = typeof number === "number" && seen.has(key);
    seen.add(key);
    if (!repeated) return [];
    const message = `${placed.label}.ports has ${key} twice; server-side apply refuses both.`;
    return [{ ...at(placed, ["ports", index], "duplicate", message), severity: "warning" as const }];
  });
}

/** The API server takes the last of them, and server-side apply none. */
function envProblems(placed: Placed): Problem[] {
  const names = listAt(placed.container, "env").map((variable) => judgedText(valueAt(variable, "name")));
  return names.flatMap((name, index) => {
    if (name === undefined || names.indexOf(name) === index) return [];
    const message = `${placed.label}.env has ${name} twice; the last one counts, and server-side apply refuses both.`;
    return [{ ...at(placed, ["env", index], "duplicate", message), severity: "warning" as const }];
  });
}

function resourceProblems(placed: Placed): Problem[] {
  const limits = mappingAt(placed.container, "resources", "limits");
  return Object.entries(mappingAt(placed.container, "resources", "requests")).flatMap(([name, request]) => {
    const [wanted, limit] = [amount(request), amount(limits[name])];
    const inside = ["resources", "requests", name];
    if (wanted !== undefined && wanted < 0) {
      return [at(placed, inside, "range", `${placed.label}.resources.requests.${name} must not be negative.`)];
    }
    if (wanted === undefined || limit === undefined || wanted <= limit) return [];
    const message = `${placed.label} requests ${String(request)} of ${name}, more than its limit of ${String(limits[name])}.`;
    return [at(placed, inside, "range", message)];
  });
}

function amount(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" ? parseQuantity(value) : undefined;
}

const probes = ["livenessProbe", "readinessProbe", "startupProbe"] as const;

/** A probe that only says whether a container lives succeeds once; one that runs to its end has none. */
function probeProblems(placed: Placed): Problem[] {
  const ends = placed.path.at(-2) === "initContainers" && placed.container.restartPolicy !== "Always";
  return probes.flatMap((probe) => {
    const found = placed.container[probe];
    if (!isJsonObject(found)) return [];
    if (ends) {
      const message = `${placed.label}.${probe} may not be set: an init container runs to its end, unless its restartPolicy is Always.`;
      return [at(placed, [probe], "one-of", message)];
    }
    const { successThreshold: times } = found;
    if (probe === "readinessProbe" || typeof times !== "number" || times <= 1) return [];
    const message = `${placed.label}.${probe}.successThreshold is ${times}; it must be 1.`;
    return [at(placed, [probe, "successThreshold"], "range", message)];
  });
}

function claimTemplates({ kind, object }: RuledManifest): readonly string[] {
  if (kind !== "StatefulSet") return [];
  return listAt(object, "spec", "volumeClaimTemplates").flatMap(
    (claim) => judgedText(valueAt(claim, "metadata", "name")) ?? [],
  );
}

function volumeProblems(
  spec: JsonObject,
  path: readonly string[],
  { claims, containers }: { readonly claims: readonly string[]; readonly containers: readonly Placed[] },
): Problem[] {
  const volumes = listAt(spec, "volumes").map((volume) => valueAt(volume, "name"));
  const names = new Set<Json | undefined>([...volumes, ...claims]);
  // A name that is filled in later can be any name.
  if ([...names].some((name) => judgedText(name) === undefined)) return [];
  return [...unknownVolumes(containers, names), ...repeatedVolumes(volumes, path)];
}

function unknownVolumes(containers: readonly Placed[], names: ReadonlySet<Json | undefined>): Problem[] {
  const known = [...names].map(String);
  return containers.flatMap((placed) =>
    ["volumeMounts", "volumeDevices"].flatMap((list) =>
      listAt(placed.container, list).flatMap((mount, index) => {
        const name = judgedText(valueAt(mount, "name"));
        if (name === undefined || names.has(name)) return [];
        const close = nearest(name, known);
        const hint = close === undefined ? "" : ` Did you mean ${close}?`;
        const message = `${placed.label}.${list}[${name}] mounts a volume that the pod does not have.${hint}`;
        return [at(placed, [list, index, "name"], "unknown-volume", message)];
      }),
    ),
  );
}

function repeatedVolumes(names: readonly (Json | undefined)[], path: readonly string[]): Problem[] {
  return names.flatMap((name, index) => {
    if (names.indexOf(name) === index) return [];
    const message = `${path.join(".")}.volumes has ${String(name)} twice; names are unique in a pod.`;
    return [{ pointer: pointerOf([...path, "volumes", index, "name"]), rule: "duplicate", message }];
  });
}

const always: ReadonlySet<string> = new Set([
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "ReplicationController",
]);
const jobs: ReadonlySet<string> = new Set(["Job", "CronJob"]);

function restartProblems({ kind }: RuledManifest, spec: JsonObject, path: readonly string[]): Problem[] {
  const found = spec.restartPolicy;
  const field = `${path.join(".")}.restartPolicy`;
  const pointer = pointerOf(found === undefined ? path : [...path, "restartPolicy"]);
  if (jobs.has(kind) && (found === undefined || found === "Always")) {
    const is = found === undefined ? "missing" : "Always";
    return [{ pointer, rule: "allowed-value", message: `${field} is ${is}; a ${kind} needs OnFailure or Never.` }];
  }
  if (always.has(kind) && (found === "Never" || found === "OnFailure")) {
    return [{ pointer, rule: "allowed-value", message: `${field} is ${found}; a ${kind} restarts its pods Always.` }];
  }
  return [];
}
