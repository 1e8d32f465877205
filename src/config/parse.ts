import { Ajv } from "ajv";
import { LineCounter, parseDocument } from "yaml";
import type { Json } from "../domain/json.ts";
import { InvariantError, messageOf } from "../errors.ts";
import { type Fault, pathText } from "./fault.ts";
import { formats } from "./formats.ts";
import { faultsOfMeaning } from "./meaning.ts";
import { positionOf } from "./position.ts";
import { type RepositoryConfig, repositoryConfigSchema } from "./schema.ts";
import { faultsOfShape } from "./shape.ts";

/** One thing wrong with the configuration. Lines and columns count from 1; `message` names the path itself. */
export type ConfigProblem = {
  readonly line: number;
  readonly column: number;
  /** Such as `environments[1].soak`; "" for the whole. */
  readonly path: string;
  readonly message: string;
};

export type ParsedConfig =
  | { readonly ok: true; readonly config: RepositoryConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Where the configuration of a repository stands. */
export const configPath = ".github/fairlead.yml";

/** Far above any real configuration, far below what would take long to read. */
const maxCharacters = 512 * 1024;

const hasShape = new Ajv({
  allErrors: true,
  useDefaults: true,
  discriminator: true,
  verbose: true,
  allowUnionTypes: true,
  formats: Object.fromEntries(Object.entries(formats).map(([name, { is }]) => [name, is])),
}).compile<RepositoryConfig>(repositoryConfigSchema);

/** Parses `.github/fairlead.yml`. Every problem is told at once, in the order of the file. An empty text is all defaults. */
export function parseConfig(text: string): ParsedConfig {
  if (text.length > maxCharacters) return refused("The file is longer than 512 KiB, which no configuration needs.");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos: [offset], message }) => {
      const { line, col } = lines.linePos(offset);
      return {
        line: Math.max(line, 1),
        column: Math.max(col, 1),
        path: "",
        message: `This is not YAML: ${message.replace(/\.$/, "")}.`,
      };
    });
    return { ok: false, problems };
  }
  let value: Json;
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    return refused(`The file cannot be read: ${messageOf(error)}.`);
  }
  // Before validation: it fills in defaults, and what is said here is about what the author wrote.
  const meaning = faultsOfMeaning(value);
  if (hasShape(value) && meaning.length === 0) return { ok: true, config: value };
  const faults = [...faultsOfShape(hasShape.errors ?? []), ...meaning];
  const problems = faults.map((fault) => ({ ...positionOf(document, lines, fault), ...told(fault) }));
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** What holds for a repository without a configuration. */
export function defaultConfig(): RepositoryConfig {
  const parsed = parseConfig("");
  if (!parsed.ok) throw new InvariantError("an empty configuration is valid");
  return parsed.config;
}

function told({ path, message }: Fault): Pick<ConfigProblem, "path" | "message"> {
  const name = pathText(path);
  return { path: name, message: name === "" ? message : `${name}: ${message}` };
}

function refused(message: string): ParsedConfig {
  return { ok: false, problems: [{ line: 1, column: 1, path: "", message }] };
}
