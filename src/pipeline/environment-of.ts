import { wellKnownEnvironments } from "../domain/environment.ts";
import { compareText } from "../domain/finding.ts";

/** A path's environment, the segment that names it, and why. */
type PathEnvironment = {
  readonly environment: string;
  readonly segment: number | undefined;
  readonly why: string;
};

/** Directories whose children are environments. */
export const environmentParents: ReadonlySet<string> = new Set([
  "overlays",
  "environments",
  "environment",
  "envs",
  "env",
  "clusters",
  "stages",
]);

/**
 * The order in which a change travels: as configured, or as the well-known names have it; names that
 * say nothing come first, by spelling.
 */
export function byPromotion(configured: readonly string[]): (a: string, b: string) => number {
  const order = configured.length > 0 ? configured : wellKnownEnvironments;
  const rank = (name: string) => order.indexOf(configured.length > 0 ? name : name.toLowerCase());
  return (a, b) => rank(a) - rank(b) || compareText(a, b);
}

/** The environment a path names. Configured names are the only ones where there are any. */
export function environmentOf(path: string, configured: readonly string[]): PathEnvironment {
  const segments = path.split("/");
  const named = segments.findLastIndex((segment) => configured.includes(segment));
  if (named >= 0) return at(segments, named, "its path names it");
  if (configured.length > 0)
    return { environment: "default", segment: undefined, why: "its path names no configured environment" };
  const parent = segments.findLastIndex(
    (segment, index) => environmentParents.has(segment) && index < segments.length - 1,
  );
  if (parent >= 0) {
    // `overlays/eu/prod` is of prod, and `overlays/prod/eu` as well.
    const isKnown = (segment: number) => wellKnownEnvironments.includes(segments[segment]?.toLowerCase() ?? "");
    const below = !isKnown(parent + 1) && isKnown(parent + 2) ? parent + 2 : parent + 1;
    return at(segments, below, `it stands below ${segments[parent]}/`);
  }
  const known = segments.findLastIndex((segment) => wellKnownEnvironments.includes(segment.toLowerCase()));
  if (known >= 0) return at(segments, known, "its path names it");
  return { environment: "default", segment: undefined, why: "its path names none" };
}

function at(segments: readonly string[], segment: number, why: string): PathEnvironment {
  return { environment: segments[segment] ?? "default", segment, why };
}
