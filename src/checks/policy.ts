import type { Finding } from "../domain/finding.ts";
import type { SourceLocation } from "../domain/source.ts";
import type { PolicyProblem } from "../ports/policies.ts";
import type { BundleReference } from "../ports/policy-bundles.ts";
import type { Check, CheckPorts, CheckScope } from "./check.ts";
import { readBundle } from "./policy/bundle.ts";
import { evaluateApplication, evaluateSources } from "./policy/evaluate.ts";
import { withKnownDigests } from "./policy/known-digest.ts";
import { loadPacks, loadRequired, type PackInUse } from "./policy/packs.ts";
import { divideSources, namesSources, standardSources } from "./policy/pinned.ts";
import { previewPolicies } from "./policy/preview.ts";
import { nothingIn, refuseSettings } from "./policy/refuse.ts";
import { type PolicySettings, Settings } from "./policy/settings.ts";
import { hasSourceFiles, readSourceFiles, type SourceFile } from "./policy/source-files.ts";
import { emptySources, joinSources, type PolicySources, readPolicySources } from "./policy/sources.ts";

/**
 * Evaluates the built-in policies, the repository's own, and those that the operator asks for, on what changes. The
 * repository's are the base's: a pull request cannot change the rules it is judged by, and those that it brings are
 * previewed. What cannot be had or evaluated is errored.
 */
export const policy: Check<PolicySettings | undefined> = {
  name: "policy",
  summary: "manifests and changes against policies written in Rego",
  settings: Settings,
  async check(scope, given, ports) {
    const settings = given ?? {};
    const { paths, pinned } = divideSources(settings.sources ?? standardSources);
    const inBase = await readPolicySources(scope.base ?? scope.head, paths);
    const inHead = scope.base === null ? inBase : await readPolicySources(scope.head, paths);
    const isChanged = inHead.fingerprint !== inBase.fingerprint;
    const isNeeded = hasSubjects(scope);
    // Without anything to judge no policy is fetched or compiled, and no thread is started.
    if (!isChanged && !isNeeded) return { status: "judged", findings: [] };
    const isNamed = isNeeded && namesSources(settings.sources);
    const empty = isNamed ? emptySources(scope.base ?? scope.head, paths) : [];
    if (empty.length > 0)
      return errored(
        `${nothingIn(empty)} Add one, or name what there is, in a pull request that changes no manifests: it passes.`,
      );
    const fetched = await fetchPinned(pinned, scope, ports);
    if (fetched.status === "refused") return errored(`the policies cannot be had: ${fetched.reason}`);
    const [own, proposed] = [joinSources(inBase, fetched.sources), joinSources(inHead, fetched.sources)];
    const mistakes = isChanged ? await problemsOf(proposed, scope, ports) : [];
    if (isChanged && !isNeeded && mistakes.length === 0) {
      const [mended] = await problemsOf(own, scope, ports);
      if (mended !== undefined) return { status: "judged", findings: [mendedFinding(mended, placeIn(scope, inHead))] };
    }
    const judged = isNeeded ? await judge(scope, settings, own, ports) : { status: "judged" as const, findings: [] };
    if (judged.status === "errored" || !isChanged) return judged;
    const told = mistakes.map((mistake) => mistakeFinding(mistake, placeIn(scope, inHead)));
    if (mistakes.length > 0) return { ...judged, findings: [...told, ...judged.findings] };
    const preview = await previewPolicies({ scope, settings, own, proposed, ports });
    return { ...judged, findings: [...preview.findings, ...judged.findings], preview: preview.sentences };
  },
  refuse: (scope, { standing = {}, proposed = {} }, ports) => refuseSettings(scope, { standing, proposed }, ports),
};

function errored(reason: string) {
  return { status: "errored", reason } as const;
}

function hasSubjects(scope: CheckScope): boolean {
  const hasRendered = scope.applications.some(
    ({ subjects, documents = [], terraform }) => subjects.length > 0 || documents.length > 0 || terraform !== undefined,
  );
  return hasRendered || hasSourceFiles(scope);
}

type Fetched =
  | { readonly status: "fetched"; readonly sources: readonly PolicySources[] }
  | { readonly status: "refused"; readonly reason: string };

async function fetchPinned(
  pinned: readonly BundleReference[],
  { signal }: CheckScope,
  { bundles }: CheckPorts,
): Promise<Fetched> {
  const sources: PolicySources[] = [];
  for (const reference of pinned) {
    const read = await readBundle(reference, bundles, signal);
    if (read.status === "refused") return read;
    sources.push(read.sources);
  }
  return { status: "fetched", sources };
}

async function judge(scope: CheckScope, settings: PolicySettings, own: PolicySources, ports: CheckPorts) {
  const packs = await loadPacks(scope, settings, own, ports);
  if (packs.status === "broken") return errored(packs.reason);
  const required = await loadRequired(scope, ports);
  if (required.status === "broken") return errored(required.reason);
  const sourceFiles = await readSourceFiles(scope);
  const all = [...packs.packs, ...required.packs];
  const judged = await Promise.all(all.map((one) => findingsOf(one, scope, sourceFiles)));
  const findings = await withKnownDigests(judged.flat(), scope);
  return { status: "judged" as const, findings, notes: packs.notes };
}

async function findingsOf(
  { pack, settings, environments }: PackInUse,
  scope: CheckScope,
  sourceFiles: readonly SourceFile[],
): Promise<readonly Finding[]> {
  const isJudged = (environment: string) => environments.length === 0 || environments.includes(environment);
  const applications = scope.applications.filter(({ application }) => isJudged(application.environment));
  const found = await Promise.all([
    ...applications.map((one) => evaluateApplication(scope, one, pack, settings)),
    evaluateSources(scope, sourceFiles, pack, settings),
  ]);
  if (pack.author !== "operator") return found.flat();
  return found.flat().map((finding) => ({ ...finding, locked: true }));
}

/** What is wrong with policies that a pull request proposes, before they become the ones that count. */
async function problemsOf(
  proposed: PolicySources,
  scope: CheckScope,
  { policies }: CheckPorts,
): Promise<readonly PolicyProblem[]> {
  if (proposed.problems.length > 0) return proposed.problems;
  const loaded = await policies.load(proposed.rego, proposed.data, scope.signal);
  return loaded.status === "broken" ? loaded.problems : [];
}

type Place = (problem: PolicyProblem) => SourceLocation;

/** Where a problem stands in the head; one of policies from elsewhere, or that are gone, is told on a file that is there. */
function placeIn({ head, files }: CheckScope, { rego }: PolicySources): Place {
  const [first] = [...rego.keys(), ...files];
  return ({ path, line }) => (head.entries.has(path) ? { path, line } : { path: first ?? path, line: 1 });
}

/** Without manifests there is nothing that the broken policies would have kept out, so the repair may pass. */
function mendedFinding(problem: PolicyProblem, place: Place): Finding {
  const { path, line, message } = problem;
  return {
    check: "policy",
    rule: "mended",
    severity: "notice",
    message: `The base's policies do not load (${path}:${line}: ${message}); with this change they do. It changes no manifests, so nothing had to be judged by them.`,
    ...place(problem),
    application: null,
    environment: null,
    resource: null,
  };
}

function mistakeFinding(problem: PolicyProblem, place: Place): Finding {
  const { path, line, message } = problem;
  const at = place(problem);
  const elsewhere = at.path === path ? "" : `${path}:${line}: `;
  return {
    check: "policy",
    rule: "rego",
    severity: "error",
    message: `This policy would not load after the merge, and nothing could be judged any more: ${elsewhere}${message}`,
    ...at,
    application: null,
    environment: null,
    resource: null,
  };
}
