/** What a rule's `kinds` ask for; each part may have wildcards. */
type KindSelector = {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly subresource: string;
};

/** A kind with whatever of group, version and subresource stands beside it: `Pod`, `apps/v1/Deployment`, `Pod/exec`. */
export function parseKind(text: string): KindSelector {
  const found = known.get(text) ?? read(text);
  known.set(text, found);
  return found;
}

/** Rules name few kinds, and each for every object. */
const known = new Map<string, KindSelector>();

function read(text: string): KindSelector {
  const slashed = text.split("/");
  const last = slashed.at(-1) ?? "";
  const [first = "", second = "", third = "", fourth = ""] = [...slashed.slice(0, -1), ...last.split(".")];
  const parts = slashed.length - 1 + last.split(".").length;
  const any = { group: "*", version: "*", subresource: "" };
  if (parts === 1) return { ...any, kind: first };
  if (parts === 4) return { group: first, version: second, kind: third, subresource: fourth };
  if (parts === 3) {
    return isVersion(first) && !isVersion(second)
      ? { ...any, version: first, kind: second, subresource: third }
      : { ...any, group: first, version: second, kind: third };
  }
  if (parts !== 2) return { ...any, kind: "" };
  if (first === "*")
    return /^[A-Z]/.test(second) ? { ...any, kind: second } : { ...any, kind: "*", subresource: second };
  return /^[A-Z]/.test(first) ? { ...any, kind: first, subresource: second } : { ...any, version: first, kind: second };
}

function isVersion(text: string): boolean {
  return /^v\d+(?:(?:alpha|beta)\d+)?$|^\*$/.test(text);
}
