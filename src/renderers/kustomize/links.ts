import type { Graph } from "./node.ts";

/** Longer chains than anybody makes on purpose; a ring is one without end. */
const maxLinks = 16;

/** Longer ones no system follows. */
const maxTarget = 4096;

export type Followed =
  | {
      readonly status: "reached";
      readonly path: string;
      /** The links on the way, each by its real path with the real path it leads to in the end. */
      readonly links: ReadonlyMap<string, string>;
    }
  /** Over `link` it leads out of the repository, in a ring, or into a submodule. */
  | { readonly status: "lost"; readonly link: string; readonly reason: string };

type Linked = Pick<Graph, "tree" | "links"> & Partial<Pick<Graph, "directories">>;

/**
 * Follows symbolic links by their text alone, within the tree: nothing is asked of a disk, so nothing outside
 * can be reached. A path that goes over no link is its own end.
 */
export function followLinks(linked: Linked, given: string): Followed {
  // What the tree holds by that very path is reached over no link: nothing can lie below one.
  const kind = linked.tree.entries.get(given)?.kind;
  if (kind === "file" || kind === "executable" || linked.directories?.has(given)) return reachedDirectly(given);
  const over: string[] = [];
  const path = walkOver(linked, given, over);
  if (typeof path !== "string") return path;
  const ends = over.map((link): [string, string] => {
    const end = walkOver(linked, link, []);
    return [link, typeof end === "string" ? end : link];
  });
  return { status: "reached", path, links: new Map(ends) };
}

const noLinks: ReadonlyMap<string, string> = new Map();

function reachedDirectly(path: string): Followed {
  return { status: "reached", path, links: noLinks };
}

/** As a file system walks: name by name, so that `..` after a link leaves where the link has led. */
function walkOver(
  { tree, links }: Linked,
  given: string,
  over: string[],
): string | Extract<Followed, { status: "lost" }> {
  const reached: string[] = [];
  const ahead = given.split("/");
  for (let name = ahead.shift(); name !== undefined; name = ahead.shift()) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      if (reached.pop() === undefined) return lost(over.at(-1) ?? given, "that leads out of the repository");
      continue;
    }
    const path = [...reached, name].join("/");
    const kind = tree.entries.get(path)?.kind;
    const target = kind === "symlink" ? links.get(path) : undefined;
    if (kind === "submodule")
      return { status: "lost", link: path, reason: `${path} is a submodule, which is not read.` };
    if (target === undefined) {
      reached.push(name);
      continue;
    }
    if (over.length === maxLinks) return lost(path, "that leads back to itself");
    over.push(path);
    if (target.startsWith("/")) return lost(path, "that leads out of the repository");
    if (target.length > maxTarget) return lost(path, "that is longer than a path may be");
    ahead.unshift(...target.split("/"));
  }
  return reached.join("/") || ".";
}

function lost(link: string, how: string): Extract<Followed, { status: "lost" }> {
  return { status: "lost", link, reason: `${link} is a symbolic link ${how}; nothing there is read.` };
}
