import { nearest } from "../../domain/nearest.ts";
import type { PolicyProblem, PolicyRule } from "../../ports/policies.ts";
import type { RequiredBundle } from "../../ports/policy-bundles.ts";
import type { CheckPorts, CheckScope } from "../check.ts";
import { readBundle } from "./bundle.ts";
import type { Pack } from "./evaluate.ts";
import { isTerraform, packageInputs } from "./packages.ts";
import { problemsOfParameters } from "./parameters.ts";
import { namesSources } from "./pinned.ts";
import type { PolicySettings } from "./settings.ts";
import type { Author } from "./severity.ts";
import { problemsOfKinds } from "./source-files.ts";
import type { PolicySources } from "./sources.ts";

/** Policies that judge, by which settings, and where. */
export type PackInUse = {
  readonly pack: Pack;
  readonly settings: PolicySettings;
  /** Empty means all. */
  readonly environments: readonly string[];
};

type Packs =
  | {
      readonly status: "loaded";
      readonly packs: readonly PackInUse[];
      /** What the settings say to no effect, in a sentence each. */
      readonly notes: readonly string[];
    }
  | { readonly status: "broken"; readonly reason: string };

/** The built-in policies and the repository's own, as its settings say. */
export async function loadPacks(
  scope: CheckScope,
  settings: PolicySettings,
  own: PolicySources,
  { policies, builtInPolicies }: CheckPorts,
): Promise<Packs> {
  if (own.problems.length > 0) return broken(own.problems);
  const isOff = settings.builtIn === "off" || settings.builtIn === false;
  const given = [
    { author: "built-in", rego: isOff ? new Map<string, string>() : builtInPolicies, data: {} },
    { author: "repository", rego: own.rego, data: own.data },
  ] as const;
  const packs: Pack[] = [];
  for (const { author, rego, data } of given) {
    if (rego.size === 0) continue;
    const loaded = await policies.load(rego, data, scope.signal);
    if (loaded.status === "broken") return broken(loaded.problems);
    const pack = packOf(author, rego, loaded, settings);
    const wrong = author === "repository" ? unknownPackages(pack, settings) : undefined;
    if (wrong !== undefined) return { status: "broken", reason: wrong };
    packs.push(pack);
  }
  const rules = packs.flatMap((pack) => pack.policies.rules);
  const isSilent = !packs.some((pack) => pack.author === "repository" && pack.policies.rules.length > 0);
  if (isSilent && namesSources(settings.sources)) return { status: "broken", reason: silent };
  const wrong = [
    ...packs.flatMap(({ packages }) => problemsOfKinds(packages)),
    ...problemsOfParameters(rules, settings),
  ];
  if (wrong.length > 0) return { status: "broken", reason: `${wrong.join("; ")}.` };
  const notes = unknownBuiltIn(settings.builtIn, packs[0]?.author === "built-in" ? packs[0].policies.rules : []);
  return { status: "loaded", packs: packs.map((pack) => ({ pack, settings, environments: [] })), notes };
}

/** A rule that another version brings is no mistake that should stop everything; one that is misspelt has no effect. */
function unknownBuiltIn(builtIn: PolicySettings["builtIn"], rules: readonly PolicyRule[]): readonly string[] {
  if (typeof builtIn !== "object") return [];
  const known = [...new Set(rules.flatMap(({ id, profile }) => (profile === null ? [id] : [id, profile])))];
  return Object.keys(builtIn)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearest(name, known);
      const meant = near === undefined ? "" : `; is ${near} meant?`;
      return `checks.policy.builtIn names ${name}: there is no such rule${meant === "" ? "." : meant}`;
    });
}

const silent = "what checks.policy.sources names holds no deny, warn or violation rule.";

/** Those that the operator asks of this repository: no setting of its own touches them, and none is passed over. */
export async function loadRequired(scope: CheckScope, { bundles, policies }: CheckPorts): Promise<Packs> {
  const packs: PackInUse[] = [];
  for (const required of bundles.required(scope.repository)) {
    if (required.holds !== "policy") continue;
    const { reference, environments } = required;
    const read = await readBundle(reference, bundles, scope.signal);
    if (read.status === "refused") return unusable(required, read.reason);
    const { rego, data, problems } = read.sources;
    const loaded = problems.length > 0 ? { problems } : await policies.load(rego, data, scope.signal);
    if ("problems" in loaded) return unusable(required, linesOf(loaded.problems));
    const wrong = [
      ...(loaded.rules.length === 0 ? ["it has no deny, warn or violation rule"] : []),
      ...problemsOfKinds(loaded.rules.map((rule) => rule.package)),
      ...problemsOfParameters(loaded.rules, {}),
    ];
    if (wrong.length > 0) return unusable(required, wrong.join("; "));
    packs.push({ pack: packOf("operator", rego, loaded, {}), settings: {}, environments });
  }
  return { status: "loaded", packs, notes: [] };
}

function unusable({ name }: RequiredBundle, reason: string): Packs {
  return { status: "broken", reason: `the operator's policies ${name} cannot be used: ${reason}` };
}

/** Loaded policies, and what each of their packages is given. */
export function packOf(
  author: Author,
  rego: ReadonlyMap<string, string>,
  policies: Pack["policies"],
  settings: PolicySettings,
): Pack {
  const packages = [...new Set(policies.rules.map((rule) => rule.package))];
  const isBuiltIn = author === "built-in";
  const inputs = isBuiltIn
    ? new Map(packages.map((name) => [name, { manifests: !isTerraform(name), terraform: isTerraform(name) }]))
    : packageInputs(packages, rego, settings.terraform);
  const wanted = isBuiltIn ? undefined : settings.packages;
  return { author, policies, packages: wanted ?? packages, inputs, readsPlan: readsPlan(rego) };
}

function unknownPackages({ policies }: Pack, settings: PolicySettings): string | undefined {
  const packages = new Set(policies.rules.map((rule) => rule.package));
  for (const setting of ["packages", "terraform"] as const) {
    const unknown = settings[setting]?.filter((name) => !packages.has(name)) ?? [];
    if (unknown.length === 0) continue;
    return `checks.policy.${setting} names ${unknown.join(", ")}: no such package has a deny, warn or violation rule.`;
  }
  return undefined;
}

function readsPlan(rego: ReadonlyMap<string, string>): boolean {
  return [...rego.values()].some((text) => /\bplan\b/.test(text) || /data\.fairlead\s*[^.\s]/.test(text));
}

function broken(problems: readonly PolicyProblem[]): Packs {
  return {
    status: "broken",
    reason: `the policies do not load: ${linesOf(problems)}. Mend them in a pull request that changes no manifests: it passes`,
  };
}

function linesOf(problems: readonly PolicyProblem[]): string {
  const lines = problems
    .slice(0, 10)
    .map(({ path, line, message }) => `${path}:${line}: ${message.replace(/\.$/, "")}`);
  const more = problems.length > lines.length ? ` (and ${problems.length - lines.length} more)` : "";
  return `${lines.join("; ")}${more}`;
}
