import { type Budget, spend, weigh } from "./budget.ts";
import { functions } from "./functions/index.ts";
import { type Command, type Node, type Operand, type Pipe, parse } from "./parse.ts";
import { print } from "./print.ts";
import { entryOf, isList, isMap, isTrue, kindOf, TemplateProblem, type Value } from "./value.ts";

type TemplateOptions = {
  /** `missingkey=error`: a key that is not there is an error, and not `<no value>`. */
  readonly missingKeyIsError: boolean;
  readonly budget: Budget;
};

/** What a template may write; one that writes more is a bomb. */
const maxOutput = 1024 * 1024;

const charactersPerStep = 16;

/**
 * Fills in a template as Go's `text/template` does, with the functions that are known here. Throws
 * `TemplateProblem` where Go would fail, and where it uses something that is not: never a guess.
 */
export function evaluate(template: string, data: Value, options: TemplateOptions): string {
  if (!template.includes("{{")) return template;
  spend(options.budget, template.length);
  const run: Run = { options, output: "", variables: [["$", data]] };
  const ended = runNodes(parse(template), data, run);
  if (ended !== "done") throw new TemplateProblem(`The template has {{${ended}}} outside of a range`);
  return run.output;
}

type Run = {
  readonly options: TemplateOptions;
  output: string;
  /** Innermost last. */
  variables: [string, Value][];
};

type Ended = "done" | "break" | "continue";

function runNodes(nodes: readonly Node[], dot: Value, run: Run): Ended {
  for (const node of nodes) {
    spend(run.options.budget, 1);
    const ended = runNode(node, dot, run);
    if (ended !== "done") return ended;
  }
  return "done";
}

function runNode(node: Node, dot: Value, run: Run): Ended {
  switch (node.kind) {
    case "text":
      write(node.text, run);
      return "done";
    case "output": {
      const value = evaluatePipe(node.pipe, dot, run);
      if (node.pipe.variables.length === 0) write(print(value), run);
      return "done";
    }
    case "break":
    case "continue":
      return node.kind;
    default:
      return inScope(run, () => (node.kind === "range" ? runRange(node, dot, run) : runCondition(node, dot, run)));
  }
}

function write(text: string, run: Run): void {
  spend(run.options.budget, text.length / charactersPerStep);
  run.output += text;
  if (run.output.length > maxOutput) throw new TemplateProblem(`The template writes more than ${maxOutput} characters`);
}

/** Variables that are declared inside are gone afterwards; those that are changed stay changed. */
function inScope(run: Run, work: () => Ended): Ended {
  const { length } = run.variables;
  const ended = work();
  run.variables.length = length;
  return ended;
}

type Block = Extract<Node, { readonly pipe: Pipe; readonly body: readonly Node[] }>;

function runCondition(node: Block, dot: Value, run: Run): Ended {
  const value = evaluatePipe(node.pipe, dot, run);
  if (isTrue(value)) return runNodes(node.body, node.kind === "with" ? value : dot, run);
  return runNodes(node.otherwise, dot, run);
}

function runRange(node: Block, dot: Value, run: Run): Ended {
  const { variables, assigns } = node.pipe;
  const value = evaluatePipe({ ...node.pipe, variables: [] }, dot, run);
  const entries = entriesOf(value);
  if (entries.length === 0) return runNodes(node.otherwise, dot, run);
  for (const [key, one] of entries) {
    spend(run.options.budget, 1);
    const ended = inScope(run, () => {
      const given = variables.length === 2 ? [key, one] : [one];
      for (const [index, name] of variables.entries()) setVariable(name, given[index], assigns, run);
      return runNodes(node.body, one, run);
    });
    if (ended === "break") break;
  }
  return "done";
}

function entriesOf(value: Value): readonly (readonly [Value, Value])[] {
  if (value === undefined || value === null) return [];
  if (isList(value)) return value.map((one, index) => [BigInt(index), one]);
  if (isMap(value)) return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (typeof value === "bigint") {
    if (value > BigInt(maxOutput)) throw new TemplateProblem(`The template ranges over ${value} numbers`);
    return Array.from({ length: Math.max(0, Number(value)) }, (_, index) => [BigInt(index), BigInt(index)]);
  }
  throw new TemplateProblem(`The template ranges over a ${kindOf(value)}, which is no list`);
}

function setVariable(name: string, value: Value, assigns: boolean, run: Run): void {
  if (!assigns) {
    run.variables.push([name, value]);
    return;
  }
  const known = run.variables.findLast(([other]) => other === name);
  if (known === undefined)
    throw new TemplateProblem(`The template changes the variable ${name}, which it does not declare`);
  known[1] = value;
}

function evaluatePipe({ commands, variables, assigns }: Pipe, dot: Value, run: Run): Value {
  let value: Value;
  for (const [index, command] of commands.entries()) {
    value = evaluateCommand(command, index === 0 ? [] : [value], dot, run);
  }
  for (const name of variables) setVariable(name, value, assigns, run);
  return value;
}

/** `piped` is what the command before answers: the last argument of this one. */
function evaluateCommand(command: Command, piped: readonly Value[], dot: Value, run: Run): Value {
  spend(run.options.budget, 1);
  const [first, ...rest] = command;
  if (first.kind === "function") return call(first.name, rest, piped, dot, run);
  if (rest.length > 0 || piped.length > 0) {
    throw new TemplateProblem("The template gives an argument to something that is no function");
  }
  if (first.kind === "literal" && first.value === null) throw new TemplateProblem("The template has nil as a command");
  return evaluateOperand(first, dot, run);
}

function call(name: string, operands: readonly Operand[], piped: readonly Value[], dot: Value, run: Run): Value {
  if (name === "and" || name === "or") return shortCircuit(name, operands, piped, dot, run);
  const known = functions.get(name);
  if (known === undefined) throw new TemplateProblem(`The template uses the function ${name}, which is not evaluated`);
  const given = [...operands.map((operand) => evaluateOperand(operand, dot, run)), ...piped];
  const result = known(given);
  // What a function costs goes by what it reads and what it makes.
  spend(
    run.options.budget,
    [result, ...given].reduce<number>((sum, value) => sum + weigh(value), 0) / charactersPerStep,
  );
  return result;
}

/** The first argument that decides, or the last. What stands behind it is not evaluated. */
function shortCircuit(
  name: "and" | "or",
  operands: readonly Operand[],
  piped: readonly Value[],
  dot: Value,
  run: Run,
): Value {
  if (operands.length + piped.length === 0) throw new TemplateProblem(`The template uses ${name} without arguments`);
  let value: Value;
  for (const operand of operands) {
    value = evaluateOperand(operand, dot, run);
    if (isTrue(value) === (name === "or")) return value;
  }
  return piped.length > 0 ? piped[0] : value;
}

function evaluateOperand(operand: Operand, dot: Value, run: Run): Value {
  spend(run.options.budget, 1);
  switch (operand.kind) {
    case "literal":
      return operand.value;
    case "dot":
      return dot;
    case "variable":
      return variableOf(operand.name, run);
    case "function":
      return call(operand.name, [], [], dot, run);
    case "pipe":
      return evaluatePipe(operand.pipe, dot, run);
    case "fields":
      return operand.names.reduce((value, name) => fieldOf(value, name, run), evaluateOperand(operand.of, dot, run));
  }
}

function variableOf(name: string, run: Run): Value {
  const known = run.variables.findLast(([other]) => other === name);
  if (known === undefined)
    throw new TemplateProblem(`The template uses the variable ${name}, which it does not declare`);
  return known[1];
}

function fieldOf(value: Value, name: string, { options }: Run): Value {
  if (value === undefined && !options.missingKeyIsError) return undefined;
  if (value === undefined || value === null) {
    throw new TemplateProblem(`The template looks for .${name} in something that is not there`);
  }
  if (!isMap(value)) throw new TemplateProblem(`The template looks for .${name} in a ${kindOf(value)}`);
  const found = entryOf(value, name);
  if (found === undefined && options.missingKeyIsError) {
    throw new TemplateProblem(`The template uses .${name}, for which there is no value`);
  }
  return found;
}
