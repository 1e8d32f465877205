import type { Json, JsonObject } from "../../../../src/domain/json.ts";
import { planRoot, type RootPlan } from "../../../../src/pipeline/plan/terraform/plan-root.ts";

/** A resource of a plan file. */
export function resource(address: string, change: JsonObject, more: JsonObject = {}): JsonObject {
  const [type = "", name = ""] = address
    .replaceAll(/\[[^\]]*\]/g, "")
    .split(".")
    .slice(-2);
  return {
    address,
    mode: "managed",
    type,
    name,
    provider_name: "registry.terraform.io/hashicorp/aws",
    change: { before: null, after: null, after_unknown: {}, before_sensitive: {}, after_sensitive: {}, ...change },
    ...more,
  };
}

export function planFile(changes: readonly Json[], more: JsonObject = {}): JsonObject {
  return { format_version: "1.2", terraform_version: "1.11.4", resource_changes: changes, ...more };
}

export function plan(given: Json, ignore: readonly (readonly string[])[] = []): Promise<RootPlan> {
  return planRoot(given, { ignore, head: () => [], base: () => [] });
}

export async function planned(given: Json, ignore: readonly (readonly string[])[] = []) {
  const root = await plan(given, ignore);
  if (root.status === "errored") throw new Error(root.reason);
  return root;
}

/** One line per change: action, address, fields, and what is said beside. */
export async function told(given: Json): Promise<readonly string[]> {
  const root = await planned(given);
  return root.plan.changes.map(({ action, id, fields, movedFrom, imported }) =>
    [
      `${action} ${id.name}`,
      ...fields.map(
        ({ path, before, after, unknown, replaces }) =>
          `${path}: ${JSON.stringify(before)} -> ${unknown ? "?" : JSON.stringify(after)}${replaces ? " !" : ""}`,
      ),
      ...(movedFrom === undefined ? [] : [`from ${movedFrom}`]),
      ...(imported ? ["imported"] : []),
    ].join(" | "),
  );
}
