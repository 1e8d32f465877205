import { configPath, defaultConfig, type ParsedConfig, parseConfig } from "../config/parse.ts";
import type { Revision } from "../domain/revision.ts";
import type { Repository } from "../ports/git.ts";
import { openTree } from "../sources/tree.ts";

/** The configuration of one revision alone; all defaults where there is none. */
export async function configurationAt(repository: Repository, revision: Revision): Promise<ParsedConfig> {
  const tree = await openTree(repository, await repository.treeOf(revision));
  const content = (await tree.read([configPath])).get(configPath);
  return content === undefined ? { ok: true, config: defaultConfig() } : parseConfig(new TextDecoder().decode(content));
}
