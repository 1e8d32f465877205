import { join } from "node:path";

/**
 * A folder of ours where caches of a user belong (https://specifications.freedesktop.org/basedir-spec);
 * undefined without a home. Never a folder that others can write to: code is run from it.
 */
export function userCache(
  { XDG_CACHE_HOME, HOME }: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined {
  const caches = XDG_CACHE_HOME || (HOME && join(HOME, ".cache"));
  return caches ? join(caches, "fairlead", name) : undefined;
}
