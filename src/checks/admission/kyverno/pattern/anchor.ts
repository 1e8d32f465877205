/** What a key of a pattern in parentheses asks of the field it names. */
export type Anchor = {
  readonly kind: "condition" | "global" | "equality" | "existence" | "negation" | "addition";
  readonly field: string;
};

const kinds: { readonly [modifier: string]: Anchor["kind"] } = {
  "": "condition",
  "<": "global",
  "=": "equality",
  "^": "existence",
  X: "negation",
  "+": "addition",
};

/** `(image)`, `=(image)`, `^(image)`, `X(image)`, `<(image)`; undefined for a plain key. */
export function parseAnchor(key: string): Anchor | undefined {
  if (!key.includes("(")) return undefined;
  const [, modifier = "", field] = /^([+<=X^]?)\((.+)\)$/.exec(key.trim()) ?? [];
  const kind = kinds[modifier];
  return field === undefined || kind === undefined ? undefined : { kind, field };
}

/** The same anchor on another field. */
export function renamedKey(key: string, field: string): string {
  const open = key.indexOf("(");
  return `${key.slice(0, open)}(${field})`;
}
