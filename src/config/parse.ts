import { InvariantError } from "../errors.ts";
import { faultsOfMeaning } from "./meaning.ts";
import { type ReadYaml, readYamlAs, validator } from "./read-yaml.ts";
import { type RepositoryConfig, repositoryConfigSchema } from "./schema.ts";

export type { ConfigProblem } from "./read-yaml.ts";
export type ParsedConfig = ReadYaml<RepositoryConfig>;

/** Where the configuration of a repository stands. */
export const configPath = ".github/fairlead.yml";

const hasShape = validator<RepositoryConfig>(repositoryConfigSchema);

/** Parses `.github/fairlead.yml`. Every problem is told at once, in the order of the file. An empty text is all defaults. */
export function parseConfig(text: string): ParsedConfig {
  return readYamlAs(text, hasShape, faultsOfMeaning);
}

/** What holds for a repository without a configuration. */
export function defaultConfig(): RepositoryConfig {
  const parsed = parseConfig("");
  if (!parsed.ok) throw new InvariantError("an empty configuration is valid");
  return parsed.config;
}
