import { createHash } from "node:crypto";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { ChartMetadata, MetadataProblem } from "./metadata.ts";
import { readPlaced } from "./metadata.ts";

/** The exact versions that a chart's dependencies were last resolved to. */
export type Lock = {
  readonly file: string;
  readonly isInStep: boolean;
  /** By name and repository; undefined for what the lock does not hold. */
  versionOf(name: string, repository: string): string | undefined;
};

/** Chart.lock, or requirements.lock of Helm 2; null where there is none. */
export function readLock(
  files: ReadonlyMap<string, Uint8Array>,
  metadata: ChartMetadata,
): { readonly lock: Lock | null } | { readonly problem: MetadataProblem } {
  const file = metadata.dependenciesFile === "requirements.yaml" ? "requirements.lock" : "Chart.lock";
  if (!files.has(file)) return { lock: null };
  const read = readPlaced(files, file);
  if ("problem" in read) return read;
  const { object } = read.document;
  const locked = (isJsonArray(object.dependencies) ? object.dependencies : []).filter(isJsonObject);
  const asked = metadata.dependencies.map(({ written }) => written);
  return {
    lock: {
      file,
      isInStep: digestsOf(asked, locked, metadata.apiVersion).includes(String(object.digest)),
      versionOf: (name, repository) => {
        const found =
          locked.find((entry) => entry.name === name && (entry.repository ?? "") === repository) ??
          locked.find((entry) => entry.name === name);
        return typeof found?.version === "string" ? found.version : undefined;
      },
    },
  };
}

/**
 * Helm's own digest: SHA-256 over the JSON of what is asked for and what is locked; locks of Helm 2 hold one
 * over what is asked for alone (internal/resolver: HashReq and HashV2Req).
 */
export function digestsOf(
  asked: readonly JsonObject[],
  locked: readonly JsonObject[],
  apiVersion: string,
): readonly string[] {
  const current = sha256(`[${goList(asked)},${goList(locked)}]`);
  return apiVersion === "v1" ? [current, sha256(`{"dependencies":${goList(asked)}}`)] : [current];
}

function goList(dependencies: readonly JsonObject[]): string {
  return dependencies.length === 0 ? "null" : `[${dependencies.map(goDependency).join(",")}]`;
}

/** The fields in the order of Helm's type; all but two are left out when empty. */
function goDependency(given: JsonObject): string {
  const always = ["name", "repository"];
  const order = ["name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias"];
  const fields = order.flatMap((key) => {
    const value = given[key] ?? (always.includes(key) ? "" : null);
    const isEmpty = value === null || value === "" || value === false || (isJsonArray(value) && value.length === 0);
    return isEmpty && !always.includes(key) ? [] : [`${JSON.stringify(key)}:${goJson(value)}`];
  });
  return `{${fields.join(",")}}`;
}

/** As Go writes JSON: keys sorted, and what could end a script tag escaped. */
function goJson(value: Json): string {
  if (isJsonArray(value)) return `[${value.map(goJson).join(",")}]`;
  if (isJsonObject(value)) {
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${goJson(key)}:${goJson(inner)}`).join(",")}}`;
  }
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
