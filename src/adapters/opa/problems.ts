import type { PolicyProblem } from "../../ports/policies.ts";
import { explainUndefined } from "./capabilities.ts";

/** What `opa … --format json` or its plain text says went wrong, each with its line. */
export function parseProblems(output: string, directory: string): readonly PolicyProblem[] {
  return fromJson(output, directory) ?? fromText(output, directory);
}

type OpaError = {
  readonly message?: string;
  readonly location?: { readonly file?: string; readonly row?: number };
};

function fromJson(output: string, directory: string): readonly PolicyProblem[] | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(output);
  } catch {
    return undefined;
  }
  const { errors } = answer as { readonly errors?: readonly OpaError[] };
  return errors?.map(({ message = "unknown error", location }) => ({
    path: within(location?.file ?? "", directory),
    line: location?.row ?? 1,
    message: sentence(message),
  }));
}

/** `FILE:LINE: CODE: MESSAGE`, one a line. */
function fromText(output: string, directory: string): readonly PolicyProblem[] {
  const lines = output.split("\n");
  return lines.flatMap((line) => {
    const found = /(\S+\.rego):(\d+): (?:rego_\w+: )?(.+)$/.exec(line);
    if (found === null) return [];
    const [, file = "", row = "1", message = ""] = found;
    return [{ path: within(file, directory), line: Number(row), message: sentence(message) }];
  });
}

function within(file: string, directory: string): string {
  const path = file.startsWith(`${directory}/`) ? file.slice(directory.length + 1) : file.replace(/^\.\//, "");
  return path.replace(/^policies\//, "");
}

function sentence(message: string): string {
  return explainUndefined(message.trim());
}
