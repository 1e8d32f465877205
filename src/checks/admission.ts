import type { Finding } from "../domain/finding.ts";
import { canonicalJson } from "../domain/json.ts";
import { resourceName } from "../domain/manifest.ts";
import { messageOf } from "../errors.ts";
import type { AdmissionEngine } from "./admission/engine.ts";
import { admissionEngines } from "./admission/index.ts";
import { previewRules } from "./admission/preview.ts";
import { admissionTo, changedRequests } from "./admission/request.ts";
import { filesWith, isBelow } from "./admission/rule-files.ts";
import { type FoundRules, findRules, holdsIn, type PlacedRule, pinnedRules, requiredRules } from "./admission/rules.ts";
import { type AdmissionSettings, Settings } from "./admission/settings.ts";
import { findingsOf } from "./admission/told.ts";
import type { Check, CheckPorts, CheckScope, WholeSide } from "./check.ts";
import { divideSources } from "./policy/pinned.ts";

/**
 * Asks the admission rules that the repository holds whether they would let each manifest in. The rules are the
 * base's, as the environment has them; those that the change brings are previewed. What cannot be evaluated is
 * said, and what cannot be judged at all is errored: neither is ever "admitted".
 */
export const admission: Check<AdmissionSettings | undefined> = {
  name: "admission",
  summary: "manifests against the repository's own admission rules: Gatekeeper, ValidatingAdmissionPolicy, Kyverno",
  settings: Settings,
  async check(scope, given, ports) {
    const settings = given ?? {};
    const held = await filesOf(scope.whole, settings);
    const empty = changedRequests(scope).size === 0 ? [] : emptySources(held, settings);
    if (empty.length > 0) {
      const advice = "Add one, or name what there is, in a pull request that changes no manifests: it passes.";
      return { status: "errored", reason: `${nothingIn(empty)} ${advice}` };
    }
    const answers = await Promise.all(
      admissionEngines.map((engine) => ask(engine, { ...scope, held }, settings, ports)),
    );
    return {
      status: "judged",
      findings: answers.flatMap(({ findings }) => findings),
      preview: answers.flatMap(({ preview }) => preview),
    };
  },
  async refuse({ whole }, { proposed }) {
    const held = await filesOf({ base: null, head: whole.head }, proposed ?? {});
    const empty = emptySources(held, proposed ?? {});
    return empty.length === 0 ? undefined : nothingIn(empty);
  },
};

function nothingIn(sources: readonly string[]): string {
  return `checks.admission.sources names ${sources.join(", ")}, where there is no admission rule.`;
}

/** The files of each side that name an engine, by its marker. */
type Held = { readonly base: ReadonlyMap<string, readonly string[]>; readonly head: Held["base"] };

type Asking = CheckScope & { readonly held: Held };

/** Every file is looked through once, for all of the engines. */
async function filesOf({ base, head }: CheckScope["whole"], settings: AdmissionSettings): Promise<Held> {
  const wanted = admissionEngines.filter((engine) => !isOff(engine, settings));
  if (wanted.length === 0) return { base: new Map(), head: new Map() };
  const markers = admissionEngines.map(({ marker }) => marker);
  const paths = settings.sources && divideSources(settings.sources).paths;
  const onHead = await filesWith(markers, head.tree, paths);
  return { head: onHead, base: base === null ? onHead : await filesWith(markers, base.tree, paths) };
}

/** Places that the settings name and that hold no rule on either side: misspelt, they would switch all rules off. */
function emptySources({ base, head }: Held, settings: AdmissionSettings): readonly string[] {
  if (admissionEngines.every((engine) => isOff(engine, settings))) return [];
  const files = [...base.values(), ...head.values()].flat();
  const { paths } = divideSources(settings.sources ?? []);
  return paths.filter((path) => !files.some((file) => isBelow(file, [path])));
}

function isOff({ name }: AdmissionEngine, settings: AdmissionSettings): boolean {
  return settings[name] === "off" || settings[name] === false;
}

type Asked = { readonly findings: readonly Finding[]; readonly preview: readonly string[] };

async function ask(
  engine: AdmissionEngine,
  scope: Asking,
  settings: AdmissionSettings,
  ports: CheckPorts,
): Promise<Asked> {
  const required = await requiredRules(engine, scope, ports);
  // What the operator asks for holds, whatever the repository switches off.
  const { before, after, outside } = isOff(engine, settings) ? nothing : await rulesOf(engine, scope, settings, ports);
  const told = { after: after.rules, scope, settings };
  const findings: Finding[] = [];
  for (const [environment, requests] of changedRequests(scope)) {
    // Apart, so that no exception, exemption or template of the repository changes what the operator asks for.
    for (const counted of [[...standing(before, after), ...outside], required]) {
      const rules = counted.filter((rule) => holdsIn(rule, environment));
      if (rules.length === 0) continue;
      const answers = await engine.judge(admissionTo(environment, rules, requests, scope), ports);
      findings.push(...(await findingsOf(answers, { ...told, environment, rules })));
    }
  }
  if (canonicalOf(before) === canonicalOf(after)) return { findings, preview: [] };
  const sides = { before: before.rules, after: after.rules, outside: [...outside, ...required] };
  try {
    const { sentences, broken } = await previewRules(engine, sides, scope, ports);
    for (const [environment, answers] of broken) {
      findings.push(...(await findingsOf(answers, { ...told, environment, rules: after.rules })));
    }
    return { findings, preview: sentences };
  } catch (error) {
    scope.signal.throwIfAborted();
    return { findings: [...findings, failing(messageOf(error), { before, after })], preview: [] };
  }
}

/** What the base's rules say counts, whatever becomes of those that the change brings. */
function failing(reason: string, { before, after }: Pick<Rules, "before" | "after">): Finding {
  const known = new Set(before.rules.map(({ manifest }) => canonicalJson(manifest.object)));
  const [rule] = after.rules.filter(({ manifest }) => !known.has(canonicalJson(manifest.object)));
  const { path, line } = (rule ?? after.rules[0])?.manifest.origins[0] ?? { path: ".github/fairlead.yml", line: 1 };
  return {
    check: "admission",
    rule: "preview",
    severity: "error",
    message: `With these rules nothing could be judged any more after the merge: ${reason}`,
    path,
    line,
    application: null,
    environment: null,
    resource: rule === undefined ? null : resourceName(rule.manifest.id),
  };
}

type Rules = { readonly before: FoundRules; readonly after: FoundRules; readonly outside: readonly PlacedRule[] };

const none: FoundRules = { rules: [], unknown: [] };

const nothing: Rules = { before: none, after: none, outside: [] };

/** The repository's own rules on both sides, and those that its configuration pins. */
async function rulesOf(
  engine: AdmissionEngine,
  { whole, held, signal }: Asking,
  settings: AdmissionSettings,
  ports: CheckPorts,
): Promise<Rules> {
  const { pinned } = divideSources(settings.sources ?? []);
  const outside = await pinnedRules(engine, pinned, ports, signal);
  const findIn = (side: WholeSide, files: Held["base"]) => findRules(engine, side, files.get(engine.marker) ?? []);
  const after = await findIn(whole.head, held.head);
  const before = whole.base === null ? after : await findIn(whole.base, held.base);
  return { before, after, outside };
}

/** Rules that nobody can read on the base are read on the head, which mends them; all others stay the base's. */
function standing(before: FoundRules, after: FoundRules): readonly PlacedRule[] {
  const [unread] = before.unknown;
  if (unread === undefined) return before.rules;
  if (after.unknown.length === 0) {
    const mended = new Set(before.unknown.map(({ application }) => application.key));
    return [...before.rules, ...after.rules.filter(({ application }) => mended.has(application ?? ""))];
  }
  throw new Error(
    `the application ${unread.application.name} (${unread.application.environment}) holds rules and does not render: ${unread.reason}`,
  );
}

function canonicalOf({ rules }: FoundRules): string {
  return canonicalJson(rules.map(({ manifest, environment }) => [environment, manifest.object]));
}
