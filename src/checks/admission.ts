import type { Finding } from "../domain/finding.ts";
import { canonicalJson } from "../domain/json.ts";
import type { AdmissionEngine } from "./admission/engine.ts";
import { admissionEngines } from "./admission/index.ts";
import { previewRules } from "./admission/preview.ts";
import { admissionTo, changedRequests } from "./admission/request.ts";
import { filesWith } from "./admission/rule-files.ts";
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
    const answers = await Promise.all(admissionEngines.map((engine) => ask(engine, scope, settings, ports)));
    return {
      status: "judged",
      findings: answers.flatMap(({ findings }) => findings),
      preview: answers.flatMap(({ preview }) => preview),
    };
  },
};

type Asked = { readonly findings: readonly Finding[]; readonly preview: readonly string[] };

async function ask(
  engine: AdmissionEngine,
  scope: CheckScope,
  settings: AdmissionSettings,
  ports: CheckPorts,
): Promise<Asked> {
  const required = await requiredRules(engine, scope, ports);
  const isOff = settings[engine.name] === "off" || settings[engine.name] === false;
  // What the operator asks for holds, whatever the repository switches off.
  const { before, after, outside } = isOff ? nothing : await rulesOf(engine, scope, settings, ports);
  const counted = [...standing(before, after), ...outside, ...required];
  const told = { after: after.rules, scope, settings };
  const findings: Finding[] = [];
  for (const [environment, requests] of changedRequests(scope)) {
    const rules = counted.filter((rule) => holdsIn(rule, environment));
    if (rules.length === 0) continue;
    const answers = await engine.judge(admissionTo(environment, rules, requests, scope), ports);
    findings.push(...(await findingsOf(answers, { ...told, environment, rules })));
  }
  if (canonicalOf(before) === canonicalOf(after)) return { findings, preview: [] };
  const sides = { before: before.rules, after: after.rules, outside: [...outside, ...required] };
  const { sentences, broken } = await previewRules(engine, sides, scope, ports);
  for (const [environment, answers] of broken) {
    findings.push(...(await findingsOf(answers, { ...told, environment, rules: after.rules })));
  }
  return { findings, preview: sentences };
}

type Rules = { readonly before: FoundRules; readonly after: FoundRules; readonly outside: readonly PlacedRule[] };

const none: FoundRules = { rules: [], unknown: [] };

const nothing: Rules = { before: none, after: none, outside: [] };

/** The repository's own rules on both sides, and those that its configuration pins. */
async function rulesOf(
  engine: AdmissionEngine,
  { whole, signal }: CheckScope,
  settings: AdmissionSettings,
  ports: CheckPorts,
): Promise<Rules> {
  const { pinned } = divideSources(settings.sources ?? []);
  const outside = await pinnedRules(engine, pinned, ports, signal);
  const after = await findIn(engine, whole.head, settings);
  const before = whole.base === null ? after : await findIn(engine, whole.base, settings);
  return { before, after, outside };
}

/** Every file is looked through once, for all of the engines. */
async function findIn(engine: AdmissionEngine, side: WholeSide, settings: AdmissionSettings): Promise<FoundRules> {
  const markers = admissionEngines.map(({ marker }) => marker);
  const { paths } = divideSources(settings.sources ?? []);
  const files = await filesWith(markers, side.tree, settings.sources === undefined ? undefined : paths);
  return findRules(engine, side, files.get(engine.marker) ?? []);
}

/** Rules that nobody can read on the base are read on the head, which mends them. */
function standing(before: FoundRules, after: FoundRules): readonly PlacedRule[] {
  const [unread] = before.unknown;
  if (unread === undefined) return before.rules;
  if (after.unknown.length === 0) return after.rules;
  throw new Error(
    `the application ${unread.application.name} (${unread.application.environment}) holds rules and does not render: ${unread.reason}`,
  );
}

function canonicalOf({ rules }: FoundRules): string {
  return canonicalJson(rules.map(({ manifest, environment }) => [environment, manifest.object]));
}
