import { configPath, defaultConfig, parseConfig } from "../config/parse.ts";
import { configPreview } from "../config/preview.ts";
import type { RepositoryConfig } from "../config/schema.ts";
import type { Finding } from "../domain/finding.ts";
import type { SourceTree } from "../ports/git.ts";

type Configuration = {
  /** The base's; the defaults when the base has none, or one that cannot be read. */
  readonly config: RepositoryConfig;
  /** Every problem of the head's file, on its line. */
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
  /** What merging the head's file would do, in a sentence each. */
  readonly preview: readonly string[];
  /** The head's, where either side has one and it can be read: what would count after the merge. */
  readonly proposed: { readonly config: RepositoryConfig; readonly text: string } | null;
};

/**
 * Reads the configuration of both sides. Only the base's is obeyed. A base whose file cannot be read is judged
 * with the defaults, which are no laxer than any file: otherwise the change that mends it could never pass.
 */
export async function readConfiguration(sides: {
  readonly base: SourceTree | null;
  readonly head: SourceTree;
}): Promise<Configuration> {
  const [base, head] = await Promise.all([readText(sides.base ?? sides.head), readText(sides.head)]);
  const defaults = defaultConfig();
  const before = base === null ? null : parseConfig(base);
  const after = head === null ? null : parseConfig(head);
  const obeyed = before?.ok ? before.config : defaults;
  const [isAlone, isWritten] = [sides.base === null, base !== null || head !== null];
  const next = after === null ? defaults : after.ok ? after.config : undefined;
  return {
    config: obeyed,
    findings: after === null || after.ok ? [] : after.problems.map(problemFinding),
    notes:
      before === null || before.ok
        ? []
        : [`${configPath} on the base branch cannot be read, so the defaults apply until it is mended.`],
    preview: next === undefined || base === head ? [] : configPreview(obeyed, next),
    proposed: next === undefined || isAlone || !isWritten ? null : { config: next, text: head ?? "" },
  };
}

async function readText(tree: SourceTree): Promise<string | null> {
  const content = (await tree.read([configPath])).get(configPath);
  return content === undefined ? null : new TextDecoder().decode(content);
}

function problemFinding(problem: { readonly line: number; readonly message: string }): Finding {
  return {
    check: "configuration",
    rule: "invalid",
    severity: "error",
    message: problem.message,
    path: configPath,
    line: problem.line,
    application: null,
    environment: null,
    resource: null,
  };
}
