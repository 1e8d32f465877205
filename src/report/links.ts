import type { Report } from "../domain/report.ts";
import { type Revision, shortRevision } from "../domain/revision.ts";
import type { SourceLocation } from "../domain/source.ts";
import { code, link, urlPath } from "./escape.ts";

/** Where a report's links lead. Null leaves them out. */
export type Links = {
  /** The check run's page. */
  readonly detailsUrl: string | null;
  /** `https://github.com/owner/name`: source lines link to the file at the head. */
  readonly repositoryUrl: string | null;
  /** The page that shows the whole plan, every change in full; null where none is kept. */
  readonly planUrl: string | null;
};

/** `path:line` as code, linked to the line at the revision. */
export function sourceLink({ path, line }: SourceLocation, revision: Revision, { repositoryUrl }: Links): string {
  const url = repositoryUrl === null ? null : `${repositoryUrl}/blob/${revision}/${urlPath(path)}#L${line}`;
  return link(code(`${path}:${line}`, 300), url);
}

/** Where the rest can be read, to end a sentence that says something is not shown. */
export function whereTheRestIs(report: Report, { detailsUrl, planUrl }: Links): string {
  if (planUrl !== null) return `The ${link("whole plan", planUrl)} has all of it.`;
  const base = report.base === null ? "--all" : `--base ${shortRevision(report.base)}`;
  const command = code(`fairlead check ${base} --head ${shortRevision(report.head)}`);
  return detailsUrl === null
    ? `${command} shows all of it.`
    : `The ${link("check run", detailsUrl)} holds more, and ${command} in a clone shows all of it.`;
}

/** The last line of everything we post: what exactly was judged. */
export function footer(report: Report, { detailsUrl, planUrl }: Links): string {
  const parts = [
    `Head ${code(shortRevision(report.head))}`,
    ...(report.base === null ? [] : [`base ${code(shortRevision(report.base))}`]),
    `plan ${code(report.digest.slice(0, 12))}`,
    ...(planUrl === null ? [] : [link("whole plan", planUrl)]),
    ...(detailsUrl === null ? [] : [link("check run", detailsUrl)]),
  ];
  return `<sub>${parts.join(" · ")}</sub>`;
}
