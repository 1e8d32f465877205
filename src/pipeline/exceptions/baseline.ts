import type { CheckScope, JudgedApplication, WholeSide } from "../../checks/check.ts";
import type { RepositoryConfig } from "../../config/schema.ts";
import { type Finding, isUnreadable } from "../../domain/finding.ts";
import { resourceName } from "../../domain/manifest.ts";
import { createLocator } from "../../sources/locate.ts";
import { judge } from "../judge.ts";
import type { CheckingPorts } from "../request.ts";
import { withFingerprint } from "./fingerprint.ts";

/**
 * The findings with those as notices that the baseline has. With a base to compare with, it covers only what the
 * base still has: what was mended once and comes back is new. So a baseline shrinks by itself.
 */
export async function withBaseline(
  findings: readonly Finding[],
  known: ReadonlySet<string>,
  scope: CheckScope,
  config: RepositoryConfig,
  ports: CheckingPorts,
): Promise<readonly Finding[]> {
  const isKnown = (finding: Finding) =>
    finding.severity !== "notice" &&
    finding.locked !== true &&
    !isUnreadable(finding) &&
    known.has(finding.fingerprint ?? "");
  const candidates = findings.filter(isKnown);
  if (candidates.length === 0) return findings;
  const still = scope.whole.base === null ? known : await inBase(candidates, scope.whole.base, scope, config, ports);
  return findings.map((finding) =>
    isKnown(finding) && still.has(finding.fingerprint ?? "")
      ? { ...finding, severity: "notice", baseline: finding.severity }
      : finding,
  );
}

/** What the checks say of the same resources and files on the base. */
async function inBase(
  candidates: readonly Finding[],
  side: WholeSide,
  scope: CheckScope,
  config: RepositoryConfig,
  ports: CheckingPorts,
): Promise<ReadonlySet<string>> {
  const files = new Set(candidates.map(({ path }) => path));
  const whole = { base: null, head: side };
  const asked: CheckScope = {
    ...scope,
    mode: "all",
    base: null,
    head: side.tree,
    files: [...files].filter((path) => side.tree.entries.has(path)),
    applications: await applicationsOf(candidates, side),
    whole,
    locate: createLocator(side.tree),
  };
  const { findings } = await judge(asked, config, ports);
  return new Set(findings.map((finding) => withFingerprint(finding).fingerprint ?? ""));
}

async function applicationsOf(candidates: readonly Finding[], side: WholeSide): Promise<readonly JudgedApplication[]> {
  const judged: JudgedApplication[] = [];
  for (const application of side.applications) {
    const { name, environment } = application;
    const own = candidates.filter((one) => one.application === name && one.environment === environment);
    const names = new Set(own.flatMap(({ resource }) => resource ?? []));
    const rendering = names.size === 0 ? undefined : await side.render(application);
    if (rendering?.status !== "rendered") continue;
    const { manifests } = rendering;
    const subjects = manifests
      .filter(({ id }) => names.has(resourceName(id)))
      .map((manifest) => ({ old: null, new: manifest, change: null }));
    judged.push({ application, manifests, subjects, plan: { status: "known", changes: [], ignored: 0 } });
  }
  return judged;
}
