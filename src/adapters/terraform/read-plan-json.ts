import { isJsonObject, type JsonObject } from "../../domain/json.ts";

/** What `terraform show -json` prints, or undefined when it is something else. */
export function readPlanJson(bytes: Uint8Array | string): JsonObject | undefined {
  try {
    const text = typeof bytes === "string" ? bytes : new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value = JSON.parse(text.replace(/^\uFEFF/, ""));
    return isJsonObject(value) && typeof value.format_version === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
