import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { nearest } from "../domain/nearest.ts";
import { messageOf } from "../errors.ts";
import { UsageError } from "./verb.ts";

/** The values of a verb's options. Throws `UsageError` with one sentence when something is not an option. */
export function parseOptions<Options extends ParseArgsOptionsConfig>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw explainOptions(error, args, Object.keys(options));
  }
}

/** What is wrong with the options, in one sentence. */
export function explainOptions(error: unknown, args: readonly string[], known: readonly string[]): UsageError {
  return new UsageError(sentence(error, args, known), { cause: error });
}

/** Node's own messages span lines and speak of positional arguments. */
function sentence(error: unknown, args: readonly string[], known: readonly string[]): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const [, quoted = ""] = /'([^']*)'/.exec(messageOf(error)) ?? [];
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const close = nearest(quoted.replace(/^-+/, ""), known);
    return `There is no option ${quoted}${close === undefined ? "" : `; did you mean --${close}`}${close === undefined ? "." : "?"}`;
  }
  if (code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL")
    return `${JSON.stringify(quoted)} stands where an option was expected.`;
  const option = /--[a-z-]+/.exec(quoted)?.[0] ?? args.at(-1) ?? "";
  return messageOf(error).includes("does not take an argument")
    ? `${option} takes no value.`
    : `${option} needs a value after it.`;
}

/** The one of `choices` that was named. Throws `UsageError` with all of them otherwise. */
export function oneOf<Choice extends string>(option: string, value: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new UsageError(`${option} ${JSON.stringify(value)} is not known: it is one of ${choices.join(", ")}.`);
}
