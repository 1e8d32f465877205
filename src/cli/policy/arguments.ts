import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { explainOptions } from "../options.ts";

/** Options and the words between them. Throws `UsageError` with one sentence when something is not an option. */
export function parsePolicyArguments<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw explainOptions(error, args, Object.keys(options));
  }
}
