import { isSameType, partsOfType, rebuilt, type Type, types } from "./types.ts";

/**
 * What type parameters stand for, found while arguments are compared with signatures, as the checker of cel-go does:
 * https://github.com/google/cel-go/blob/master/checker/types.go
 */
export class Substitutions {
  #known: ReadonlyMap<string, Type> = new Map();
  #fresh = 0;

  /** Whether one may stand where the other is asked for; what was learned of parameters is kept only when all may. */
  areAssignable(given: readonly Type[], wanted: readonly Type[]): boolean {
    if (given.length !== wanted.length) return false;
    const trial = new Map(this.#known);
    if (!given.every((type, index) => assignable(trial, type, wanted[index] ?? types.error))) return false;
    this.#known = trial;
    return true;
  }

  /** The type with what is known of its parameters; `open`: what those are that nothing is known of. */
  apply(type: Type, open?: Type): Type {
    return substitute(this.#known, type, open);
  }

  /** A signature's types with parameters that no other call has. */
  freshen(signature: readonly Type[]): readonly Type[] {
    this.#fresh += 1;
    const renamed = (type: Type): Type =>
      type.kind === "param" ? types.param(`_${type.name}${this.#fresh}`) : rebuilt(type, renamed);
    return signature.map(renamed);
  }
}

export function mostGeneral(a: Type, b: Type): Type {
  return isEqualOrLessSpecific(a, b) ? a : b;
}

function substitute(known: ReadonlyMap<string, Type>, type: Type, open: Type | undefined): Type {
  if (type.kind !== "param") return rebuilt(type, (inner) => substitute(known, inner, open));
  const found = known.get(type.name);
  return found === undefined ? (open ?? type) : substitute(known, found, open);
}

function assignable(known: Map<string, Type>, a: Type, b: Type): boolean {
  if (b.kind === "param") {
    const tried = asParameter(known, a, b.name);
    if (tried !== "unfit") return tried === "fits";
  }
  if (a.kind === "param") return asParameter(known, b, a.name) === "fits";
  if (isWild(a) || isWild(b)) return true;
  if (a.kind === "null") return isNullable(b);
  if (b.kind === "null") return isNullable(a);
  if (a.kind !== b.kind) return false;
  if (a.kind === "type") return true;
  if ("name" in a) return isSameType(a, b);
  const others = partsOfType(b);
  return partsOfType(a).every((part, index) => assignable(known, part, others[index] ?? types.error));
}

/** `unfit`: not this way round, and nothing is known of the parameter yet. */
function asParameter(known: Map<string, Type>, type: Type, name: string): "fits" | "contradicts" | "unfit" {
  if (type.kind === "param" && type.name === name) return "fits";
  const found = known.get(name);
  if (found !== undefined) {
    if (isSameType(type, found)) return "fits";
    if (!assignable(known, type, found)) return "contradicts";
    const general = mostGeneral(type, found);
    if (!isReferenced(known, name, general)) known.set(name, general);
    return "fits";
  }
  if (isReferenced(known, name, type)) return "unfit";
  known.set(name, type);
  return "fits";
}

function isReferenced(known: ReadonlyMap<string, Type>, name: string, within: Type): boolean {
  if (within.kind === "param") {
    if (within.name === name) return true;
    const found = known.get(within.name);
    return found !== undefined && isReferenced(known, name, found);
  }
  return partsOfType(within).some((part) => isReferenced(known, name, part));
}

function isWild({ kind }: Type): boolean {
  return kind === "dyn" || kind === "error";
}

function isNullable({ kind }: Type): boolean {
  return ["null", "opaque", "optional", "object", "duration", "timestamp"].includes(kind);
}

function isEqualOrLessSpecific(a: Type, b: Type): boolean {
  if (isWild(a) || a.kind === "param") return true;
  if (isWild(b) || b.kind === "param") return false;
  if (a.kind !== b.kind) return false;
  if (a.kind === "type") return true;
  if ("name" in a) return isSameType(a, b);
  const others = partsOfType(b);
  return partsOfType(a).every((part, index) => isEqualOrLessSpecific(part, others[index] ?? types.error));
}
