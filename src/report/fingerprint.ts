import { createHash } from "node:crypto";
import type { Finding } from "../domain/finding.ts";

/**
 * What makes a remark the same on a later head: the line may move and the environments may differ, so
 * neither takes part.
 */
export function fingerprintOf({
  check,
  rule,
  path,
  message,
}: Pick<Finding, "check" | "rule" | "path" | "message">): string {
  return createHash("sha256")
    .update(JSON.stringify([check, rule, path, message]))
    .digest("hex");
}
