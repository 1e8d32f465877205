import { Substitutions } from "./assignable.ts";
import { checkList, checkMap } from "./check-container.ts";
import { noOverload, undeclared } from "./check-faults.ts";
import { checkMacro } from "./check-macro.ts";
import type { Checking, Scope } from "./checking.ts";
import { CompileFault, NotEvaluatedFault } from "./faults.ts";
import { functionsOf } from "./functions/index.ts";
import type { Overload } from "./functions/overload.ts";
import { requireLiteral, typeOfLiteral } from "./literals.ts";
import { qualifiedName, typeNames } from "./names.ts";
import type { Expr } from "./syntax.ts";
import { nameOfType, type Type, types } from "./types.ts";

/** What names mean to one expression. */
export type Declarations = {
  /** Minor release of Kubernetes; null when functions that are not known here may exist. */
  readonly minor: number | null;
  readonly variables: ReadonlyMap<string, Type>;
};

/** What the checker found: the type of the whole, and for each call what it may call. */
export type Checked = { readonly type: Type; readonly calls: ReadonlyMap<Expr, ResolvedCall> };

type ResolvedCall = {
  readonly overloads: readonly Overload[];
  /** The target was the namespace of the function. */
  readonly isQualified: boolean;
};

/** The newest release of Kubernetes whose functions are known here. */
const newestMinor = 36;

/**
 * Checks the types of an expression as the API server does before it takes one. Throws a `CompileFault` for what it
 * would refuse. https://github.com/google/cel-go/blob/master/checker/checker.go
 */
export function checkExpression(expr: Expr, declarations: Declarations): Checked {
  const checker = new Checker(declarations);
  return { type: checker.finish(checker.check(expr, declarations.variables)), calls: checker.calls };
}

class Checker implements Checking {
  readonly calls = new Map<Expr, ResolvedCall>();
  readonly parameters = new Substitutions();
  readonly minor: number;
  readonly #declarations: Declarations;
  readonly #functions: ReadonlyMap<string, readonly Overload[]>;

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
    this.minor = declarations.minor ?? newestMinor;
    this.#functions = functionsOf(this.minor);
  }

  finish(type: Type): Type {
    return this.parameters.apply(type, types.dyn);
  }

  check(expr: Expr, scope: Scope): Type {
    switch (expr.kind) {
      case "literal":
        return typeOfLiteral(expr.value);
      case "name":
        return this.#name(expr.name, expr.at, scope);
      case "select":
        return this.#select(expr, scope);
      case "index":
        return this.#index(expr, scope);
      case "call":
        return this.#call(expr, scope);
      case "list":
        return checkList(expr.elements, scope, this);
      case "map":
        return checkMap(expr.entries, scope, this);
      case "struct":
        throw undeclared(expr.name, expr.at);
      case "macro":
        return checkMacro(expr, scope, this);
    }
  }

  #name(written: string, at: number, scope: Scope): Type {
    const name = written.replace(/^\./, "");
    const known = written.startsWith(".") ? this.#declarations.variables.get(name) : scope.get(name);
    const type = known ?? typeNames.get(name);
    if (type === undefined) throw undeclared(name, at);
    return type;
  }

  #select(expr: Expr & { readonly kind: "select" }, scope: Scope): Type {
    const qualified = expr.optional || expr.test ? undefined : this.#qualified(expr, scope);
    if (qualified !== undefined) return qualified;
    const of = this.parameters.apply(this.check(expr.of, scope));
    const isOptional = of.kind === "optional";
    const field = this.#field(isOptional ? this.parameters.apply(of.of[0]) : of, expr);
    if (expr.test) return types.bool;
    return (isOptional || expr.optional) && field.kind !== "optional" ? types.optional(field) : field;
  }

  /** `google.protobuf.Timestamp`, the name of a type. */
  #qualified(expr: Expr, scope: Scope): Type | undefined {
    const name = qualifiedName(expr);
    if (name === undefined || scope.has(name.slice(0, name.indexOf(".")))) return undefined;
    return scope.get(name) ?? typeNames.get(name);
  }

  #field(of: Type, { field, at }: Expr & { readonly kind: "select" }): Type {
    switch (of.kind) {
      case "map":
        return of.of[1];
      case "object": {
        const found = of.fields.get(field);
        if (found === undefined) throw new CompileFault(`undefined field '${field}'`, at);
        return found;
      }
      case "param":
        this.parameters.areAssignable([types.dyn], [of]);
        return types.dyn;
      case "dyn":
      case "error":
        return types.dyn;
      default:
        throw new CompileFault(`type '${nameOfType(of)}' does not support field selection`, at);
    }
  }

  #index({ of: written, key, optional, at }: Expr & { readonly kind: "index" }, scope: Scope): Type {
    const [of, keyType] = [this.parameters.apply(this.check(written, scope)), this.check(key, scope)];
    const isOptional = of.kind === "optional";
    const container = isOptional ? this.parameters.apply(of.of[0]) : of;
    const found = this.#entry(container, keyType, at);
    return isOptional || optional ? types.optional(found) : found;
  }

  #entry(container: Type, key: Type, at: number): Type {
    const [element, of] = this.parameters.freshen([types.param("A"), types.param("B")]);
    if (element === undefined || of === undefined) return types.dyn;
    const isList = this.parameters.areAssignable([container, key], [types.list(element), types.int]);
    if (isList && container.kind !== "dyn") return this.parameters.apply(element);
    if (container.kind === "dyn" || container.kind === "error") return types.dyn;
    if (this.parameters.areAssignable([container, key], [types.map(of, element), of]))
      return this.parameters.apply(element);
    throw noOverload("_[_]", [container, key], at);
  }

  #call(expr: Expr & { readonly kind: "call" }, scope: Scope): Type {
    const { name, target, args, at } = expr;
    if (name === "_?_:_") return this.#conditional(args, at, scope);
    if (name === "_&&_" || name === "_||_") return this.#logic(name, args, at, scope);
    const space = target === null ? undefined : qualifiedName(target);
    const isShadowed = space !== undefined && scope.has(space.split(".")[0] ?? "");
    const qualified = space === undefined || isShadowed ? undefined : this.#functions.get(`${space}.${name}`);
    if (qualified !== undefined) {
      const given = args.map((arg) => this.check(arg, scope));
      return this.#resolve(
        expr,
        `${space}.${name}`,
        qualified.filter(({ member }) => !member),
        given,
        true,
      );
    }
    const known = this.#functions.get(name.replace(/^\./, ""));
    const given = [...(target === null ? [] : [target]), ...args].map((arg) => this.check(arg, scope));
    if (known === undefined) throw this.#unknownFunction(name, at);
    return this.#resolve(
      expr,
      name,
      known.filter(({ member }) => member === (target !== null)),
      given,
      false,
    );
  }

  #unknownFunction(name: string, at: number): Error {
    if (this.#declarations.minor === null || uncertain.has(name))
      return new NotEvaluatedFault(`the function ${name} is not known here`);
    return undeclared(name, at);
  }

  #resolve(
    expr: Expr,
    name: string,
    candidates: readonly Overload[],
    given: readonly Type[],
    isQualified: boolean,
  ): Type {
    const fitting: Overload[] = [];
    let result: Type | undefined;
    for (const overload of candidates) {
      if (overload.args.length !== given.length) continue;
      const [own = types.dyn, ...wanted] = this.parameters.freshen([overload.result, ...overload.args]);
      if (!this.parameters.areAssignable(given, wanted)) continue;
      fitting.push(overload);
      const found = this.parameters.apply(own);
      result = result === undefined || nameOfType(result) === nameOfType(found) ? found : types.dyn;
    }
    if (result === undefined)
      throw noOverload(
        name,
        given.map((type) => this.finish(type)),
        expr.at,
        candidates.some(({ member }) => member),
      );
    this.calls.set(expr, { overloads: fitting, isQualified });
    if (this.minor >= 29 && expr.kind === "call") requireLiteral(expr);
    return result;
  }

  #conditional([condition, yes, no]: readonly Expr[], at: number, scope: Scope): Type {
    if (condition === undefined || yes === undefined || no === undefined) return types.error;
    const given = [condition, yes, no].map((arg) => this.check(arg, scope));
    const [choice = types.dyn] = this.parameters.freshen([types.param("A")]);
    if (!this.parameters.areAssignable(given, [types.bool, choice, choice]))
      throw noOverload(
        "_?_:_",
        given.map((type) => this.finish(type)),
        at,
      );
    return this.parameters.apply(choice);
  }

  #logic(name: string, args: readonly Expr[], at: number, scope: Scope): Type {
    const given = args.map((arg) => this.check(arg, scope));
    if (!this.parameters.areAssignable(given, [types.bool, types.bool]))
      throw noOverload(
        name,
        given.map((type) => this.finish(type)),
        at,
      );
    return types.bool;
  }
}

/** Functions that a release of Kubernetes may have or not. */
const uncertain: ReadonlySet<string> = new Set(["image", "isImage"]);
