import { createHash } from "node:crypto";
import { join } from "node:path";
import { parseRevision } from "../../domain/revision.ts";
import { TerminalError } from "../../errors.ts";
import { gitEnvironment } from "../git/git.ts";
import { createMirror, type Remote } from "../git/mirror.ts";
import { createQueue, type Queue } from "../git/queue.ts";
import { requireGit } from "../git/version.ts";
import { RefusedError } from "../remote/download.ts";
import { isWanted, limits, requireSize } from "./limits.ts";

type GitPlace = {
  readonly remote: Remote;
  readonly pin: string;
  /** Where mirrors are kept. */
  readonly mirrors: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** Shared by everyone in this program: two that fetch into one mirror would be in each other's way. */
const queues = new Map<string, Queue>();

/** The policies of one commit. git itself verifies that they are what the commit names; links are not followed. */
export async function fromGit(place: GitPlace, below: (path: string) => boolean) {
  const revision = parseRevision(place.pin);
  if (revision === undefined) throw new RefusedError(`${place.pin} is no commit.`);
  await requireGit(place.env);
  const path = join(place.mirrors, `${createHash("sha256").update(place.remote.url).digest("hex")}.git`);
  const queue = queues.get(path) ?? createQueue();
  queues.set(path, queue);
  try {
    const mirror = await createMirror({
      path,
      remote: place.remote,
      env: gitEnvironment(place.env),
      queue,
      retryPausesMs: [],
    });
    await mirror.fetch([revision]);
    const entries = (await mirror.list(await mirror.treeOf(revision))).filter(
      ({ kind, path: name }) => (kind === "file" || kind === "executable") && isWanted(name) && below(name),
    );
    if (entries.length > limits.files) throw new RefusedError(`it holds more than ${limits.files} files.`);
    const contents = await mirror.read(entries.map(({ blob }) => blob));
    const files = new Map(
      entries.map(({ path: name, blob }): [string, Uint8Array] => [name, contents.get(blob) ?? new Uint8Array()]),
    );
    requireSize(files);
    return files;
  } catch (error) {
    if (error instanceof TerminalError) throw new RefusedError(error.message);
    throw error;
  }
}
