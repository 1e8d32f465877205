import type { Checked } from "./check.ts";
import { isEqual } from "./compare.ts";
import { EvaluationFault, NotEvaluatedFault, noSuchOverload } from "./faults.ts";
import { attempt, type Compile, type Run, type Slots, settled } from "./frame.ts";
import type { Overload } from "./functions/overload.ts";
import { macroRun } from "./interpret-macro.ts";
import { isTypeName, qualifiedName } from "./names.ts";
import type { Expr } from "./syntax.ts";
import { Entries, List, Mapping, Optional, TypeValue, typeName, Unsigned, type Value } from "./values.ts";

/** Makes functions of a checked expression and of its parts. They throw a fault where there is no value. */
export function compilerOf({ calls }: Pick<Checked, "calls">): Compile {
  const compile: Compile = (inner, slots) => {
    switch (inner.kind) {
      case "literal":
        return () => inner.value;
      case "name":
        return named(inner.name, slots);
      case "select":
        return selection(inner, slots, compile);
      case "index":
        return index(inner, slots, compile);
      case "call":
        return call(inner, calls.get(inner), slots, compile);
      case "list":
        return listOf(inner, slots, compile);
      case "map":
        return mapOf(inner, slots, compile);
      case "macro":
        return macroRun(inner, slots, compile);
      case "struct":
        return () => {
          throw new NotEvaluatedFault(`objects of the type ${inner.name} are not known here`);
        };
    }
  };
  return compile;
}

function named(written: string, slots: Slots): Run {
  const name = written.replace(/^\./, "");
  const slot = written.startsWith(".") ? undefined : slots.get(name);
  if (slot !== undefined) return ({ slots: values }) => values[slot] ?? null;
  if (isTypeName(name)) return () => new TypeValue(name);
  return ({ resolve }) => resolve(name);
}

function selection(expr: Expr & { readonly kind: "select" }, slots: Slots, compile: Compile): Run {
  const name = qualifiedName(expr);
  if (name !== undefined && isTypeName(name)) return () => new TypeValue(name);
  const [of, { field, optional, test }] = [compile(expr.of, slots), expr];
  return (frame) => {
    const written = of(frame);
    const isOptional = written instanceof Optional;
    const value = isOptional ? written.value : written;
    if (value === undefined) return test ? false : new Optional();
    const found = fieldOf(value, field);
    if (test) return found !== undefined;
    if (isOptional || optional) return wrapped(found);
    if (found === undefined) throw new EvaluationFault(`no such key: ${field}`);
    return found;
  };
}

function fieldOf(value: Value, field: string): Value | undefined {
  if (!(value instanceof Mapping)) throw noSuchOverload();
  return value.get(field);
}

/** An optional value in an optional value is one. */
function wrapped(value: Value | undefined): Optional {
  return value instanceof Optional ? value : new Optional(value);
}

function index(expr: Expr & { readonly kind: "index" }, slots: Slots, compile: Compile): Run {
  const [of, key, { optional }] = [compile(expr.of, slots), compile(expr.key, slots), expr];
  return (frame) => {
    const written = of(frame);
    const isOptional = written instanceof Optional;
    const value = isOptional ? written.value : written;
    if (value === undefined) return new Optional();
    const wanted = key(frame);
    const found = entryOf(value, wanted);
    if (isOptional || optional) return wrapped(found);
    if (found !== undefined) return found;
    throw new EvaluationFault(
      value instanceof List ? `index out of bounds: ${textOf(wanted)}` : `no such key: ${textOf(wanted)}`,
    );
  };
}

function entryOf(value: Value, key: Value): Value | undefined {
  if (value instanceof Mapping) {
    const isKey = ["string", "bool", "int", "uint", "double"].includes(typeName(key));
    if (!isKey) throw new EvaluationFault(`unsupported key type: ${typeName(key)}`);
    return value.get(key);
  }
  if (!(value instanceof List)) throw noSuchOverload();
  const at = key instanceof Unsigned ? key.value : key;
  if (typeof at !== "bigint" && !(typeof at === "number" && Number.isInteger(at)))
    throw new EvaluationFault(`unsupported index type '${typeName(key)}' in list`);
  return at < 0 ? undefined : value.values[Number(at)];
}

function textOf(value: Value): string {
  return value instanceof Unsigned ? String(value.value) : String(value);
}

type Resolved = { readonly overloads: readonly Overload[]; readonly isQualified: boolean };

function call(
  expr: Expr & { readonly kind: "call" },
  resolved: Resolved | undefined,
  slots: Slots,
  compile: Compile,
): Run {
  const { name, target } = expr;
  const written = target === null || resolved?.isQualified === true ? expr.args : [target, ...expr.args];
  const args = written.map((arg) => compile(arg, slots));
  const [first, second, third] = args;
  if (first !== undefined && second !== undefined) {
    if (name === "_&&_") return logic(first, second, false);
    if (name === "_||_") return logic(first, second, true);
    if (name === "_?_:_" && third !== undefined) return conditional(first, second, third);
    if ((name === "or" || name === "orValue") && target !== null) return orElse(first, second, name);
    if (name === "_==_" || name === "_!=_") return equality(first, second, name === "_==_");
  }
  const overloads = resolved?.overloads ?? [];
  return (frame) => {
    const values = args.map((arg) => arg(frame));
    frame.budget.spend(1);
    const fitting = overloads.find(({ accepts }) => accepts.every((accept, at) => accept(values[at] ?? null)));
    if (fitting === undefined) throw noSuchOverload();
    return fitting.run(values, frame.budget);
  };
}

function equality(left: Run, right: Run, wanted: boolean): Run {
  return (frame) => {
    const [a, b] = [left(frame), right(frame)];
    frame.budget.spend(a instanceof List ? a.values.length : 1);
    return isEqual(a, b) === wanted;
  };
}

/** `decisive` decides whatever the other side is, even when it has no value. */
function logic(left: Run, right: Run, decisive: boolean): Run {
  return (frame) => {
    const a = attempt(left, frame);
    if (a === decisive) return decisive;
    const b = attempt(right, frame);
    if (b === decisive) return decisive;
    return settled([a, b], !decisive);
  };
}

function conditional(condition: Run, yes: Run, no: Run): Run {
  return (frame) => {
    const chosen = condition(frame);
    if (typeof chosen !== "boolean") throw noSuchOverload();
    return chosen ? yes(frame) : no(frame);
  };
}

function orElse(left: Run, right: Run, name: "or" | "orValue"): Run {
  return (frame) => {
    const value = left(frame);
    if (!(value instanceof Optional)) throw noSuchOverload();
    if (value.value === undefined) return right(frame);
    return name === "or" ? value : value.value;
  };
}

function listOf(expr: Expr & { readonly kind: "list" }, slots: Slots, compile: Compile): Run {
  const elements = expr.elements.map(({ value, optional }) => ({ run: compile(value, slots), optional }));
  return (frame) => {
    frame.budget.spend(elements.length);
    return new List(elements.flatMap(({ run, optional }) => (optional ? present(run(frame)) : [run(frame)])));
  };
}

function mapOf(expr: Expr & { readonly kind: "map" }, slots: Slots, compile: Compile): Run {
  const entries = expr.entries.map(({ key, value, optional }) => ({
    key: compile(key, slots),
    value: compile(value, slots),
    optional,
  }));
  return (frame) => {
    frame.budget.spend(entries.length);
    return new Entries(
      entries.flatMap(({ key, value, optional }) => {
        const [name, found] = [key(frame), value(frame)];
        const kept = optional ? present(found) : [found];
        return kept.map((one): readonly [Value, Value] => [name, one]);
      }),
    );
  };
}

function present(value: Value): readonly Value[] {
  if (!(value instanceof Optional)) throw noSuchOverload();
  return value.value === undefined ? [] : [value.value];
}
