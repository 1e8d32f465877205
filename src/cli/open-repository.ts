import { resolve } from "node:path";
import { type Clone, NotARepositoryError, openClone } from "../adapters/git/clone.ts";
import { type Terminal, UsageError } from "./verb.ts";

/** The clone that `--repo` names, or that the working directory lies in. */
export async function openRepository(option: string | undefined, terminal: Terminal): Promise<Clone> {
  const directory = resolve(terminal.directory, option ?? ".");
  try {
    return await openClone(directory, terminal.env);
  } catch (error) {
    if (!(error instanceof NotARepositoryError)) throw error;
    const where = option === undefined ? " Go into a clone, or name one with --repo." : "";
    throw new UsageError(`${error.message}${where}`, { cause: error });
  }
}
