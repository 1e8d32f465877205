import { html } from "hono/html";
import { oneLine } from "../report/escape.ts";
import type { Fragment } from "./layout.ts";

/** A sentence on one line; what it puts between backticks is code, as in Markdown. */
export function sentence(text: string): Fragment {
  const parts = oneLine(text).split(/(?<!`)`([^`]+)`(?!`)/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
