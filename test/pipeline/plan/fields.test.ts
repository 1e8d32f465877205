import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../src/domain/json.ts";
import { diffFields } from "../../../src/pipeline/plan/fields.ts";
import { sameQuantity } from "../../../src/pipeline/plan/quantity.ts";
import { sameJson } from "../../../src/pipeline/plan/same-json.ts";

const builtIn = { builtIn: true };

test.each([
  [
    "a map that appears is told by its leaves",
    {},
    { a: { b: { c: 1, d: 2 } } },
    ["a.b.c: null → 1", "a.b.d: null → 2"],
  ],
  ["a map that disappears is told whole", { a: { b: 1 } }, {}, ['a: {"b":1} → null']],
  ["null is absent", { a: null }, {}, []],
  ["an empty map is absent where it means nothing", { spec: { securityContext: {} } }, { spec: {} }, []],
  [
    "an empty map counts where it means something",
    { spec: {} },
    { spec: { podSelector: {} } },
    ["spec.podSelector: null → {}"],
  ],
  ["empty labels are no labels", { metadata: { labels: {} } }, { metadata: {} }, []],
  ["a number is not its text", { spec: { replicas: 1 } }, { spec: { replicas: "1" } }, ['spec.replicas: 1 → "1"']],
  [
    "a port is its text where both are allowed",
    { spec: { ports: [{ port: 80, targetPort: 80 }] } },
    { spec: { ports: [{ port: 80, targetPort: "80" }] } },
    [],
  ],
  [
    "a quantity in an annotation is a text",
    { metadata: { annotations: { requests: "1" } } },
    { metadata: { annotations: { requests: "1000m" } } },
    ['metadata.annotations.requests: "1" → "1000m"'],
  ],
  [
    "ports are named by number and protocol",
    {
      ports: [
        { containerPort: 53, protocol: "UDP" },
        { containerPort: 53, name: "a" },
      ],
    },
    {
      ports: [
        { containerPort: 53, name: "b" },
        { containerPort: 53, protocol: "UDP" },
      ],
    },
    ['ports[53/TCP].name: "a" → "b"'],
  ],
  [
    "an element of a named list comes and goes whole",
    { env: [{ name: "A", value: "1" }] },
    { env: [{ name: "B", value: "2" }] },
    ['env[A]: {"name":"A","value":"1"} → null', 'env[B]: null → {"name":"B","value":"2"}'],
  ],
  [
    "a first element of a named list is told by its name",
    { a: 1 },
    { a: 1, env: [{ name: "B" }] },
    ['env[B]: null → {"name":"B"}'],
  ],
  [
    "names that are not unique fall back to positions",
    {
      env: [
        { name: "A", value: "1" },
        { name: "A", value: "2" },
      ],
    },
    {
      env: [
        { name: "A", value: "1" },
        { name: "A", value: "3" },
      ],
    },
    ['env[1].value: "2" → "3"'],
  ],
  [
    "texts of which only membership counts have no order",
    { verbs: ["get", "list"] },
    { verbs: ["list", "watch", "get"] },
    ['verbs[watch]: null → "watch"'],
  ],
  ["arguments have an order", { args: ["a", "b"] }, { args: ["b", "a"] }, ['args[0]: "a" → "b"', 'args[1]: "b" → "a"']],
  ["an argument more at the end is told alone", { args: ["a"] }, { args: ["a", "b"] }, ['args[1]: null → "b"']],
  [
    "an argument more in the middle is told with the whole list",
    { args: ["a", "c"] },
    { args: ["a", "b", "c"] },
    ['args: ["a","c"] → ["a","b","c"]'],
  ],
  [
    "keys with special characters stand in brackets",
    { data: { "app.ini": "a" } },
    { data: { "app.ini": "b" } },
    ['data[app.ini]: "a" → "b"'],
  ],
  [
    "keys that JavaScript knows are only keys",
    { data: {} },
    { data: { constructor: "x", toString: "y" } },
    ['data.constructor: null → "x"', 'data.toString: null → "y"'],
  ],
] as const satisfies readonly (readonly [string, JsonObject, JsonObject, readonly string[]])[])(
  "%s",
  (_, before, after, told) => {
    const lines = diffFields(before, after, builtIn).fields.map(
      (field) => `${field.path}: ${JSON.stringify(field.before)} → ${JSON.stringify(field.after)}`,
    );

    expect(lines).toEqual(told);
  },
);

test("outside Kubernetes' own kinds an empty map is not taken for an absent one", () => {
  const before = { spec: { resources: {} } };

  expect(diffFields(before, { spec: {} }, { builtIn: false }).fields).toHaveLength(1);
  expect(diffFields(before, { spec: {} }, builtIn)).toEqual(expect.objectContaining({ fields: [], meaningless: 1 }));
});

test("pointers lead to the field in the object after, or to the nearest parent that is left", () => {
  const before = {
    a: { gone: 1, "x/y~z": 1 },
    env: [
      { name: "A", value: "1" },
      { name: "B", value: "1" },
    ],
  };
  const after = { a: { "x/y~z": 2 }, env: [{ name: "B", value: "2" }] };

  expect(diffFields(before, after, builtIn).fields.map(({ path, pointer }) => [path, pointer])).toEqual([
    ["a.gone", "/a"],
    ["a[x/y~z]", "/a/x~1y~0z"],
    ["env[A]", "/env"],
    ["env[B].value", "/env/0/value"],
  ]);
});

test.each([
  ["1", "1000m", true],
  ["1Gi", "1024Mi", true],
  ["1G", "1000M", true],
  ["0.5", "500m", true],
  ["1e3", "1k", true],
  ["+1", "1.000", true],
  ["1Gi", "1G", false],
  ["100m", "100M", false],
  ["one", "one", false],
  ["", "0", false],
  ["9007199254740993", "9007199254740992", false],
])("the quantities %j and %j: the same is %j", (one, other, same) => {
  expect(sameQuantity(one, other)).toBe(same);
});

/** Keys that no rule knows, and values without null: what is left is plain JSON. */
const plainKey = fc.constantFrom("a", "b", "c.d", "e/f", "__proto__", "constructor");
const { map: plainMap } = fc.letrec<{ value: Json; map: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<Json>(1, 2, true, "x", "y\nz", ""),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("map"),
  ),
  map: fc.dictionary(plainKey, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

test("applied to the object before, the fields give the object after", () => {
  fc.assert(
    fc.property(plainMap, plainMap, (before, after) => {
      const { fields } = diffFields(before, after, { builtIn: false });

      const come = fields.filter((field) => field.after !== null);
      const gone = fields.filter((field) => field.after === null).toReversed();
      const applied = [...come, ...gone].reduce<Json>(
        (value, { steps, after: next }) => withField(value, steps, next),
        before,
      );
      expect(canonicalJson(applied)).toBe(canonicalJson(after));
    }),
    { numRuns: 2000 },
  );
});

test("values that are equal but for the order of keys do not differ, and differing ones do", () => {
  fc.assert(
    fc.property(plainMap, plainMap, (one, other) => {
      const differs = canonicalJson(one) !== canonicalJson(other);

      expect(diffFields(one, reversed(one), { builtIn: false })).toMatchObject({ fields: [], meaningless: 0 });
      expect(diffFields(one, other, { builtIn: false }).fields.length > 0).toBe(differs);
      expect(sameJson(one, other)).toBe(!differs);
    }),
  );
});

test("a quantity spelled otherwise is no difference", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), (amount) => {
      const limits = (cpu: Json, memory: Json) => ({ resources: { limits: { cpu, memory } } });
      const { fields } = diffFields(
        limits(amount, `${amount}Gi`),
        limits(`${amount * 1000}m`, `${amount * 1024}Mi`),
        builtIn,
      );
      expect(fields).toEqual([]);
    }),
  );
});

const named = fc.uniqueArray(
  fc.record({ name: fc.constantFrom("a", "b", "c", "d"), image: fc.constantFrom("x", "y") }),
  { selector: ({ name }) => name },
);

test("a named list in another order is no difference", () => {
  fc.assert(
    fc.property(named, fc.infiniteStream(fc.nat()), (containers, random) => {
      const shuffled = containers.map((each) => [random.next().value, each] as const).sort(([a], [b]) => a - b);
      expect(diffFields({ containers }, { containers: shuffled.map(([, each]) => each) }, builtIn).fields).toEqual([]);
    }),
  );
});

test("what one direction adds to a named list, the other removes", () => {
  fc.assert(
    fc.property(named, named, (before, after) => {
      const there = diffFields({ containers: before }, { containers: after }, builtIn).fields;
      const back = diffFields({ containers: after }, { containers: before }, builtIn).fields;
      const flipped = back.map(({ path, before: one, after: other }) => [path, other, one]);
      expect(there.map(({ path, before: one, after: other }) => [path, one, other]).toSorted(byPath)).toEqual(
        flipped.toSorted(byPath),
      );
    }),
  );
});

/** What is removed is removed from the last to the first, so that a list's positions hold while they are used. */
function withField(value: Json, [step, ...rest]: readonly string[], next: Json): Json {
  if (step === undefined) return next;
  if (isJsonArray(value)) {
    if (next === null && rest.length === 0) return value.filter((_, index) => index !== Number(step));
    if (Number(step) >= value.length) return [...value, next];
    return value.map((each, index) => (index === Number(step) ? withField(each, rest, next) : each));
  }
  const map = new Map(Object.entries(isJsonObject(value) ? value : {}));
  const changed = withField(map.get(step) ?? {}, rest, next);
  if (changed === null) map.delete(step);
  else map.set(step, changed);
  return Object.fromEntries(map);
}

function reversed(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, isJsonObject(each) ? reversed(each) : each]),
  );
}

function byPath([a]: readonly Json[], [b]: readonly Json[]): number {
  return String(a) < String(b) ? -1 : 1;
}
