import type { Finding } from "../domain/finding.ts";
import type { PolicyProblem } from "../ports.ts";
import type { Check, CheckPorts, CheckScope } from "./check.ts";
import { evaluateApplication, evaluateSources, type Pack } from "./policy/evaluate.ts";
import { withKnownDigests } from "./policy/known-digest.ts";
import { isTerraform, packageInputs } from "./policy/packages.ts";
import { problemsOfParameters } from "./policy/parameters.ts";
import { type PolicySettings, Settings } from "./policy/settings.ts";
import { hasSourceFiles, problemsOfKinds, readSourceFiles } from "./policy/source-files.ts";
import { type PolicySources, readPolicySources } from "./policy/sources.ts";

/**
 * Evaluates the built-in policies and the repository's own on what changes. The repository's are the
 * base's: a pull request cannot change the rules it is judged by. What cannot be evaluated is errored.
 */
export const policy: Check<PolicySettings | undefined> = {
  name: "policy",
  summary: "manifests and changes against policies written in Rego",
  settings: Settings,
  async check(scope, given, ports) {
    const settings = given ?? {};
    const sources = settings.sources ?? ["policies/"];
    const own = await readPolicySources(scope.base ?? scope.head, sources);
    const proposed = scope.base === null ? own : await readPolicySources(scope.head, sources);
    const isChanged = proposed.fingerprint !== own.fingerprint;
    const mistakes = isChanged ? await problemsOf(proposed, scope, ports) : [];
    const [mended] = isChanged && mistakes.length === 0 ? await problemsOf(own, scope, ports) : [];
    if (mended !== undefined && !hasSubjects(scope)) {
      return { status: "judged", findings: [mendedFinding(mended, [...proposed.rego.keys(), ...scope.files])] };
    }
    const packs = await loadPacks(scope, settings, own, ports);
    if (packs.status === "broken") return { status: "errored", reason: packs.reason };
    const sourceFiles = await readSourceFiles(scope);
    const judged = await Promise.all(
      packs.packs.flatMap((pack) => [
        ...scope.applications.map((one) => evaluateApplication(scope, one, pack, settings)),
        evaluateSources(scope, sourceFiles, pack, settings),
      ]),
    );
    const findings = await withKnownDigests(judged.flat(), scope);
    return { status: "judged", findings: [...mistakes.map(mistakeFinding), ...findings] };
  },
};

function hasSubjects(scope: CheckScope): boolean {
  const hasRendered = scope.applications.some(
    ({ subjects, documents = [], terraform }) => subjects.length > 0 || documents.length > 0 || terraform !== undefined,
  );
  return hasRendered || hasSourceFiles(scope);
}

type Packs =
  | { readonly status: "loaded"; readonly packs: readonly Pack[] }
  | { readonly status: "broken"; readonly reason: string };

async function loadPacks(
  scope: CheckScope,
  settings: PolicySettings,
  own: PolicySources,
  { policies, builtInPolicies }: CheckPorts,
): Promise<Packs> {
  const builtIn =
    settings.builtIn === "off" || settings.builtIn === false ? new Map<string, string>() : builtInPolicies;
  // Without anything to judge no policy is compiled and no thread is started.
  const needed = hasSubjects(scope);
  if (own.problems.length > 0) return broken(own.problems);
  const packs: Pack[] = [];
  for (const [author, rego, data] of [
    ["built-in", builtIn, {}],
    ["repository", own.rego, own.data],
  ] as const) {
    if (rego.size === 0 || !needed) continue;
    const loaded = await policies.load(rego, data, scope.signal);
    if (loaded.status === "broken") return broken(loaded.problems);
    const packages = [...new Set(loaded.rules.map((rule) => rule.package))];
    const isOwn = author === "repository";
    for (const setting of ["packages", "terraform"] as const) {
      const unknown = isOwn ? (settings[setting]?.filter((name) => !packages.includes(name)) ?? []) : [];
      if (unknown.length > 0) return { status: "broken", reason: unknownPackages(setting, unknown) };
    }
    const wanted = isOwn ? settings.packages : undefined;
    const inputs = isOwn
      ? packageInputs(packages, rego, settings.terraform)
      : new Map(packages.map((name) => [name, { manifests: !isTerraform(name), terraform: isTerraform(name) }]));
    packs.push({ author, policies: loaded, packages: wanted ?? packages, inputs, readsPlan: readsPlan(rego) });
  }
  const wrong = [
    ...packs.flatMap(({ packages }) => problemsOfKinds(packages)),
    ...(needed
      ? problemsOfParameters(
          packs.flatMap((pack) => pack.policies.rules),
          settings,
        )
      : []),
  ];
  return wrong.length > 0 ? { status: "broken", reason: `${wrong.join("; ")}.` } : { status: "loaded", packs };
}

function unknownPackages(setting: string, names: readonly string[]): string {
  return `checks.policy.${setting} names ${names.join(", ")}: no such package has a deny, warn or violation rule.`;
}

function readsPlan(rego: ReadonlyMap<string, string>): boolean {
  return [...rego.values()].some((text) => /\bplan\b/.test(text) || /data\.fairlead\s*[^.\s]/.test(text));
}

function broken(problems: readonly PolicyProblem[]): Packs {
  const lines = problems.slice(0, 10).map(({ path, line, message }) => `${path}:${line}: ${message}`);
  const more = problems.length > lines.length ? ` (and ${problems.length - lines.length} more)` : "";
  return {
    status: "broken",
    reason: `the policies do not load: ${lines.join("; ")}${more}. Mend them in a pull request that changes no manifests: it passes`,
  };
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

/** Without manifests there is nothing that the broken policies would have kept out, so the repair may pass. */
function mendedFinding({ path, line, message }: PolicyProblem, places: readonly string[]): Finding {
  const isThere = places.includes(path);
  return {
    check: "policy",
    rule: "mended",
    severity: "notice",
    message: `The base's policies do not load (${path}:${line}: ${message}); with this change they do. It changes no manifests, so nothing had to be judged by them.`,
    path: isThere ? path : (places[0] ?? path),
    line: isThere ? line : 1,
    application: null,
    environment: null,
    resource: null,
  };
}

function mistakeFinding({ path, line, message }: PolicyProblem): Finding {
  return {
    check: "policy",
    rule: "rego",
    severity: "error",
    message: `This policy would not load after the merge, and nothing could be judged any more: ${message}`,
    path,
    line,
    application: null,
    environment: null,
    resource: null,
  };
}
