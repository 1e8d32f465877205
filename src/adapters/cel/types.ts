/** What the type checker of CEL knows of an expression. */
export type Type =
  | { readonly kind: Simple }
  | { readonly kind: "list"; readonly of: readonly [Type] }
  | { readonly kind: "map"; readonly of: readonly [Type, Type] }
  | { readonly kind: "optional"; readonly of: readonly [Type] }
  | { readonly kind: "type"; readonly of: readonly [Type] }
  | { readonly kind: "opaque"; readonly name: string }
  | { readonly kind: "object"; readonly name: string; readonly fields: ReadonlyMap<string, Type> }
  | { readonly kind: "param"; readonly name: string };

type Simple =
  | "dyn"
  | "error"
  | "null"
  | "bool"
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bytes"
  | "timestamp"
  | "duration";

const simple: { readonly [name in Simple]: Type } = {
  dyn: { kind: "dyn" },
  error: { kind: "error" },
  null: { kind: "null" },
  bool: { kind: "bool" },
  int: { kind: "int" },
  uint: { kind: "uint" },
  double: { kind: "double" },
  string: { kind: "string" },
  bytes: { kind: "bytes" },
  timestamp: { kind: "timestamp" },
  duration: { kind: "duration" },
};

export const types = {
  ...simple,
  list: (of: Type): Type => ({ kind: "list", of: [of] }),
  map: (key: Type, value: Type): Type => ({ kind: "map", of: [key, value] }),
  optional: (of: Type): Type => ({ kind: "optional", of: [of] }),
  type: (of: Type): Type => ({ kind: "type", of: [of] }),
  opaque: (name: string): Type => ({ kind: "opaque", name }),
  param: (name: string): Type => ({ kind: "param", name }),
};

/** As cel-go writes types in its messages. */
export function nameOfType(type: Type): string {
  switch (type.kind) {
    case "list":
      return `list(${nameOfType(type.of[0])})`;
    case "map":
      return `map(${nameOfType(type.of[0])}, ${nameOfType(type.of[1])})`;
    case "optional":
      return `optional_type(${nameOfType(type.of[0])})`;
    case "type":
      return `type(${nameOfType(type.of[0])})`;
    case "opaque":
    case "object":
    case "param":
      return type.name;
    case "error":
      return "!error!";
    default:
      return type.kind;
  }
}

export function partsOfType(type: Type): readonly Type[] {
  return "of" in type ? type.of : [];
}

/** The same type with other types inside. */
export function rebuilt(type: Type, change: (inner: Type) => Type): Type {
  switch (type.kind) {
    case "list":
      return types.list(change(type.of[0]));
    case "map":
      return types.map(change(type.of[0]), change(type.of[1]));
    case "optional":
      return types.optional(change(type.of[0]));
    case "type":
      return types.type(change(type.of[0]));
    default:
      return type;
  }
}

export function isSameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === "opaque" || a.kind === "object" || a.kind === "param") {
    return "name" in b && a.name === b.name;
  }
  const others = partsOfType(b);
  return partsOfType(a).every((part, index) => isSameType(part, others[index] ?? types.error));
}

/**
 * A type as signatures write it: `int`, `list<A>`, `map<string, dyn>`, `optional<T>`; a capital letter is a parameter,
 * any other name an opaque type.
 */
export function parseType(text: string): Type {
  const trimmed = text.trim();
  const open = trimmed.indexOf("<");
  if (open < 0) return namedType(trimmed);
  const parts = splitTypes(trimmed.slice(open + 1, -1)).map(parseType);
  const [first = types.dyn, second = types.dyn] = parts;
  switch (trimmed.slice(0, open)) {
    case "list":
      return types.list(first);
    case "map":
      return types.map(first, second);
    case "optional":
      return types.optional(first);
    default:
      return types.type(first);
  }
}

function namedType(name: string): Type {
  if (/^[A-Z]$/.test(name)) return types.param(name);
  const known: { readonly [name: string]: Type } = simple;
  return known[name] ?? types.opaque(name);
}

/** At the commas that stand in no brackets. */
export function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === "<") depth += 1;
    else if (text[index] === ">") depth -= 1;
    else if (text[index] === "," && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  const last = text.slice(start);
  return last.trim() === "" ? parts : [...parts, last];
}
