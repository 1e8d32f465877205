import { unzipSync } from "fflate";

const maxFileBytes = 64 * 1024 * 1024;
const maxTotalBytes = 256 * 1024 * 1024;

/**
 * The files of a ZIP archive by path, or undefined when it cannot be read. Each is only as large as the archive
 * says, and no larger than anybody's plan: what is left out is too large.
 */
export function readZip(archive: Uint8Array): ReadonlyMap<string, Uint8Array> | undefined {
  let total = 0;
  try {
    const files = unzipSync(archive, {
      filter({ name, originalSize }) {
        if (name.endsWith("/") || originalSize > maxFileBytes || total + originalSize > maxTotalBytes) return false;
        total += originalSize;
        return true;
      },
    });
    return new Map(Object.entries(files));
  } catch {
    return undefined;
  }
}
