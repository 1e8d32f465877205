import type { StoredPlan } from "../ports/stored-plans.ts";
import { renderJson } from "../report/json.ts";
import { renderText } from "../report/text.ts";

/** A whole plan as a file: the published JSON, or what the command line prints. */
export function renderPlanFile(
  { report }: StoredPlan,
  kind: "json" | "txt",
): { readonly text: string; readonly type: string } {
  return kind === "json"
    ? { text: renderJson(report), type: "application/json; charset=utf-8" }
    : { text: renderText(report, { colours: false }), type: "text/plain; charset=utf-8" };
}
