/** Whether an image goes to an older tag of the same repository. Tags that say no order are never older. */
export function movesBack(before: string, after: string): boolean {
  const old = parseImage(before);
  const next = parseImage(after);
  return old.repository === next.repository && isOlderTag(next.tag, old.tag);
}

/** Whether a tag is an older version than another: `v1.9` before `1.10`, `2.0.0-rc.1` before `2.0.0`. */
export function isOlderTag(tag: string, than: string): boolean {
  const one = parseTag(tag);
  const other = parseTag(than);
  if (one === undefined || other === undefined) return false;
  for (let index = 0; index < Math.min(one.numbers.length, other.numbers.length); index++) {
    const difference = (one.numbers[index] ?? 0) - (other.numbers[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  // `1.25` floats over every 1.25.x: which of the two is older cannot be told.
  if (one.numbers.length !== other.numbers.length) return false;
  return isOlderPreRelease(one.suffix, other.suffix);
}

type Tag = { readonly numbers: readonly number[]; readonly suffix: string };

function parseImage(image: string): { readonly repository: string; readonly tag: string } {
  const [named = ""] = image.split("@");
  const colon = named.lastIndexOf(":");
  if (colon < 0 || named.includes("/", colon)) return { repository: named, tag: "" };
  return { repository: named.slice(0, colon), tag: named.slice(colon + 1) };
}

/** At least two numbers, or a `v`: a bare number is as likely a build, and a commit's hash is no version. */
function parseTag(tag: string): Tag | undefined {
  const match = /^(?:v(\d{1,9}(?:\.\d{1,9}){0,3})|(\d{1,9}(?:\.\d{1,9}){1,3}))(?:[-_]([\w.-]+))?(?:\+[\w.-]+)?$/.exec(
    tag,
  );
  if (match === null) return undefined;
  const [, marked, bare, suffix = ""] = match;
  return { numbers: (marked ?? bare ?? "").split(".").map(Number), suffix };
}

/** Of one version: a pre-release is older than the release; `-alpine` is a variant, and says nothing. */
function isOlderPreRelease(suffix: string, than: string): boolean {
  const one = parsePreRelease(suffix);
  const other = parsePreRelease(than);
  if (one === undefined) return false;
  if (than === "") return true;
  if (other === undefined) return false;
  return one.stage === other.stage ? one.number < other.number : one.stage < other.stage;
}

const stages = ["dev", "alpha", "beta", "pre", "rc"];

function parsePreRelease(suffix: string): { readonly stage: number; readonly number: number } | undefined {
  const match = /^(dev|alpha|beta|pre|rc)[.-]?(\d{1,9})?$/.exec(suffix);
  return match === null ? undefined : { stage: stages.indexOf(match[1] ?? ""), number: Number(match[2] ?? 0) };
}
