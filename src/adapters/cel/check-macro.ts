import { undeclared } from "./check-faults.ts";
import { type Checking, type Scope, unwrapped } from "./checking.ts";
import { CompileFault } from "./faults.ts";
import type { Expr, Macro } from "./syntax.ts";
import { nameOfType, type Type, types } from "./types.ts";

/** The type of a macro, with its variables in scope. https://github.com/google/cel-go/blob/master/checker/checker.go */
export function checkMacro(macro: Macro, scope: Scope, checking: Checking): Type {
  if (checking.minor < firstRelease(macro)) throw undeclared(macro.name, macro.at);
  const range = checking.parameters.apply(checking.check(macro.range, scope));
  const [first = "", second] = macro.variables;
  const isOptional = macro.name === "optMap" || macro.name === "optFlatMap";
  const [key, value] = isOptional
    ? [unwrapped(range, macro.range.at), undefined]
    : variablesOf(range, macro.range.at, second !== undefined, checking);
  const inner = new Map(scope).set(first, key);
  if (second !== undefined && value !== undefined) inner.set(second, value);
  if (macro.filter !== null) checkPredicate(macro.filter, inner, checking);
  const step = macro.step === null ? types.bool : checking.check(macro.step, inner);
  return resultOf(macro.name, key, step);
}

/** The minor release of Kubernetes that has it first. */
function firstRelease({ name, variables }: Macro): number {
  if (name === "sortBy") return 34;
  return variables.length === 2 ? 32 : 0;
}

function checkPredicate(filter: Expr, scope: Scope, checking: Checking): void {
  const type = checking.check(filter, scope);
  if (!checking.parameters.areAssignable([type], [types.bool]))
    throw new CompileFault(`expected type 'bool' but found '${nameOfType(checking.finish(type))}'`, filter.at);
}

/** The types of a macro's variables. */
function variablesOf(range: Type, at: number, isTwoFold: boolean, checking: Checking): readonly [Type, Type?] {
  switch (range.kind) {
    case "list":
      return isTwoFold ? [types.int, range.of[0]] : [range.of[0]];
    case "map":
      return [range.of[0], range.of[1]];
    case "param":
      checking.parameters.areAssignable([types.dyn], [range]);
      return [types.dyn, types.dyn];
    case "dyn":
    case "error":
      return [types.dyn, types.dyn];
    default:
      throw new CompileFault(
        `expression of type '${nameOfType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
        at,
      );
  }
}

function resultOf(name: Macro["name"], key: Type, step: Type): Type {
  switch (name) {
    case "filter":
    case "sortBy":
      return types.list(key);
    case "map":
    case "transformList":
      return types.list(step);
    case "transformMap":
      return types.map(key, step);
    case "transformMapEntry":
      return step;
    case "optMap":
      return types.optional(step);
    case "optFlatMap":
      return step;
    default:
      return types.bool;
  }
}
