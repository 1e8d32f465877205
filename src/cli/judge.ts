import { join } from "node:path";
import { checkRange } from "../pipeline/check.ts";
import { cachedRepository } from "../sources/tree.ts";
import type { Judge } from "../verdicts/ports.ts";
import { keptBytes, openCheckingParts } from "./checking-parts.ts";

/** The pipeline with everything it needs but the repository; what it keeps between checks is bound to content. */
export async function createJudge(options: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  readonly dataDirectory: string;
}): Promise<{ readonly judge: Judge; close(): Promise<void> }> {
  const { parts, close } = await openCheckingParts({
    env: options.env,
    directory: options.directory,
    cacheOf: (name) => join(options.dataDirectory, name),
  });
  return {
    judge: (request, repository, signal) =>
      checkRange(request, { ...parts, repository: cachedRepository(repository, keptBytes), signal }),
    close,
  };
}
