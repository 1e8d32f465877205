import { EvaluationFault, NotEvaluatedFault } from "../faults.ts";
import { Opaque, Optional, Unread } from "../values.ts";
import { text } from "./arguments.ts";
import { functions } from "./overload.ts";

const name = "kubernetes.NamedFormat";

class Format extends Opaque {
  readonly type = name;
  readonly named: string;
  readonly allows: (value: string) => boolean;

  constructor(named: string, allows: (value: string) => boolean) {
    super();
    this.named = named;
    this.allows = allows;
  }

  equals(other: Opaque): boolean {
    return other instanceof Format && other.named === this.named;
  }

  toString(): string {
    return this.named;
  }
}

const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const oldLabel = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;
const word = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const fits =
  (pattern: RegExp, length: number) =>
  (value: string): boolean =>
    value.length <= length && pattern.test(value);

/** A prefix of a generated name may end in a dash, for which a letter stands in. */
const asPrefix =
  (allows: (value: string) => boolean) =>
  (value: string): boolean =>
    allows(value.length > 1 && value.endsWith("-") ? `${value.slice(0, -2)}a` : value);

/** k8s.io/apiserver/pkg/cel/library/format.go, those whose rules are known here exactly. */
const formats: ReadonlyMap<string, Format> = new Map(
  Object.entries({
    dns1123Label: fits(label, 63),
    dns1123Subdomain: fits(subdomain, 253),
    dns1035Label: fits(oldLabel, 63),
    qualifiedName: isQualified,
    dns1123LabelPrefix: asPrefix(fits(label, 63)),
    dns1123SubdomainPrefix: asPrefix(fits(subdomain, 253)),
    dns1035LabelPrefix: asPrefix(fits(oldLabel, 63)),
    labelValue: (value: string) => value === "" || fits(word, 63)(value),
    uuid: (value: string) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(value),
    date: isDate,
  }).map(([named, allows]) => [named, new Format(named, allows)]),
);

const others = ["uri", "byte", "datetime"];

export const namedFormats = [
  ...functions(31, {
    [`format::named(string): optional<${name}>`]: ([a]) => {
      if (others.includes(text(a))) unknown();
      return new Optional(formats.get(text(a)));
    },
    [`${name}.validate(string): optional<list<string>>`]: ([a, value]) => {
      if (!(a instanceof Format)) throw new EvaluationFault("no such overload");
      if (a.allows(text(value))) return new Optional();
      return new Optional(new Unread("what Kubernetes says of a text in the wrong format is not known here"));
    },
  }),
  ...[...formats].flatMap(([named, format]) => functions(31, { [`format::${named}(): ${name}`]: () => format })),
  ...others.flatMap((named) => functions(31, { [`format::${named}(): ${name}`]: unknown })),
];

function unknown(): never {
  throw new NotEvaluatedFault("this format is not known here");
}

function isQualified(value: string): boolean {
  const [first = "", second, ...rest] = value.split("/");
  if (second === undefined) return fits(word, 63)(first);
  return rest.length === 0 && fits(subdomain, 253)(first) && fits(word, 63)(second);
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
