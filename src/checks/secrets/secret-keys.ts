/** What may be a key of a Secret; whoever mistakes the form may have put a value in a key's place. */
export function isSecretKey(key: string): boolean {
  return /^[-._a-zA-Z0-9]+$/.test(key) && key !== "." && !key.startsWith("..") && key.length <= 253;
}

/** The same entries, each key that is none under a name that tells nothing of it. */
export function withSafeKeys<Value>(
  entries: readonly (readonly [string, Value])[],
): readonly (readonly [string, Value])[] {
  let unsafe = 0;
  return entries.map(([key, value]) => {
    if (isSecretKey(key)) return [key, value];
    unsafe += 1;
    return [unsafe === 1 ? "(no key)" : `(no key ${unsafe})`, value];
  });
}
