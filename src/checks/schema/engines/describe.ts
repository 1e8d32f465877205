/** A definition in the form that the generated ones have. */
export type Described = {
  readonly required: readonly string[];
  readonly properties: { readonly [name: string]: string };
};

export type EngineSchemas = {
  /** Which release of the engine they are of, for messages. */
  readonly release: string;
  /** Definitions by `apiVersion/kind`. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, Described>>;
};

/** Fields by name with their types, in the generated definitions' short words; a `*` behind a name requires it. */
export type Fields = Readonly<Record<string, string>>;

export function describe(definitions: Readonly<Record<string, Fields>>): EngineSchemas["definitions"] {
  return Object.fromEntries(Object.entries(definitions).map(([name, fields]) => [name, described(fields)]));
}

function described(fields: Fields): Described {
  const names = Object.keys(fields);
  return {
    required: names.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1)),
    properties: Object.fromEntries(names.map((name) => [name.replace(/\*$/, ""), fields[name] ?? "any"])),
  };
}

/** What every resource has, around a spec of this definition. */
export function resource(spec: string, more: Fields = {}): Fields {
  return { apiVersion: "string", kind: "string", metadata: "V1ObjectMeta", spec, status: "any", ...more };
}
