import { join } from "node:path";
import type { HostedRepository } from "../../domain/pull-request.ts";
import type { Repository } from "../../ports/git.ts";
import { gitEnvironment } from "./git.ts";
import { createMirror, type Remote } from "./mirror.ts";
import { createQueue, type Queue } from "./queue.ts";
import { requireGit } from "./version.ts";

type Mirrors = {
  /** The mirror of a repository, made when there is none yet. Costs no request to GitHub by itself. */
  open(repository: HostedRepository): Promise<Repository>;
};

/**
 * One bare mirror without file contents per GitHub repository under `directory`. It is a cache: it may
 * be deleted at any time, is made anew when broken, and may be shared by several callers and processes.
 */
export function createMirrors(options: {
  readonly directory: string;
  remoteOf(repository: HostedRepository): Remote;
  /** PATH, and how the network is reached: proxies, certificates. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Pauses before asking GitHub again, in milliseconds: a commit can be announced before every server has it. */
  readonly retryPausesMs?: readonly number[];
}): Mirrors {
  const { directory, remoteOf, retryPausesMs = [500, 2000] } = options;
  const env = gitEnvironment(options.env);
  const queues = new Map<number, Queue>();
  let checked: Promise<string> | undefined;

  return {
    async open(repository) {
      checked ??= requireGit(options.env);
      await checked;
      const queue = queues.get(repository.id) ?? createQueue();
      queues.set(repository.id, queue);
      // The id survives renames, and no name can lead out of the directory.
      const path = join(directory, `${repository.id}.git`);
      return createMirror({ path, remote: remoteOf(repository), env, queue, retryPausesMs });
    },
  };
}
