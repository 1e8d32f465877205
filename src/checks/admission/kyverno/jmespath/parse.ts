import { compile } from "@jmespath-community/jmespath";
import { messageOf } from "../../../../errors.ts";
import { LeftToKyverno, RuleFault } from "../outcome.ts";

export type Expression = ReturnType<typeof compile>;

const parsed = new Map<string, Expression>();
const limit = 2_000;

/** The syntax tree of an expression. An expression that is none is a fault of the rule. */
export function parseExpression(text: string): Expression {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const tree = read(text);
  if (parsed.size >= limit) parsed.clear();
  parsed.set(text, tree);
  return tree;
}

function read(text: string): Expression {
  if (text === "") throw new RuleFault("invalid query (nil)");
  try {
    return compile(text);
  } catch (error) {
    // Whether Kyverno's parser agrees, in the version of that cluster, is not known.
    throw new LeftToKyverno(`the expression ${text} cannot be read: ${messageOf(error)}`);
  }
}
