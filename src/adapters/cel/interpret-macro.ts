import { noSuchOverload } from "./faults.ts";
import { attempt, type Compile, type Frame, type Run, type Slots, settled } from "./frame.ts";
import { sorted } from "./functions/more-lists.ts";
import type { Macro } from "./syntax.ts";
import { Entries, List, Mapping, Optional, type Value } from "./values.ts";

/** A macro as a function. */
export function macroRun(macro: Macro, slots: Slots, compile: Compile): Run {
  const range = compile(macro.range, slots);
  const inner = new Map(slots);
  // A name that hides another has a place of its own.
  const first = slots.size + countHidden(slots);
  for (const [offset, name] of macro.variables.entries()) inner.set(name, first + offset);
  const filter = macro.filter && compile(macro.filter, inner);
  const step = macro.step && compile(macro.step, inner);
  if (macro.name === "optMap" || macro.name === "optFlatMap") return optionalStep(range, first, step, macro.name);
  const isTwoFold = macro.variables.length === 2;
  const rounds = (frame: Frame): Iterable<Round> => roundsOf(range(frame), isTwoFold, first, frame);
  switch (macro.name) {
    case "all":
      return quantified(rounds, filter, false);
    case "exists":
      return quantified(rounds, filter, true);
    case "exists_one":
      return (frame) => [...kept(rounds(frame), filter, frame)].length === 1;
    case "filter":
      return (frame) => new List([...kept(rounds(frame), filter, frame)].map(({ key }) => key));
    case "map":
    case "transformList":
      return (frame) =>
        new List(
          kept(rounds(frame), filter, frame)
            .map(() => stepped(step, frame))
            .toArray(),
        );
    case "sortBy":
      return (frame) => sortedBy(rounds(frame), step, frame);
    case "transformMap":
      return (frame) =>
        new Entries(
          kept(rounds(frame), filter, frame)
            .map(({ key }): readonly [Value, Value] => [key, stepped(step, frame)])
            .toArray(),
        );
    case "transformMapEntry":
      return (frame) =>
        new Entries(
          kept(rounds(frame), filter, frame)
            .flatMap(() => entriesOf(stepped(step, frame)))
            .toArray(),
        );
  }
}

/** How many places the names in sight do not show, because others hide them. */
function countHidden(slots: Slots): number {
  return Math.max(-1, ...slots.values()) + 1 - slots.size;
}

type Round = { readonly key: Value };

/** Goes through a list or a map, and lets the variables be each of its entries in turn. */
function* roundsOf(range: Value, isTwoFold: boolean, first: number, frame: Frame): Generator<Round> {
  const entries =
    range instanceof List
      ? range.values.map((value, at): readonly [Value, Value] => (isTwoFold ? [BigInt(at), value] : [value, null]))
      : range instanceof Mapping
        ? range.keys().map((key): readonly [Value, Value] => [key, isTwoFold ? (range.get(key) ?? null) : null])
        : undefined;
  if (entries === undefined) throw noSuchOverload();
  for (const [key, value] of entries) {
    frame.budget.spend(1);
    frame.slots[first] = key;
    if (isTwoFold) frame.slots[first + 1] = value;
    yield { key };
  }
}

/** `all` and `exists` join what they find with `&&` and `||`: one that decides makes up for others without a value. */
function quantified(rounds: (frame: Frame) => Iterable<Round>, filter: Run | null, decisive: boolean): Run {
  return (frame) => {
    const operands: ReturnType<typeof attempt>[] = [];
    for (const _ of rounds(frame)) {
      const found = filter === null ? decisive : attempt(filter, frame);
      if (found === decisive) return decisive;
      if (found !== !decisive) operands.push(found);
    }
    return settled(operands, !decisive);
  };
}

function* kept(rounds: Iterable<Round>, filter: Run | null, frame: Frame): Generator<Round> {
  for (const round of rounds) {
    const isKept = filter === null ? true : filter(frame);
    if (typeof isKept !== "boolean") throw noSuchOverload();
    if (isKept) yield round;
  }
}

function sortedBy(rounds: Iterable<Round>, step: Run | null, frame: Frame): List {
  const [values, keys]: [Value[], Value[]] = [[], []];
  for (const { key } of rounds) {
    values.push(key);
    keys.push(stepped(step, frame));
  }
  return new List(sorted(values, keys));
}

function stepped(step: Run | null, frame: Frame): Value {
  return step === null ? null : step(frame);
}

function entriesOf(value: Value): readonly (readonly [Value, Value])[] {
  if (!(value instanceof Mapping)) throw noSuchOverload();
  return value.keys().map((key): readonly [Value, Value] => [key, value.get(key) ?? null]);
}

function optionalStep(range: Run, slot: number, step: Run | null, name: "optMap" | "optFlatMap"): Run {
  return (frame) => {
    const value = range(frame);
    if (!(value instanceof Optional)) throw noSuchOverload();
    if (value.value === undefined) return value;
    frame.slots[slot] = value.value;
    const result = stepped(step, frame);
    if (name === "optMap") return new Optional(result);
    if (!(result instanceof Optional)) throw noSuchOverload();
    return result;
  };
}
