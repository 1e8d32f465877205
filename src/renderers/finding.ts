import type { Finding } from "../domain/finding.ts";
import type { RenderSubject } from "./renderer.ts";

/** A remark before it belongs to anybody. */
export type Told = Pick<Finding, "path" | "line" | "rule" | "message">;

/** A remark about a place, for the application it is rendered for. */
export function finding(
  { name, environment }: Pick<RenderSubject, "name" | "environment">,
  { path, line, rule, message }: Told,
  severity: Finding["severity"] = "error",
): Finding {
  return { check: "render", rule, severity, message, path, line, application: name, environment, resource: null };
}
