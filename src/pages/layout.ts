import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { style } from "./style.ts";

/** Markup; whatever text is put into it is escaped by the template. */
export type Fragment = ReturnType<typeof html> | ReturnType<typeof raw> | "";

/** One whole page. */
export async function layout(title: string, body: Fragment): Promise<string> {
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow, noarchive">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>${body}</main>
</body>
</html>
`;
  return String(page);
}

const styleDigest = createHash("sha256").update(style).digest("base64");

/** What a page may load and do: its own stylesheet, by content, and its own forms. Nothing runs, nothing frames it. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleDigest}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");
