import { unescapeKey } from "../../../domain/json-pointer.ts";
import { areEqual, entryOf, isArray, Numeral, type Term, TermObject, TermSet, termText } from "../term.ts";
import { type Builtin, text, Undefined } from "./builtin.ts";

/** RFC 6902, over all of Rego's values: a path is a JSON pointer or an array of keys, and sets have their members as keys. */
export const jsonPatch: Readonly<Record<string, Builtin>> = {
  "json.patch": (target, patches) => {
    if (target === undefined || patches === undefined || !isArray(patches)) throw new Undefined();
    return termText(patches.reduce(applyPatch, target));
  },
};

function applyPatch(target: Term, patch: Term): Term {
  const operation = text(attribute(patch, "op"));
  const path = pathOf(attribute(patch, "path"));
  switch (operation) {
    case "add":
      return add(target, path, attribute(patch, "value"));
    case "remove":
      return remove(target, path);
    case "replace":
      return path.length === 0 ? attribute(patch, "value") : add(remove(target, path), path, attribute(patch, "value"));
    case "move": {
      const from = pathOf(attribute(patch, "from"));
      return add(remove(target, from), path, get(target, from));
    }
    case "copy":
      return add(target, path, get(target, pathOf(attribute(patch, "from"))));
    case "test":
      if (areEqual(get(target, path), attribute(patch, "value"))) return target;
      throw new Undefined();
    default:
      throw new Undefined();
  }
}

function attribute(patch: Term, name: string): Term {
  const found = patch instanceof TermObject ? entryOf(patch, name) : undefined;
  if (found === undefined) throw new Undefined();
  return found;
}

function pathOf(term: Term): readonly Term[] {
  if (isArray(term)) return term;
  const pointer = text(term);
  if (pointer === "") return [];
  const parts = pointer.replace(/^\/+/, "").split("/");
  return parts.map(unescapeKey);
}

function get(target: Term, path: readonly Term[]): Term {
  return path.reduce(child, target);
}

function child(parent: Term, key: Term): Term {
  const found = isArray(parent)
    ? parent[indexIn(parent, key)]
    : parent instanceof TermObject
      ? entryOf(parent, key)
      : parent instanceof TermSet
        ? parent.members.find((member) => areEqual(member, key))
        : undefined;
  if (found === undefined) throw new Undefined();
  return found;
}

function add(target: Term, path: readonly Term[], value: Term): Term {
  return path.length === 0 ? value : change(target, path, (parent, key) => addTo(parent, key, value));
}

function remove(target: Term, path: readonly Term[]): Term {
  // The whole document cannot be removed.
  if (path.length === 0) throw new Undefined();
  return change(target, path, (parent, key) => {
    const removed = child(parent, key);
    if (isArray(parent)) return parent.toSpliced(indexIn(parent, key), 1);
    if (parent instanceof TermObject) return new TermObject(parent.entries.filter(([one]) => !areEqual(one, key)));
    if (parent instanceof TermSet) return new TermSet(parent.members.filter((one) => !areEqual(one, removed)));
    throw new Undefined();
  });
}

/** The document with another value in place of the container that the path's last key is for. */
function change(target: Term, path: readonly Term[], use: (parent: Term, key: Term) => Term): Term {
  const [key = null, ...rest] = path;
  if (rest.length === 0) return use(target, key);
  const changed = change(child(target, key), rest, use);
  if (isArray(target)) return target.with(indexIn(target, key), changed);
  if (target instanceof TermObject) return withEntry(target, key, changed);
  if (target instanceof TermSet) {
    return withMember(new TermSet(target.members.filter((one) => !areEqual(one, key))), changed);
  }
  throw new Undefined();
}

function addTo(parent: Term, key: Term, value: Term): Term {
  if (parent instanceof TermObject) return withEntry(parent, key, value);
  if (parent instanceof TermSet && areEqual(key, value)) return withMember(parent, value);
  const at = isArray(parent) ? indexIn(parent, key) : -1;
  if (!isArray(parent) || at < 0 || at > parent.length) throw new Undefined();
  return parent.toSpliced(at, 0, value);
}

function withEntry(object: TermObject, key: Term, value: Term): TermObject {
  return new TermObject([...object.entries.filter(([one]) => !areEqual(one, key)), [key, value]]);
}

function withMember(set: TermSet, member: Term): TermSet {
  return set.members.some((one) => areEqual(one, member)) ? set : new TermSet([...set.members, member]);
}

/** `-` stands behind the last. */
function indexIn(array: readonly Term[], key: Term): number {
  if (key === "-") return array.length;
  const written = key instanceof Numeral ? key.text : key;
  if (typeof written !== "string" || !/^-?(?:0|[1-9]\d*)$/.test(written)) throw new Undefined();
  return Number(written) < 0 ? -1 : Number(written);
}
