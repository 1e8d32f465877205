/** Yes, no, or why nobody can say here. */
export type Known = boolean | { readonly unknown: string };

export function isUnknown(known: Known): known is { readonly unknown: string } {
  return typeof known === "object";
}

/** Whether all hold: one that does not decides, whatever is unknown of the others. */
export function allOf(parts: readonly (() => Known)[]): Known {
  let unknown: Known | undefined;
  for (const part of parts) {
    const known = part();
    if (known === false) return false;
    if (isUnknown(known)) unknown ??= known;
  }
  return unknown ?? true;
}

/** Whether one holds. */
export function anyOf(parts: readonly (() => Known)[]): Known {
  let unknown: Known | undefined;
  for (const part of parts) {
    const known = part();
    if (known === true) return true;
    if (isUnknown(known)) unknown ??= known;
  }
  return unknown ?? false;
}
