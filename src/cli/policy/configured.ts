import { readBuiltInPolicies } from "../../adapters/built-in-policies.ts";
import { NotARepositoryError, openClone } from "../../adapters/git/clone.ts";
import { createPolicyRunner } from "../../adapters/opa/runner.ts";
import { createPolicyBundles } from "../../adapters/policy-bundles/bundles.ts";
import { createTools } from "../../adapters/tools/tools.ts";
import { createWorkspaces } from "../../adapters/tools/workspaces.ts";
import { readBundle } from "../../checks/policy/bundle.ts";
import { divideSources, standardSources } from "../../checks/policy/pinned.ts";
import type { PolicySettings } from "../../checks/policy/settings.ts";
import type { Author } from "../../checks/policy/severity.ts";
import { joinSources, type PolicySources, readPolicySources } from "../../checks/policy/sources.ts";
import { defaultConfig } from "../../config/parse.ts";
import type { RepositoryConfig } from "../../config/schema.ts";
import { repositoryNameOf } from "../../domain/repository.ts";
import { readConfiguration } from "../../pipeline/configuration.ts";
import type { SourceTree } from "../../ports/git.ts";
import type { PolicyProblem, PolicyRule } from "../../ports/policies.ts";
import type { BundleReference } from "../../ports/policy-bundles.ts";
import { openTree } from "../../sources/tree.ts";
import { readOperatorConfig } from "../operator-config.ts";
import { userCache } from "../user-cache.ts";
import type { Terminal } from "../verb.ts";
import { readFolder } from "./folder.ts";

/** Policies that are loaded together, and whose they are. */
export type PolicyGroup = {
  /** `built-in`, `repository`, a folder, or the operator's name for it. */
  readonly source: string;
  readonly author: Author;
  readonly policies: Omit<PolicySources, "fingerprint">;
  readonly settings: PolicySettings;
};

export type Configured = { readonly groups: readonly PolicyGroup[]; readonly config: RepositoryConfig };

/** The built-in policies and those of the folders; without a folder, what a check of this clone would load. */
export async function readPolicies(folders: readonly string[], terminal: Terminal): Promise<Configured> {
  if (folders.length === 0) return readConfigured(terminal);
  const read = await Promise.all([...new Set(folders)].map((name) => readFolder(name, terminal.directory)));
  const groups = read.map(
    (folder): PolicyGroup => ({
      source: folder.name,
      author: "repository",
      policies: folder,
      settings: {},
    }),
  );
  return { groups: [await builtIn({}), ...groups], config: defaultConfig() };
}

async function builtIn(settings: PolicySettings): Promise<PolicyGroup> {
  const policies = { rego: await readBuiltInPolicies(), data: {}, problems: [] };
  return { source: "built-in", author: "built-in", policies, settings };
}

async function readConfigured(terminal: Terminal): Promise<Configured> {
  const opened = await openClone(terminal.directory, terminal.env).catch((error: unknown) => {
    if (error instanceof NotARepositoryError) return undefined;
    throw error;
  });
  const none = { groups: [await builtIn({})], config: defaultConfig() };
  if (opened === undefined) return none;
  const identity = await opened.identity();
  const used = opened.withWorkTree(async ({ tree: id, repository }) => {
    const tree = await openTree(repository, id);
    const { config, findings } = await readConfiguration({ base: tree, head: tree });
    for (const { path, line, message } of findings) terminal.err(`${path}:${line}: ${message}\n`);
    const settings = (config.checks.policy ?? {}) as PolicySettings;
    const groups = await groupsOf(tree, settings, identity && repositoryNameOf(identity.url), terminal);
    return { groups: [await builtIn(settings), ...groups], config };
  });
  return (await used) ?? none;
}

async function groupsOf(
  tree: SourceTree,
  settings: PolicySettings,
  repository: string | null,
  { env, directory, signal }: Terminal,
): Promise<readonly PolicyGroup[]> {
  const { policies } = readOperatorConfig(env, directory);
  const bundles = createPolicyBundles({ policies, env, directory, cacheDirectory: userCache(env, "bundles") });
  const { paths, pinned } = divideSources(settings.sources ?? standardSources);
  const fetch = async (reference: BundleReference): Promise<PolicySources> => {
    const read = await readBundle(reference, bundles, signal);
    if (read.status === "refused") throw new Error(read.reason);
    return read.sources;
  };
  const own = joinSources(await readPolicySources(tree, paths), await Promise.all(pinned.map(fetch)));
  const required = bundles.required(repository).filter(({ holds }) => holds === "policy");
  const asked = required.map(async ({ name, reference }): Promise<PolicyGroup> => {
    return { source: `operator's ${name}`, author: "operator", policies: await fetch(reference), settings: {} };
  });
  const group = { source: "repository", author: "repository", policies: own, settings } as const;
  return [...(own.rego.size === 0 ? [] : [group]), ...(await Promise.all(asked))];
}

/** A rule, and whose policies it is of. */
export type GroupedRule = PolicyRule & { readonly source: string; readonly group: PolicyGroup };

/** The rules of every group; or everything that keeps them from loading. */
export async function rulesOf(
  groups: readonly PolicyGroup[],
  { env, signal }: Terminal,
): Promise<{ readonly rules: readonly GroupedRule[]; readonly problems: readonly PolicyProblem[] }> {
  const cacheDirectory = userCache(env, "policies");
  const parts = { tools: createTools(env), workspaces: createWorkspaces(), ...(cacheDirectory && { cacheDirectory }) };
  const runner = createPolicyRunner({ ...parts, workers: 1 });
  try {
    const rules: GroupedRule[] = [];
    const problems: PolicyProblem[] = [];
    for (const group of groups) {
      problems.push(...group.policies.problems);
      const loaded = await runner.load(group.policies.rego, group.policies.data, signal);
      if (loaded.status === "broken") problems.push(...loaded.problems);
      else rules.push(...loaded.rules.map((rule) => ({ ...rule, source: sourceOf(rule, group), group })));
    }
    return { rules, problems };
  } finally {
    await runner.close();
  }
}

/** Of the repository's policies the folder, or the bundle, that each is written in. */
function sourceOf({ path }: PolicyRule, { source, author }: PolicyGroup): string {
  return author === "repository" && source === "repository" ? (path.split("/")[0] ?? source) : source;
}
