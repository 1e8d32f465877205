import type { RepositoryConfig } from "../config/schema.ts";
import type { HostedRepository } from "../domain/pull-request.ts";
import { configurationAt } from "../pipeline/base-configuration.ts";
import type { VerdictPorts } from "./ports.ts";

/**
 * What a base branch says now: GitHub's base commit of a pull request stays behind when the branch moves on.
 * Undefined when the branch is gone, or its configuration cannot be read.
 */
export async function readBaseConfig(
  hosted: HostedRepository,
  branch: string,
  { openRepository }: Pick<VerdictPorts, "openRepository">,
): Promise<RepositoryConfig | undefined> {
  const repository = await openRepository(hosted);
  const tip = await repository.resolve(`refs/heads/${branch}`);
  if (tip === undefined) return undefined;
  await repository.fetch([tip]);
  const parsed = await configurationAt(repository, tip);
  return parsed.ok ? parsed.config : undefined;
}
