import { unescapeKey } from "../../../domain/json-pointer.ts";
import { areEqual, entryOf, isArray, type Term, TermObject, TermSet, termText } from "../term.ts";
import { type Builtin, text, Undefined } from "./builtin.ts";

export const objects: Readonly<Record<string, Builtin>> = {
  "object.union_n": (given) => {
    if (given === undefined || !isArray(given) || !given.every((one) => one instanceof TermObject))
      throw new Undefined();
    return termText(given.reduce<Term>(union, new TermObject([])));
  },
  "json.filter": (object, paths) => {
    if (!(object instanceof TermObject)) throw new Undefined();
    return termText(filter(object, treeOf(pathsIn(paths))));
  },
  "json.remove": (object, paths) => {
    if (!(object instanceof TermObject)) throw new Undefined();
    return termText(remove(object, treeOf(pathsIn(paths))));
  },
};

/** What the later one holds counts; objects in both are united. */
function union(one: Term, later: Term): Term {
  if (!(one instanceof TermObject && later instanceof TermObject)) return later;
  const own = one.entries.map(([key, value]): [Term, Term] => {
    const other = entryOf(later, key);
    return [key, other === undefined ? value : union(value, other)];
  });
  return new TermObject([...own, ...later.entries.filter(([key]) => entryOf(one, key) === undefined)]);
}

/** Paths that begin alike, as one; a null ends a path, and with it all that would be longer. */
type Tree = Map<string, { readonly key: Term; below: Tree | null }>;

function pathsIn(term: Term | undefined): readonly (readonly Term[])[] {
  const paths = term instanceof TermSet ? term.members : term;
  if (paths === undefined || !isArray(paths)) throw new Undefined();
  return paths.map((path) => (isArray(path) ? path : partsOf(text(path))));
}

function partsOf(pointer: string): readonly string[] {
  const bare = pointer.replace(/^\/+/, "");
  if (bare === "") return [];
  return bare.split("/").map(unescapeKey);
}

function treeOf(paths: readonly (readonly Term[])[]): Tree {
  const root: Tree = new Map();
  for (const path of paths) {
    let level: Tree | null = root;
    for (const [index, key] of path.entries()) {
      const isLast: boolean = index === path.length - 1;
      const known: { readonly key: Term; below: Tree | null } = level?.get(termText(key)) ?? { key, below: new Map() };
      if (isLast) known.below = null;
      level?.set(termText(key), known);
      level = known.below;
    }
  }
  return root;
}

function filter(term: Term, tree: Tree | null): Term {
  if (tree === null) return term;
  const within = (key: Term, value: Term): Term | undefined => {
    const found = placeIn(tree, key);
    return found && filter(value, found.below);
  };
  return changed(term, within);
}

function remove(term: Term, tree: Tree): Term {
  return changed(term, (key, value) => {
    const found = placeIn(tree, key);
    if (found === undefined) return value;
    return found.below === null ? undefined : remove(value, found.below);
  });
}

function placeIn(tree: Tree, key: Term) {
  return tree.get(termText(key)) ?? [...tree.values()].find((place) => areEqual(place.key, key));
}

/** A container with other values, or without them; a list's places are known by their numbers as texts. */
function changed(term: Term, change: (key: Term, value: Term) => Term | undefined): Term {
  if (isArray(term)) return term.flatMap((item, index) => listed(change(String(index), item)));
  if (term instanceof TermSet) return new TermSet(term.members.flatMap((one) => listed(change(one, one))));
  if (!(term instanceof TermObject)) return term;
  return new TermObject(
    term.entries.flatMap(([key, value]): [Term, Term][] => listed(change(key, value)).map((now) => [key, now])),
  );
}

function listed(value: Term | undefined): readonly Term[] {
  return value === undefined ? [] : [value];
}
