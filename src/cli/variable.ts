import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf } from "../errors.ts";

/** Secrets may be given as `<NAME>_FILE`, a path, so that they stay out of the environment. */
export const secretNames = [
  "PRIVATE_KEY",
  "WEBHOOK_SECRET",
  "WEBHOOK_SECRET_PREVIOUS",
  "DATABASE_URL",
  "FAIRLEAD_CHART_CREDENTIALS",
] as const;

/** The value of a variable of the environment; of a secret also what stands in the file that its `_FILE` names. */
export function variable(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  directory: string,
): { readonly value: string | undefined; readonly problems: readonly string[] } {
  const problems: string[] = [];
  return { value: env[name] || fromFile(name, env, directory, problems), problems };
}

function fromFile(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  directory: string,
  problems: string[],
): string | undefined {
  if (!secretNames.some((secret) => secret === name)) return undefined;
  // Probot's name for the same thing.
  const path = env[`${name}_FILE`] || (name === "PRIVATE_KEY" ? env.PRIVATE_KEY_PATH : undefined);
  if (!path) return undefined;
  try {
    return readFileSync(resolve(directory, path), "utf8").trim();
  } catch (error) {
    problems.push(`${name}_FILE names a file that cannot be read: ${messageOf(error)}`);
    return undefined;
  }
}
