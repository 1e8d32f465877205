import type { JsonObject } from "../../../domain/json.ts";
import type { Surroundings } from "../engine.ts";

/** The Namespaces that an environment declares, by name. */
export function namespacesIn({ manifests }: Surroundings): ReadonlyMap<string, JsonObject> {
  return new Map(
    manifests.filter(({ id }) => id.group === "" && id.kind === "Namespace").map(({ id, object }) => [id.name, object]),
  );
}
