import type { Clone } from "../adapters/git/clone.ts";
import type { DiscoveredApplication, NotEvaluated } from "../domain/application.ts";
import type { Revision } from "../domain/revision.ts";
import { readConfiguration } from "../pipeline/configuration.ts";
import { discover } from "../pipeline/discover.ts";
import type { Repository, SourceTree } from "../ports/git.ts";
import type { Rendering } from "../renderers/renderer.ts";
import { openTree } from "../sources/tree.ts";
import { createRenderingParts } from "./checking-parts.ts";
import { openRepository } from "./open-repository.ts";
import { namedRevision } from "./range.ts";
import { userCache } from "./user-cache.ts";
import { type Terminal, UsageError } from "./verb.ts";

/** The options of every verb that looks at one state of a clone. */
export const treeOptions = { repo: { type: "string" }, revision: { type: "string" } } as const;

type TreeOptions = { readonly repo?: string | undefined; readonly revision?: string | undefined };

/** One state of a clone and what there is to render in it. */
export type OpenApplications = {
  readonly tree: SourceTree;
  /** The clone's folder. */
  readonly root: string;
  readonly applications: readonly DiscoveredApplication[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly render: (application: DiscoveredApplication) => Promise<Rendering>;
};

/** Calls `use` with a commit's files, or with the work tree's as they are. Problems of the configuration are told. */
export async function withApplications<T>(
  options: TreeOptions,
  terminal: Terminal,
  use: (open: OpenApplications) => Promise<T>,
): Promise<T> {
  const clone = await openRepository(options.repo, terminal);
  if (options.revision !== undefined) {
    const revision: Revision = await namedRevision("--revision", options.revision, clone);
    return use(await openApplications(clone, clone, await clone.treeOf(revision), terminal));
  }
  const used = clone.withWorkTree(async ({ tree, repository }) =>
    use(await openApplications(clone, repository, tree, terminal)),
  );
  if (used === undefined)
    throw new UsageError(`${clone.root} is bare and has no work tree: name a commit with --revision.`);
  return used;
}

async function openApplications(
  clone: Pick<Clone, "identity" | "root">,
  repository: Pick<Repository, "list" | "read">,
  id: SourceTree["id"],
  terminal: Terminal,
): Promise<OpenApplications> {
  const tree = await openTree(repository, id);
  const { config, findings } = await readConfiguration({ base: tree, head: tree });
  for (const { path, line, message } of findings) terminal.err(`${path}:${line}: ${message}\n`);
  if (findings.length > 0) terminal.err("The configuration cannot be read, so the defaults apply.\n");
  const { renders, ...parts } = createRenderingParts({
    env: terminal.env,
    directory: terminal.directory,
    cacheOf: (name) => userCache(terminal.env, name),
  });
  const setting = { ...parts, self: await clone.identity(), signal: terminal.signal };
  const render = (application: DiscoveredApplication) => renders.render(application, tree, setting);
  const renderOwn = (application: DiscoveredApplication) => renders.renderOwn(application, tree, setting);
  return { tree, root: clone.root, render, ...(await discover(tree, config, { ...setting, render: renderOwn })) };
}
