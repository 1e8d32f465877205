import { isArray, type Term, TermObject, TermSet, termText } from "../term.ts";
import { type Builtin, Undefined, Unsupported } from "./builtin.ts";

export const graph: Readonly<Record<string, Builtin>> = {
  /** Every path from a root to where nothing new follows, as OPA counts them. */
  "graph.reachable_paths": (edges, roots) => {
    if (!(edges instanceof TermObject)) throw new Undefined();
    const neighbours = new Map(edges.entries.map(([key, value]) => [termText(key), value]));
    const paths: Term[] = [];
    for (const root of membersOf(roots)) {
      const next = neighbours.get(termText(root));
      if (next === undefined) continue;
      const first = membersOrNone(next);
      if (first.length === 0) paths.push([root]);
      for (const one of first) follow(neighbours, [root], one, paths);
    }
    return termText(new TermSet([...new Map(paths.map((path) => [termText(path), path])).values()]));
  },
};

/** Goes on to a vertex; the path ends before one that is no vertex, and where the next one is on it already. */
function follow(neighbours: ReadonlyMap<string, Term>, before: readonly Term[], vertex: Term, paths: Term[]): void {
  if (paths.length > mostPaths) throw new Unsupported("The graph has more paths than can be listed.");
  const edges = neighbours.get(termText(vertex));
  const path = edges === undefined ? before : [...before, vertex];
  const next = membersOrNone(edges);
  if (next.length === 0) paths.push(path);
  const known = new Set(path.map(termText));
  for (const one of next) {
    if (known.has(termText(one))) paths.push(path);
    else follow(neighbours, path, one, paths);
  }
}

const mostPaths = 100_000;

function membersOf(term: Term | undefined): readonly Term[] {
  if (term instanceof TermSet) return term.members;
  if (term === undefined || !isArray(term)) throw new Undefined();
  return term;
}

function membersOrNone(term: Term | undefined): readonly Term[] {
  return term instanceof TermSet || (term !== undefined && isArray(term)) ? membersOf(term) : [];
}
