import type { Context } from "hono";
import { messageOf } from "../errors.ts";
import { renderAbsentPage } from "../pages/absent-page.ts";
import { parseFilter } from "../pages/filter.ts";
import { contentSecurityPolicy } from "../pages/layout.ts";
import { renderPlanFile } from "../pages/plan-file.ts";
import { renderPlanPage } from "../pages/plan-page.ts";
import type { FrontPorts } from "./ports.ts";

/** The address is the key: nothing that sees a page of ours may learn it, keep it, or pass it on. */
const headers = {
  "content-security-policy": contentSecurityPolicy,
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex, nofollow, noarchive",
  "x-content-type-options": "nosniff",
  "cache-control": "private, no-store",
} as const;

/** `/plans/<token>`, `/plans/<token>.json` and `/plans/<token>.txt`. */
export async function showPlan(
  context: Context,
  { openPlan, log }: Pick<FrontPorts, "openPlan" | "log">,
): Promise<Response> {
  const [, token = "", ending] = /^([0-9a-f]{64})(?:\.(json|txt))?$/.exec(context.req.param("name") ?? "") ?? [];
  try {
    const plan = token === "" ? undefined : await openPlan(token);
    if (plan === undefined) return context.html(await renderAbsentPage(), 404, headers);
    if (ending === undefined) {
      const filter = parseFilter(new URL(context.req.url).searchParams);
      return context.html(await renderPlanPage(plan, filter, token), 200, headers);
    }
    const { text, type } = renderPlanFile(plan, ending === "json" ? "json" : "txt");
    return context.body(text, 200, { ...headers, "content-type": type });
  } catch (error) {
    // Without the address, which opens the plan.
    log.error({ error: messageOf(error) }, "a plan could not be shown");
    return context.text("The plan could not be read. Try again in a while.\n", 500, headers);
  }
}
