import { canonicalJson } from "../../domain/json.ts";
import type { FieldDifference } from "./fields.ts";
import { imageNote, isMutable, isOlderTag, movesBack } from "./image.ts";

/** What a field says about which version runs, where it says that: an image, or the tag of one, or of a chart. */
export type VersionChange = { readonly before: string; readonly after: string; readonly of: "image" | "tag" };

/**
 * The versions that a field changes: a container's `image`, `image.tag` in values of charts beside an unchanged
 * repository, the version of a chart in Flux's and Argo CD's objects.
 */
export function versionChange(field: FieldDifference, beside: readonly FieldDifference[]): VersionChange | undefined {
  const { steps, before, after } = field;
  if (typeof before !== "string" || typeof after !== "string") return undefined;
  const [key, parent, above] = steps.slice(-3).reverse();
  if (key === "image") return { before, after, of: "image" };
  if (key === "tag" && parent === "image") return isMoved(field, beside) ? undefined : { before, after, of: "tag" };
  const isChart =
    ((key === "tag" || key === "semver") && parent === "ref" && above === "spec") ||
    (key === "version" && parent === "spec" && above === "chart") ||
    key === "targetRevision";
  return isChart ? { before, after, of: "tag" } : undefined;
}

/** Whether the repository beside a tag changes as well: then the two tags cannot be compared. */
function isMoved({ steps }: FieldDifference, beside: readonly FieldDifference[]): boolean {
  const known = movedBeside.get(beside) ?? repositoriesOf(beside);
  movedBeside.set(beside, known);
  return known.has(canonicalJson(steps.slice(0, -1)));
}

/** Found once for all fields of a change: a change may have thousands. */
const movedBeside = new WeakMap<readonly FieldDifference[], ReadonlySet<string>>();

function repositoriesOf(fields: readonly FieldDifference[]): ReadonlySet<string> {
  const repositories = fields.filter(({ steps }) => steps.at(-1) === "repository");
  return new Set(repositories.map(({ steps }) => canonicalJson(steps.slice(0, -1))));
}

/** Whether it goes to an older version. */
export function goesBack({ before, after, of }: VersionChange): boolean {
  return of === "image" ? movesBack(before, after) : isOlderTag(withoutDigest(after), withoutDigest(before));
}

/** Whether it can be something else tomorrow, and could not before. */
export function losesPin({ before, after, of }: VersionChange): boolean {
  const image = (text: string) => (of === "image" ? text : `image:${text}`);
  return isMutable(image(after)) && !isMutable(image(before));
}

/** Which way it goes. */
export function versionNote({ before, after, of }: VersionChange): string | undefined {
  return of === "image" ? imageNote(before, after) : imageNote(`image:${before}`, `image:${after}`);
}

function withoutDigest(tag: string): string {
  return tag.split("@")[0] ?? "";
}
