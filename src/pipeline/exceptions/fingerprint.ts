import { createHash } from "node:crypto";
import type { Finding } from "../../domain/finding.ts";
import { canonicalJson } from "../../domain/json.ts";

/**
 * The finding with what makes it the same on another revision. Lines take no part, and neither does the file of
 * a resource, which may move; the words, the resource, its place and the substance do.
 */
export function withFingerprint(finding: Finding): Finding {
  const { check, rule, application, environment, resource, path, message, substance = null } = finding;
  const about = resource ?? path;
  const text = canonicalJson([check, rule, application, environment, about, message, substance]);
  return { ...finding, fingerprint: createHash("sha256").update(text).digest("hex") };
}
