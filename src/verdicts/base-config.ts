import type { ParsedConfig } from "../config/parse.ts";
import type { HostedRepository, PullRequest } from "../domain/pull-request.ts";
import { configurationAt } from "../pipeline/base-configuration.ts";
import type { VerdictPorts } from "./ports.ts";

/** What the base branch says now: GitHub's base commit of a pull request stays behind when the branch moves on. */
export async function readBaseConfig(
  hosted: HostedRepository,
  base: PullRequest["base"],
  { openRepository }: Pick<VerdictPorts, "openRepository">,
): Promise<ParsedConfig> {
  const repository = await openRepository(hosted);
  const tip = (await repository.resolve(`refs/heads/${base.ref}`)) ?? base.revision;
  await repository.fetch([tip]);
  return configurationAt(repository, tip);
}
