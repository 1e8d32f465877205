import type { Json } from "../../../domain/json.ts";
import { pointerOf } from "../../../domain/json-pointer.ts";
import type { Problem } from "../problem.ts";

/** Where a part of a schema stands in a manifest. */
export type Path = readonly (string | number)[];

/** What stands there may not be so. */
export function at(path: Path, value: Json | undefined, rule: string, why: string): Problem {
  const is = value === undefined || typeof value === "object" ? "" : ` is ${JSON.stringify(value)}`;
  return { pointer: pointerOf(path), rule, message: `${words(path)}${is === "" ? ":" : `${is};`} ${why}.` };
}

/** What should stand there does not. */
export function missing(path: Path, field: string, why: string): Problem {
  return { pointer: pointerOf(path), rule: "structural", message: `${words(path)}.${field} is missing: ${why}.` };
}

/** Short, and enough to find it: the fields themselves, without what stands between them. */
export function words(path: Path): string {
  const from = path.indexOf("openAPIV3Schema");
  const parts = path
    .slice(from + 1)
    .filter((part, index, all) => part !== "properties" || all[index - 1] === "properties");
  return ["openAPIV3Schema", ...parts].join(".");
}
