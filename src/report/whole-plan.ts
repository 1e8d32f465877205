import type { Report } from "../domain/report.ts";
import { countWords, openFold, unfolded, whereIn } from "./application-folds.ts";
import { inFull } from "./change-text.ts";
import { wholeFields } from "./fields.ts";
import type { ApplicationGroup } from "./fold.ts";
import type { Links } from "./links.ts";
import { margin, type Room, sizeOf } from "./section.ts";

const heading = "### The whole plan";

/** Every change with every field, each application in a fold; undefined where the room is too small for that. */
export function renderWholePlan(
  report: Report,
  groups: readonly ApplicationGroup[],
  { size, limits, links }: Room & { readonly links: Links },
): string | undefined {
  const parts: string[] = [heading];
  let left = size - sizeOf(heading, limits) - margin;
  for (const part of partsOf(report, groups, links)) {
    left -= sizeOf(part, limits) + 2;
    if (left < 0) return undefined;
    parts.push(part);
  }
  return parts.length === 1 ? "" : unfolded(parts, size - left).join("\n\n");
}

/** Lazily, so that what is far too long is not written to its end. */
function* partsOf(report: Report, groups: readonly ApplicationGroup[], links: Links): Iterable<string> {
  for (const group of groups.filter(({ changes }) => changes.length > 0)) {
    yield openFold(group.name, countWords(group, group.changes));
    yield* inFull(group.changes, { fields: wholeFields, where: whereIn(group), report, links }).blocks();
    yield "</details>";
  }
}
