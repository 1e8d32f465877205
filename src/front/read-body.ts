/** GitHub's own maximum for a payload. */
export const mostBytes = 25 * 1024 * 1024;

type Body =
  | { readonly status: "read"; readonly text: string }
  | { readonly status: "too-large" }
  | { readonly status: "not-text" };

/** Reads at most that much: whatever the sender announces, nothing beyond is kept in memory. */
export async function readBody(stream: ReadableStream<Uint8Array> | null, most = mostBytes): Promise<Body> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    size += chunk.byteLength;
    if (size > most) return { status: "too-large" };
    chunks.push(chunk);
  }
  try {
    return { status: "read", text: new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)) };
  } catch {
    return { status: "not-text" };
  }
}
