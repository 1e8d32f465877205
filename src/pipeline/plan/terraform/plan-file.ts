import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import { hideEverySecret } from "./sensitive.ts";

/** A resource of a plan file, or of its drift. What is sensitive in it is hidden already. */
export type ResourceChange = {
  readonly address: string;
  readonly previousAddress: string | null;
  readonly mode: string;
  readonly type: string;
  readonly provider: string;
  readonly deposed: string | null;
  readonly actions: readonly string[];
  readonly before: Json;
  readonly after: Json;
  /** In the shape of `after`: true where the value is known only once it is applied. */
  readonly unknown: Json;
  readonly replacePaths: readonly (readonly string[])[];
  readonly imported: boolean;
};

type PlanFile = {
  readonly changes: readonly ResourceChange[];
  readonly drift: readonly ResourceChange[];
  /** As resources of the type `output`. */
  readonly outputs: readonly ResourceChange[];
  readonly errored: boolean;
  /** Some of what there is to do was put off to a later plan. */
  readonly incomplete: boolean;
  /** What policies are given: the parts of the file that can be masked, masked. */
  readonly json: JsonObject;
};

type ReadPlanFile =
  | { readonly status: "read"; readonly file: PlanFile }
  | { readonly status: "refused"; readonly reason: string };

/**
 * Reads what `terraform show -json` prints of a plan: format 1.x, with fields of later minor versions ignored
 * (https://developer.hashicorp.com/terraform/internals/json-format). Secrets stand in it in clear: they are hidden
 * before anything is taken from it, and what cannot be masked is not taken at all.
 */
export function readPlanFile(given: Json): ReadPlanFile {
  if (!isJsonObject(given)) return refused("it is no JSON object");
  const version = given.format_version;
  if (typeof version !== "string")
    return refused("it has no format_version; make it with `terraform show -json`, not with `terraform plan -json`");
  if (!/^1\./.test(version))
    return refused(`its format_version is ${JSON.stringify(version.slice(0, 20))}, and 1.x is known`);
  if (given.resource_changes === undefined && given.planned_values === undefined)
    return refused("it holds a state and no plan");
  const masked = hideEverySecret(given);
  const lists = { changes: listOf(masked.resource_changes), drift: listOf(masked.resource_drift) };
  if (lists.changes === undefined || lists.drift === undefined) return refused("its lists of changes are none");
  const changes = lists.changes.map(resourceChange);
  const drift = lists.drift.map(resourceChange);
  const broken = [...changes, ...drift].find((one) => typeof one === "string");
  if (broken !== undefined) return refused(String(broken));
  return {
    status: "read",
    file: {
      changes: changes.filter((one) => typeof one !== "string"),
      drift: drift.filter((one) => typeof one !== "string"),
      outputs: isJsonObject(masked.output_changes) ? Object.entries(masked.output_changes).map(outputChange) : [],
      errored: given.errored === true,
      incomplete: given.complete === false,
      json: masked,
    },
  };
}

function refused(why: string): ReadPlanFile {
  return { status: "refused", reason: `The plan file is not understood: ${why}.` };
}

function listOf(value: Json | undefined): readonly JsonObject[] | undefined {
  if (value === undefined || value === null) return [];
  return isJsonArray(value) && value.every(isJsonObject) ? value : undefined;
}

/** A sentence's end where it is none. */
function resourceChange(given: JsonObject): ResourceChange | string {
  const { address, change } = given;
  if (typeof address !== "string" || !isJsonObject(change)) return "a resource in it has no address or no change";
  const actions = textsOf(change.actions);
  if (!knownActions.has(actions.join(",")))
    return `${address} has the actions ${JSON.stringify(actions)}, which are unknown`;
  return {
    address,
    previousAddress: textOf(given.previous_address),
    mode: textOf(given.mode) ?? "managed",
    type: textOf(given.type) ?? "",
    provider: textOf(given.provider_name)?.split("/").at(-1) ?? "terraform",
    deposed: textOf(given.deposed),
    actions,
    before: change.before ?? null,
    after: change.after ?? null,
    unknown: change.after_unknown ?? null,
    replacePaths: isJsonArray(change.replace_paths) ? change.replace_paths.filter(isJsonArray).map(stepsOf) : [],
    imported: isJsonObject(change.importing),
  };
}

/** Whatever else comes must not be taken for harmless. */
const knownActions: ReadonlySet<string> = new Set([
  "no-op",
  "create",
  "read",
  "update",
  "delete",
  "forget",
  "delete,create",
  "create,delete",
  "create,forget",
]);

function outputChange([name, change]: readonly [string, Json]): ResourceChange {
  const given = isJsonObject(change) ? change : {};
  return {
    address: `output.${name}`,
    previousAddress: null,
    mode: "output",
    type: "output",
    provider: "terraform",
    deposed: null,
    actions: textsOf(given.actions),
    before: { value: given.before ?? null },
    after: { value: given.after ?? null },
    unknown: { value: given.after_unknown ?? false },
    replacePaths: [],
    imported: false,
  };
}

function stepsOf(path: readonly Json[]): readonly string[] {
  return path.map(String);
}

function textsOf(value: Json | undefined): readonly string[] {
  return isJsonArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function textOf(value: Json | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
