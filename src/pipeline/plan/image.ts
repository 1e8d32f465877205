/** An image as a container names it. */
type Image = { readonly repository: string; readonly tag: string; readonly digest: string };

/** The parts of `registry.example/team/web:1.2@sha256:…`; empty where there is none. */
function parseImage(image: string): Image {
  const [named = "", digest = ""] = image.split("@");
  const colon = named.lastIndexOf(":");
  if (colon < 0 || named.includes("/", colon)) return { repository: familiar(named), tag: "", digest };
  return { repository: familiar(named.slice(0, colon)), tag: named.slice(colon + 1), digest };
}

/** `nginx`, `library/nginx` and `docker.io/library/nginx` are one repository. */
function familiar(repository: string): string {
  return repository.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\//, "");
}

/** Whether an image goes to an older tag of the same repository. Tags that say no order are never older. */
export function movesBack(before: string, after: string): boolean {
  const old = parseImage(before);
  const next = parseImage(after);
  return old.repository === next.repository && isOlderTag(next.tag, old.tag);
}

/** Whether a node asks for the image anew at every start: https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting */
export function pullsAlways(image: string): boolean {
  const { tag, digest } = parseImage(image);
  return tag === "latest" || (tag === "" && digest === "");
}

/** Whether what the image is may be another one tomorrow: no digest, and a tag that is moved on. */
export function isMutable(image: string): boolean {
  const { tag, digest } = parseImage(image);
  return digest === "" && (tag === "" || moving.test(tag));
}

const moving = /^(?:latest|main|master|trunk|head|edge|nightly|stable|develop|dev|snapshot|canary|rolling|unstable)$/i;

/** What a change of an image means: which way it goes, and what can be relied on. */
export function imageNote(before: string, after: string): string | undefined {
  const old = parseImage(before);
  const next = parseImage(after);
  const told = [
    old.repository === next.repository ? tagNote(old, next) : "moved to another repository",
    old.digest !== "" && next.digest === "" ? "no digest any more" : undefined,
    isMutable(after) && !isMutable(before) ? "to a mutable tag" : undefined,
  ].filter((words) => words !== undefined);
  return told.length === 0 ? undefined : told.join(", ");
}

function tagNote(old: Image, next: Image): string | undefined {
  if (old.tag === next.tag && old.digest === next.digest) return "the same image, written otherwise";
  if (old.digest !== "" && old.digest === next.digest) return "same digest";
  if (isOlderTag(next.tag, old.tag)) return "older";
  if (isOlderTag(old.tag, next.tag)) return "newer";
  if (old.tag === next.tag) return next.digest === "" ? undefined : sameTagNote(old);
  return "another tag";
}

function sameTagNote({ digest }: Image): string {
  return digest === "" ? "now pinned by digest" : "another build of the same tag";
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
  return isOlderSuffix(one.suffix, other.suffix);
}

type Tag = { readonly numbers: readonly number[]; readonly suffix: string };

/** At least two numbers, a `v`, or a date: a bare number is as likely a build, and a commit's hash is no version. */
function parseTag(tag: string): Tag | undefined {
  const date = /^((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?:[-_.]([\w.-]+))?$/.exec(tag);
  if (date !== null) return { numbers: date.slice(1, 4).map(Number), suffix: date[4] ?? "" };
  const match =
    /^(?:(?:v|version-|release-)(\d{1,9}(?:\.\d{1,9}){0,3})|(\d{1,9}(?:\.\d{1,9}){1,3}))(?:[-_]?([\w.-]+))?(?:\+[\w.-]+)?$/.exec(
      tag,
    );
  if (match === null) return undefined;
  const [, marked, bare, suffix = ""] = match;
  return { numbers: (marked ?? bare ?? "").split(".").map(Number), suffix };
}

/** Of one version: a pre-release is older than the release, and builds are counted; `-alpine` is a variant, and says nothing. */
function isOlderSuffix(suffix: string, than: string): boolean {
  const one = parseSuffix(suffix);
  const other = parseSuffix(than);
  if (one === undefined || other === undefined || one.variant !== other.variant) return false;
  return one.stage === other.stage ? one.number < other.number : one.stage < other.stage;
}

const stages = ["dev", "alpha", "beta", "pre", "rc", "", "build"];

/** `rc.1` is before the release, `r1`, `ls42` and `build7` are rebuilds of it; what stands behind names a variant. */
function parseSuffix(
  suffix: string,
): { readonly stage: number; readonly number: number; readonly variant: string } | undefined {
  if (suffix === "") return { stage: stages.indexOf(""), number: 0, variant: "" };
  const pre = /^(dev|alpha|beta|pre|rc)[.-]?(\d{1,9})?(?:-([\w.-]+))?$/i.exec(suffix);
  if (pre !== null)
    return { stage: stages.indexOf((pre[1] ?? "").toLowerCase()), number: Number(pre[2] ?? 0), variant: pre[3] ?? "" };
  const build = /^(?:([\w.-]*?)-)?(?:r|ls|build|b|p)\.?(\d{1,9})$/i.exec(suffix);
  if (build !== null) return { stage: stages.indexOf("build"), number: Number(build[2]), variant: build[1] ?? "" };
  return { stage: stages.indexOf(""), number: 0, variant: suffix };
}
