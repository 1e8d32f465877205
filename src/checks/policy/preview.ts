import type { Finding } from "../../domain/finding.ts";
import { messageOf } from "../../errors.ts";
import type { CheckPorts, CheckScope } from "../check.ts";
import { type ChangedRules, changedRules } from "./changed-rules.ts";
import type { Pack } from "./evaluate.ts";
import { packOf } from "./packs.ts";
import { previewTests } from "./preview-tests.ts";
import { sentencesOn } from "./preview-words.ts";
import type { PolicySettings } from "./settings.ts";
import type { PolicySources } from "./sources.ts";
import { judgeWhole, lookAtWhole } from "./whole.ts";

type PolicyPreview = {
  readonly sentences: readonly string[];
  /** Tests that fail, and rules that cannot be evaluated: merging them would stop every later pull request. */
  readonly findings: readonly Finding[];
};

/**
 * What policies that a change brings would say of all that the head holds. They are not obeyed: only rules that
 * are new or differ are asked, and what they say is counted.
 */
export async function previewPolicies(given: {
  readonly scope: CheckScope;
  readonly settings: PolicySettings;
  readonly own: PolicySources;
  readonly proposed: PolicySources;
  readonly ports: CheckPorts;
}): Promise<PolicyPreview> {
  const { scope, settings, own, proposed, ports } = given;
  const before = await loaded(own, settings, scope, ports);
  const after = await loaded(proposed, settings, scope, ports);
  const changes = changedRules(
    { rules: before?.policies.rules ?? [], sources: own },
    { rules: after?.policies.rules ?? [], sources: proposed },
  );
  const tests = await previewTests(proposed, scope, ports);
  try {
    const sentences = await tried({ before, after, changes }, scope, settings);
    return { sentences: [...sentences, ...tests.sentences], findings: tests.findings };
  } catch (error) {
    scope.signal.throwIfAborted();
    const finding = failing(messageOf(error), changes, [...proposed.rego.keys()]);
    return { sentences: tests.sentences, findings: [finding, ...tests.findings] };
  }
}

/** Undefined for what has no rule, or does not load: of that nothing is left to compare with. */
async function loaded(
  sources: PolicySources,
  settings: PolicySettings,
  { signal }: CheckScope,
  { policies }: CheckPorts,
): Promise<Pack | undefined> {
  if (sources.problems.length > 0) return undefined;
  const found = await policies.load(sources.rego, sources.data, signal);
  if (found.status === "broken" || found.rules.length === 0) return undefined;
  return packOf("repository", sources.rego, found, settings);
}

type Sides = {
  readonly before: Pack | undefined;
  readonly after: Pack | undefined;
  readonly changes: ChangedRules;
};

async function tried({ before, after, changes }: Sides, scope: CheckScope, settings: PolicySettings) {
  const { added, changed, gone } = changes;
  const asked = [...added, ...changed.map((pair) => pair.after)];
  if (asked.length === 0 && gone.length === 0) return [];
  const whole = asked.length === 0 ? undefined : await lookAtWhole(scope);
  const nowIn = new Set(asked.map((rule) => rule.package));
  const thenIn = new Set(changed.map((pair) => pair.before.package));
  const now = whole && after ? await judgeWhole(whole, withOnly(after, nowIn), settings) : [];
  const old = whole && before && thenIn.size > 0 ? await judgeWhole(whole, withOnly(before, thenIn), settings) : [];
  return [
    ...sentencesOn(changes, { old, now }, { wanted: settings.packages, left: packagesOf(after) }),
    ...(whole?.leftOut ?? []),
  ];
}

function packagesOf(pack: Pack | undefined): ReadonlySet<string> {
  return new Set(pack?.policies.rules.map((rule) => rule.package));
}

/** Only these packages, and what they say by the ids of their rules: a denial may call itself something else. */
function withOnly(pack: Pack, packages: ReadonlySet<string>): Pack {
  const { policies } = pack;
  const evaluate: Pack["policies"]["evaluate"] = async (...asked) =>
    (await policies.evaluate(...asked)).map((denials) =>
      denials.map((denial) => ({ ...denial, metadata: { ...denial.metadata, id: null } })),
    );
  return { ...pack, policies: { ...policies, evaluate }, packages: pack.packages.filter((name) => packages.has(name)) };
}

function failing(reason: string, { added, changed }: ChangedRules, paths: readonly string[]): Finding {
  const [rule] = [...added, ...changed.map((pair) => pair.after)];
  return {
    check: "policy",
    rule: "rego",
    severity: "error",
    message: `These policies fail on what there is, and after the merge nothing could be judged any more: ${reason}`,
    path: rule?.path ?? paths[0] ?? "",
    line: rule?.line ?? 1,
    application: null,
    environment: null,
    resource: null,
  };
}
