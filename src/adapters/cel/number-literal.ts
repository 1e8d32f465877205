import { CompileFault } from "./faults.ts";
import type { Token } from "./token.ts";
import { Unsigned } from "./values.ts";

/** The number behind a token, with the minus that stands before it. Throws where 64 bits do not hold it. */
export function numberOf(
  token: Token & { readonly kind: "int" | "uint" | "double" },
  minus: string,
): bigint | number | Unsigned {
  if (token.kind === "double") return Number(`${minus}${token.text}`);
  const magnitude = BigInt(token.text);
  const value = minus === "" ? magnitude : -magnitude;
  if (token.kind === "uint") {
    if (value >= 1n << 64n) throw new CompileFault("Syntax error: invalid uint literal", token.at);
    return new Unsigned(value);
  }
  if (BigInt.asIntN(64, value) !== value) throw new CompileFault("Syntax error: invalid int literal", token.at);
  return value;
}
