import { EvaluationFault, NotEvaluatedFault } from "./faults.ts";

/**
 * What an expression of CEL can be worth: `bigint` is int, `number` is double, the rest are as they look.
 * https://github.com/google/cel-spec/blob/master/doc/langdef.md#values
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Unsigned
  | List
  | Mapping
  | Timestamp
  | Duration
  | TypeValue
  | Optional
  | Opaque;

export class Unsigned {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** How a list of a custom resource is compared and joined, by its `x-kubernetes-list-type`. */
export type ListKind = "atomic" | "set" | { readonly keys: readonly string[] };

export class List {
  readonly values: readonly Value[];
  readonly kind: ListKind;

  constructor(values: readonly Value[], kind: ListKind = "atomic") {
    this.values = values;
    this.kind = kind;
  }
}

/** A list that is there, and of which nobody knows here what it holds. */
export class Unread extends List {
  constructor(reason: string) {
    super([]);
    Object.defineProperty(this, "values", {
      get: () => {
        throw new NotEvaluatedFault(reason);
      },
    });
  }
}

/** A map, or an object with fields. */
export abstract class Mapping {
  abstract readonly size: number;
  abstract get(key: Value): Value | undefined;
  abstract keys(): readonly Value[];
}

/** A map that an expression makes. */
export class Entries extends Mapping {
  readonly #entries = new Map<string | number | bigint | boolean, readonly [Value, Value]>();

  constructor(entries: Iterable<readonly [Value, Value]>) {
    super();
    for (const [key, value] of entries) {
      const known = keyOf(key);
      if (known === undefined) throw new EvaluationFault(`unsupported key type: ${typeName(key)}`);
      if (this.#entries.has(known)) throw new EvaluationFault("Failed with repeated key");
      this.#entries.set(known, [key, value]);
    }
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    const known = keyOf(key);
    return known === undefined ? undefined : this.#entries.get(known)?.[1];
  }

  keys(): readonly Value[] {
    return [...this.#entries.values()].map(([key]) => key);
  }
}

/** Nanoseconds since 1970. */
export class Timestamp {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

export class Duration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

export class TypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

export class Optional {
  /** Undefined when there is none. */
  readonly value: Value | undefined;

  constructor(value?: Value) {
    this.value = value;
  }
}

/** A value of Kubernetes' own libraries, such as a quantity. */
export abstract class Opaque {
  abstract readonly type: string;
  abstract equals(other: Opaque): boolean;
  /** How it is written. */
  abstract toString(): string;
}

/** What equal keys share: 1, 1u and 1.0 are one key. Undefined for what cannot be a key. */
function keyOf(key: Value): string | bigint | boolean | undefined {
  if (typeof key === "string" || typeof key === "bigint" || typeof key === "boolean") return key;
  if (key instanceof Unsigned) return key.value;
  if (typeof key === "number" && Number.isInteger(key)) return BigInt(key);
  return undefined;
}

/** The runtime name of a value's type. */
export function typeName(value: Value): string {
  if (value === null) return "null_type";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return "double";
    case "string":
      return "string";
  }
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof Unsigned) return "uint";
  if (value instanceof List) return "list";
  if (value instanceof Mapping) return "map";
  if (value instanceof Timestamp) return "google.protobuf.Timestamp";
  if (value instanceof Duration) return "google.protobuf.Duration";
  if (value instanceof TypeValue) return "type";
  if (value instanceof Optional) return "optional_type";
  return value.type;
}
