/** Trying again cannot help: the repository is gone, the installation is suspended, the request is wrong. */
export class TerminalError extends Error {
  override readonly name = "TerminalError";
}

/** We broke our own promise; the message names the promise. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** The work is no longer wanted: a newer head took its place, or the program is stopping. */
export class SupersededError extends Error {
  override readonly name = "SupersededError";
}

/** The message of whatever was thrown; libraries throw strings too. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
