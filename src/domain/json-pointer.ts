/** A JSON pointer (RFC 6901) from its keys; "" is the whole document. */
export function pointerOf(keys: readonly (string | number)[]): string {
  return keys.map((key) => `/${escapeKey(String(key))}`).join("");
}

/** The keys a JSON pointer leads through. */
export function keysOf(pointer: string): string[] {
  return pointer.split("/").slice(1).map(unescapeKey);
}

/** A key as it stands between the slashes of a pointer. */
export function escapeKey(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The key behind what stands between the slashes of a pointer. */
export function unescapeKey(text: string): string {
  return text.replaceAll("~1", "/").replaceAll("~0", "~");
}
