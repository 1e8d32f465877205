import { html, type raw } from "hono/html";
import { type Hub, timestamp } from "../hub.ts";
import { found, fullName } from "../lookup.ts";
import type { CheckRun, Repository } from "../state.ts";

export type Fragment = ReturnType<typeof html> | ReturnType<typeof raw> | string;

/** One whole page. `url` is shown by no one; links stay inside this forge. */
export function layout(
  title: string,
  body: Fragment,
  options: { readonly repository?: string; readonly wide?: boolean } = {},
) {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="stylesheet" href="/assets/forge.css"></head>
<body>
<nav class="top"><strong><a href="/">Local GitHub</a></strong>${options.repository === undefined ? "" : html`<a href="/${options.repository}"><strong>${options.repository}</strong></a>`}<span class="right"><a href="/deliveries">Webhook deliveries</a></span></nav>
<main class="${options.wide ? "wide" : ""}">${body}</main>
</body>
</html>`;
}

export function avatar(hub: Hub, accountId: number, size = ""): Fragment {
  const account = found(hub.state.accounts, accountId);
  return html`<img class="avatar ${size} ${account.type === "Bot" ? "app" : ""}" src="/avatars/${account.id}" alt="">`;
}

export function authorName(hub: Hub, accountId: number): Fragment {
  const account = found(hub.state.accounts, accountId);
  const name = account.login.replace(/\[bot\]$/, "");
  return html`<strong>${name}</strong>${account.type === "Bot" ? html` <span class="tag">bot</span>` : ""}`;
}

export function when(milliseconds: number): Fragment {
  const text = timestamp(milliseconds);
  return html`<time datetime="${text}">${text.slice(0, 16).replace("T", " ")}</time>`;
}

const marks: { readonly [conclusion: string]: readonly [string, string] } = {
  success: ["good", "✓"],
  neutral: ["muted", "◼"],
  skipped: ["muted", "⊘"],
  failure: ["bad", "✗"],
  timed_out: ["bad", "✗"],
  action_required: ["warn", "!"],
  cancelled: ["muted", "⊘"],
};

export function checkMark(run: CheckRun): Fragment {
  const [tone, sign] = (run.conclusion === null ? undefined : marks[run.conclusion]) ?? ["warn", "●"];
  return html`<span class="mark ${tone}">${sign}</span>`;
}

export function repositoryPath(hub: Hub, repository: Repository): string {
  return `/${fullName(hub, repository)}`;
}
