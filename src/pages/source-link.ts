import { html } from "hono/html";
import type { Revision } from "../domain/revision.ts";
import type { SourceLocation } from "../domain/source.ts";
import { oneLine, urlPath } from "../report/escape.ts";
import type { Fragment } from "./layout.ts";

/** `path:line`, leading to the line on GitHub at that revision. */
export function sourceLink({ path, line }: SourceLocation, revision: Revision, repositoryUrl: string): Fragment {
  const url = `${repositoryUrl}/blob/${revision}/${urlPath(path)}#L${line}`;
  return html`<a href="${url}"><code>${oneLine(path)}:${line}</code></a>`;
}

/** The address when it is one of the web's; a link may not run anything. */
export function webAddress(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return protocol === "https:" || protocol === "http:" ? href : undefined;
}
