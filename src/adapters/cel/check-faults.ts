import { CompileFault } from "./faults.ts";
import { nameOfType, type Type } from "./types.ts";

export function undeclared(name: string, at: number): CompileFault {
  return new CompileFault(`undeclared reference to '${name}' (in container '')`, at);
}

export function noOverload(name: string, given: readonly Type[], at: number, member = false): CompileFault {
  const [target, ...args] = given.map(nameOfType);
  const applied = member ? `${target}.(${args.join(", ")})` : `(${[target, ...args].join(", ")})`;
  return new CompileFault(`found no matching overload for '${name}' applied to '${applied}'`, at);
}
