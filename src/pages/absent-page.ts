import { html } from "hono/html";
import { layout } from "./layout.ts";

/** What an address without a plan shows: the same for one that is gone and for one that never was. */
export function renderAbsentPage(): Promise<string> {
  return layout(
    "No such plan",
    html`<h1>No such plan</h1>
<p>There is no plan at this address. Plans are kept for a while and then removed; the comment <code>/plan</code> on the pull request makes a new one.</p>`,
  );
}
