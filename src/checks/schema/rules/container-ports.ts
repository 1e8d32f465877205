import type { JsonObject } from "../../../domain/json.ts";
import { judgedText, listAt, valueAt } from "./rule.ts";

/** Something wrong inside one container, from the container. */
type Inside = { readonly inside: readonly (string | number)[]; readonly rule: string; readonly says: string };

/** Ports of a container have names of their own, and on the node's network no other number. */
export function portProblems(container: JsonObject, hostNetwork: boolean): readonly Inside[] {
  const ports = listAt(container, "ports");
  const names = ports.map((port) => judgedText(valueAt(port, "name")));
  const repeated = names.flatMap((name, index): Inside[] => {
    if (name === undefined || names.indexOf(name) === index) return [];
    return [{ inside: ["ports", index, "name"], rule: "duplicate", says: `ports has the name ${name} twice.` }];
  });
  if (!hostNetwork) return repeated;
  const differing = ports.flatMap((port, index): Inside[] => {
    const [own, host] = [valueAt(port, "containerPort"), valueAt(port, "hostPort")];
    if (typeof own !== "number" || typeof host !== "number" || own === host || host === 0) return [];
    const says = `ports[${index}].hostPort is ${host}; with hostNetwork it is the containerPort, which is ${own}.`;
    return [{ inside: ["ports", index, "hostPort"], rule: "one-of", says }];
  });
  return [...repeated, ...differing];
}

/** Two volumes cannot be mounted in one place. */
export function mountProblems(container: JsonObject): readonly Inside[] {
  const paths = listAt(container, "volumeMounts").map((mount) => judgedText(valueAt(mount, "mountPath")));
  return paths.flatMap((path, index): Inside[] => {
    if (path === undefined || paths.indexOf(path) === index) return [];
    const says = `volumeMounts mounts two volumes at ${path}.`;
    return [{ inside: ["volumeMounts", index, "mountPath"], rule: "duplicate", says }];
  });
}
