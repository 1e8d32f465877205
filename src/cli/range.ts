import type { Clone } from "../adapters/git/clone.ts";
import { type Revision, shortRevision } from "../domain/revision.ts";
import { TerminalError } from "../errors.ts";
import { type Terminal, UsageError } from "./verb.ts";

type RangeOptions = {
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  readonly all?: boolean | undefined;
};

type Range = { readonly base: Revision | null; readonly head: Revision };

/** The options every verb with two revisions has. */
export const rangeOptions = {
  base: { type: "string" },
  head: { type: "string" },
  all: { type: "boolean" },
} as const;

/** From what was asked to two revisions; what was chosen for the user is said on standard error. */
export async function chooseRange(options: RangeOptions, clone: Clone, terminal: Terminal): Promise<Range> {
  if (options.all && options.base !== undefined) throw new UsageError("--all has no base: leave out --base, or --all.");
  const head = await namedRevision("--head", options.head ?? "HEAD", clone);
  if (options.all) {
    terminal.err(`Judging everything at ${options.head ?? "HEAD"} (${shortRevision(head)}).\n`);
    return { base: null, head };
  }
  const headName = options.head ?? "HEAD";
  if (options.base === undefined) return { base: await chosenBase(headName, head, clone, terminal), head };
  const base = await namedRevision("--base", options.base, clone);
  // Unrelated histories are compared as they are, but a history that was only cut off must not look like one.
  if ((await clone.isShallow()) && (await clone.mergeBase(base, head)) === undefined) {
    throw new TerminalError(noCommonCommit(headName, options.base, true));
  }
  return { base, head };
}

/** The commit that an option names. */
export async function namedRevision(option: string, name: string, clone: Clone): Promise<Revision> {
  const revision = await clone.resolve(name);
  if (revision !== undefined) return revision;
  if (name === "HEAD") throw new UsageError(`${clone.root} has no commit yet: there is nothing to judge.`);
  const shallow = (await clone.isShallow())
    ? "; this clone is shallow, so it may be cut off: git fetch --unshallow"
    : "";
  throw new UsageError(`${option} ${JSON.stringify(name)} names no commit in ${clone.root}${shallow}.`);
}

async function chosenBase(headName: string, head: Revision, clone: Clone, terminal: Terminal): Promise<Revision> {
  const branch = await clone.defaultBranch();
  if (branch === undefined) {
    throw new UsageError(
      "There is no origin/HEAD, main or master to compare with: name a base with --base, or use --all.",
    );
  }
  const base = await clone.mergeBase(await namedRevision("--base", branch, clone), head);
  if (base === undefined) throw new TerminalError(noCommonCommit(headName, branch, await clone.isShallow()));
  const remark = base === head ? `; ${headName} holds nothing that ${branch} has not` : "";
  terminal.err(
    `Comparing ${headName} (${shortRevision(head)}) with ${shortRevision(base)}, where it left ${branch}${remark}.\n`,
  );
  return base;
}

function noCommonCommit(headName: string, baseName: string, shallow: boolean): string {
  const mend = shallow ? "this clone is shallow: run git fetch --unshallow" : "name a base with --base";
  return `${headName} and ${baseName} have no common commit here; ${mend}.`;
}
