import { RefusedError } from "../remote/download.ts";

/** Far above any policies that people write, far below what a process would miss. */
export const limits = {
  downloadBytes: 32 * 1024 * 1024,
  unpackedBytes: 64 * 1024 * 1024,
  files: 5000,
} as const;

/** What a bundle holds besides its policies, tests included, is not kept. */
export function isWanted(path: string): boolean {
  return /\.(?:rego|json|ya?ml)$/.test(path) || path === ".manifest" || path.endsWith("/.manifest");
}

/** Throws `RefusedError` when it is more than anybody's policies. */
export function requireSize(files: ReadonlyMap<string, Uint8Array>): void {
  const bytes = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  if (files.size > limits.files) throw new RefusedError(`it holds more than ${limits.files} files.`);
  if (bytes > limits.unpackedBytes)
    throw new RefusedError(`it holds more than ${limits.unpackedBytes / 1024 / 1024} MiB.`);
}
