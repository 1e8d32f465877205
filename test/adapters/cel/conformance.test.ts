import { tests } from "@bufbuild/cel-spec/testdata/conformance.js";
import { expect, test } from "vitest";
import { isEqual } from "../../../src/adapters/cel/compare.ts";
import { Entries, List, TypeValue, typeName, Unsigned, type Value } from "../../../src/adapters/cel/values.ts";
import { evaluate } from "./evaluate.ts";

/*
 * The conformance tests of the language itself, with the types that cel-go finds:
 * https://github.com/google/cel-spec/tree/master/tests/simple
 */

type Written = { readonly [kind: string]: unknown };
type Case = {
  readonly original: {
    readonly expr: string;
    readonly value?: Written;
    readonly evalError?: unknown;
    readonly anyEvalErrors?: unknown;
    readonly typedResult?: { readonly result?: Written };
    readonly unknown?: unknown;
    readonly typeEnv?: unknown;
    readonly container?: string;
    readonly bindings?: Readonly<Record<string, { readonly value: Written }>>;
    readonly disableCheck?: boolean;
  };
  readonly type?: string;
  readonly error?: string;
};
type Suite = { readonly name: string; readonly suites?: readonly Suite[]; readonly tests?: readonly Case[] };

/** Protocol buffers, and libraries that Kubernetes does not have. */
const elsewhere = /^(?:proto|wrappers|dynamic|enums|block_ext|bindings_ext|math_ext|encoders_ext|unknowns|plumbing)/;
const foreign =
  /TestAllTypes|google\.protobuf\.(?!Timestamp|Duration)|proto|math\.|base64|cel\.|strings\.reverse|\.reverse\(\)/;

/** Kubernetes asks the entries of a literal to be of one type, and the language does not. */
const stricter = /^expected type '.*' but found '.*'$/;

const cases = casesOf((tests as Suite).suites ?? []);

test.each(["comparisons", "logic", "macros", "string_ext", "timestamps", "conversions", "optionals"])(
  "there are tests of %s",
  (name) => {
    expect(cases.some(({ suite }) => suite === name)).toBe(true);
  },
);

test("every expression is worth what the language says", () => {
  const wrong: string[] = [];
  let right = 0;
  for (const { suite, given, wanted } of cases) {
    const found = evaluate(given.original.expr, bindingsOf(given));
    if (found.status === "refused" && stricter.test(found.reason)) continue;
    if (found.status === "refused" && (given.original.disableCheck === true || given.error !== undefined)) continue;
    const isRight =
      wanted === "error" ? found.status !== "value" : found.status === "value" && isSame(found.value, wanted);
    if (isRight) right += 1;
    else wrong.push(`${suite}: ${given.original.expr} is ${JSON.stringify(found, withoutBigint)}`);
  }
  expect(wrong).toEqual([]);
  expect(right).toBeGreaterThan(1200);
});

test("every expression has the type that cel-go finds", () => {
  const wrong: string[] = [];
  for (const { given } of cases) {
    const found = evaluate(given.original.expr, bindingsOf(given));
    if (found.status !== "value" || given.type === undefined || given.original.bindings !== undefined) continue;
    // Of the type of types cel-go writes nothing more.
    const [own, theirs] = [found.type, given.type].map((type) => type.replaceAll("type(dyn)", "type"));
    if (own !== theirs) wrong.push(`${given.original.expr}: ${found.type}, not ${given.type}`);
  }
  expect(wrong).toEqual([]);
});

type Told = { readonly suite: string; readonly given: Case; readonly wanted: Value | "error" };

function casesOf(suites: readonly Suite[], above?: string): readonly Told[] {
  return suites.flatMap((suite): readonly Told[] => {
    const name = above ?? suite.name;
    if (elsewhere.test(name)) return [];
    const own = (suite.tests ?? []).flatMap((given): readonly Told[] => {
      const { expr, typeEnv, container } = given.original;
      if (foreign.test(expr) || typeEnv !== undefined || container !== undefined) return [];
      const wanted = wantedOf(given);
      return wanted === undefined ? [] : [{ suite: name, given, wanted }];
    });
    return [...own, ...casesOf(suite.suites ?? [], name)];
  });
}

function wantedOf({ original }: Case): Value | "error" | undefined {
  if (original.evalError !== undefined || original.anyEvalErrors !== undefined) return "error";
  if (original.unknown !== undefined) return undefined;
  const value =
    original.typedResult === undefined ? (original.value ?? { boolValue: true }) : original.typedResult.result;
  return value === undefined ? undefined : valueIn(value);
}

function bindingsOf({ original }: Case): ReadonlyMap<string, Value> {
  return new Map(
    Object.entries(original.bindings ?? {}).flatMap(([name, { value }]) => {
      const found = valueIn(value);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

/** A value as the tests write it; undefined for those of protocol buffers. */
function valueIn(written: Written): Value | undefined {
  const [[kind, value] = ["", null]] = Object.entries(written);
  switch (kind) {
    case "int64Value":
      return BigInt(String(value));
    case "uint64Value":
      return new Unsigned(BigInt(String(value)));
    case "doubleValue":
      return Number(value);
    case "boolValue":
      return value === true;
    case "stringValue":
      return String(value);
    case "bytesValue":
      return new Uint8Array(Buffer.from(String(value), "base64"));
    case "nullValue":
      return null;
    case "typeValue":
      return new TypeValue(String(value));
    case "listValue":
      return new List(partsOf(value, "values").map((one) => valueIn(one) ?? null));
    case "mapValue":
      return new Entries(
        partsOf(value, "entries").map((entry): [Value, Value] => [
          valueIn(entry.key as Written) ?? null,
          valueIn(entry.value as Written) ?? null,
        ]),
      );
    default:
      return undefined;
  }
}

function partsOf(value: unknown, name: string): readonly Written[] {
  return ((value as Record<string, readonly Written[] | undefined>)[name] ?? []) as readonly Written[];
}

function isSame(found: Value, wanted: Value): boolean {
  if (typeof found === "number" && Number.isNaN(found)) return Number.isNaN(wanted);
  return isEqual(found, wanted) && typeName(found) === typeName(wanted);
}

function withoutBigint(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}` : value;
}
