import { lex, type Piece, type Token } from "./lex.ts";
import { TemplateProblem } from "./value.ts";

export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "output"; readonly pipe: Pipe }
  | {
      readonly kind: "if" | "with" | "range";
      readonly pipe: Pipe;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | { readonly kind: "break" | "continue" };

/** Commands, each given what the one before it answers; and the variables that take the last answer. */
export type Pipe = {
  readonly variables: readonly string[];
  /** `=` changes variables that are there already. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
};

export type Command = readonly [Operand, ...Operand[]];

export type Operand =
  | { readonly kind: "literal"; readonly value: string | number | bigint | boolean | null }
  | { readonly kind: "dot" }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "function"; readonly name: string }
  | { readonly kind: "pipe"; readonly pipe: Pipe }
  /** Fields of what another operand is. */
  | { readonly kind: "fields"; readonly of: Operand; readonly names: readonly string[] };

/** Deeper than anybody nests. */
const maxDepth = 100;

/** A template as a tree; throws `TemplateProblem` on what Go would refuse, and on what is not understood here. */
export function parse(template: string): readonly Node[] {
  const pieces = lex(template);
  const reader: Reader = { pieces, at: 0, depth: 0, loops: 0 };
  const { nodes, end } = parseNodes(reader);
  if (end !== null) throw new TemplateProblem(`The template has {{${end.word}}} with nothing that it ends`);
  return nodes;
}

type Reader = { readonly pieces: readonly Piece[]; at: number; depth: number; loops: number };

/** What ended a list of nodes, with what stands after it: `else if …`. */
type End = { readonly word: "end" | "else"; readonly rest: readonly Token[] };

function parseNodes(reader: Reader): { readonly nodes: readonly Node[]; readonly end: End | null } {
  const nodes: Node[] = [];
  for (;;) {
    const piece = reader.pieces[reader.at];
    if (piece === undefined) return { nodes, end: null };
    reader.at += 1;
    if ("text" in piece) {
      nodes.push({ kind: "text", text: piece.text });
      continue;
    }
    const [first, ...rest] = piece.tokens;
    const word = first?.kind === "word" ? first.name : "";
    if (word === "end" || word === "else") return { nodes, end: { word, rest } };
    nodes.push(parseAction(word, piece.tokens, reader));
  }
}

const refused = new Set(["template", "define", "block"]);

function parseAction(word: string, tokens: readonly Token[], reader: Reader): Node {
  if (refused.has(word)) throw new TemplateProblem(`The template uses {{${word}}}, which is not evaluated`);
  if (word === "if" || word === "with" || word === "range") return parseBlock(word, tokens.slice(1), reader);
  if (word === "break" || word === "continue") {
    if (reader.loops === 0 || tokens.length > 1)
      throw new TemplateProblem(`The template has {{${word}}} outside of a range`);
    return { kind: word };
  }
  return { kind: "output", pipe: parsePipe(tokens, 0) };
}

function parseBlock(kind: "if" | "with" | "range", tokens: readonly Token[], reader: Reader): Node {
  reader.depth += 1;
  if (reader.depth > maxDepth) throw new TemplateProblem(`The template nests more than ${maxDepth} blocks`);
  const pipe = parsePipe(tokens, 0, kind === "range");
  reader.loops += kind === "range" ? 1 : 0;
  const { nodes: body, end } = parseNodes(reader);
  reader.loops -= kind === "range" ? 1 : 0;
  const otherwise = end?.word === "else" ? parseElse(kind, end.rest, reader) : [];
  if (end === null) throw new TemplateProblem(`The template has {{${kind}}} without {{end}}`);
  if (end.word === "end" && end.rest.length > 0) throw new TemplateProblem("The template has something after {{end");
  reader.depth -= 1;
  return { kind, pipe, body, otherwise };
}

/** `{{else if …}}` shares the `{{end}}` of its `{{if}}`, and so does `{{else with …}}`. */
function parseElse(kind: string, rest: readonly Token[], reader: Reader): readonly Node[] {
  const [next] = rest;
  if (next?.kind === "word" && next.name === kind && (kind === "if" || kind === "with")) {
    return [parseBlock(kind, rest.slice(1), reader)];
  }
  if (next !== undefined) throw new TemplateProblem(`The template has something after {{else`);
  const { nodes, end } = parseNodes(reader);
  if (end?.word !== "end") throw new TemplateProblem(`The template has {{${kind}}} without {{end}}`);
  return nodes;
}

function parsePipe(tokens: readonly Token[], depth: number, inRange = false): Pipe {
  if (depth > maxDepth) throw new TemplateProblem(`The template nests more than ${maxDepth} parentheses`);
  const { variables, assigns, from } = parseVariables(tokens, inRange);
  const commands = splitAtPipes(tokens.slice(from)).map((command) => parseCommand(command, depth));
  return { variables, assigns, commands };
}

function parseVariables(
  tokens: readonly Token[],
  inRange: boolean,
): Omit<Pipe, "commands"> & { readonly from: number } {
  const sign = tokens.findIndex(({ kind }) => kind === "declare" || kind === "assign");
  if (sign < 0) return { variables: [], assigns: false, from: 0 };
  const names = tokens.slice(0, sign).filter(({ kind }) => kind !== "comma");
  const variables = names.flatMap((token) => (token.kind === "variable" ? [token.name] : []));
  const isOrdinary = variables.length === names.length && variables.length > 0 && sign === names.length * 2 - 1;
  if (!isOrdinary || variables.length > (inRange ? 2 : 1)) {
    throw new TemplateProblem("The template has a declaration that Go's templates do not allow");
  }
  return { variables, assigns: tokens[sign]?.kind === "assign", from: sign + 1 };
}

function splitAtPipes(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const commands: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "open") depth += 1;
    if (token.kind === "close") depth -= 1;
    if (token.kind === "pipe" && depth === 0) commands.push([]);
    else commands.at(-1)?.push(token);
  }
  return commands;
}

function parseCommand(tokens: readonly Token[], depth: number): Command {
  const operands: Operand[] = [];
  for (let at = 0; at < tokens.length; ) {
    const { operand, next } = parseOperand(tokens, at, depth);
    if (next < tokens.length && tokens[next]?.spaced === false && tokens[next]?.kind !== "close") {
      throw new TemplateProblem("The template has two things without a space between them");
    }
    operands.push(operand);
    at = next;
  }
  const [first, ...rest] = operands;
  if (first === undefined) throw new TemplateProblem("The template has an empty command, such as `{{}}` or `| |`");
  return [first, ...rest];
}

function parseOperand(
  tokens: readonly Token[],
  at: number,
  depth: number,
): { readonly operand: Operand; readonly next: number } {
  const token = tokens[at];
  if (token?.kind === "open") {
    const close = matching(tokens, at);
    const pipe = parsePipe(tokens.slice(at + 1, close), depth + 1);
    return withFields({ kind: "pipe", pipe }, tokens, close + 1);
  }
  if (token?.kind === "field") return withFields({ kind: "dot" }, tokens, at);
  if (token?.kind === "dot") return { operand: { kind: "dot" }, next: at + 1 };
  if (token?.kind === "variable") return withFields({ kind: "variable", name: token.name }, tokens, at + 1);
  if (token?.kind === "literal") return { operand: { kind: "literal", value: token.value }, next: at + 1 };
  if (token?.kind === "word") return { operand: wordOf(token.name), next: at + 1 };
  throw new TemplateProblem("The template has a sign where a value belongs");
}

function wordOf(name: string): Operand {
  if (name === "true" || name === "false") return { kind: "literal", value: name === "true" };
  return name === "nil" ? { kind: "literal", value: null } : { kind: "function", name };
}

/** Fields that follow without a space: `.a.b`, `$x.a`, `(…).a`. */
function withFields(
  of: Operand,
  tokens: readonly Token[],
  from: number,
): { readonly operand: Operand; readonly next: number } {
  const names: string[] = [];
  let next = from;
  for (; next < tokens.length; next += 1) {
    const token = tokens[next];
    if (token?.kind !== "field" || (token.spaced && !(of.kind === "dot" && next === from))) break;
    names.push(token.name);
  }
  return { operand: names.length === 0 ? of : { kind: "fields", of, names }, next };
}

function matching(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at]?.kind === "open") depth += 1;
    if (tokens[at]?.kind === "close") depth -= 1;
    if (depth === 0) return at;
  }
  throw new TemplateProblem("The template has a parenthesis that is not closed");
}
