import type { Finding } from "../domain/finding.ts";
import { canonicalJson } from "../domain/json.ts";
import { resourceName } from "../domain/manifest.ts";
import type { AdmissionAnswer, AdmissionEngine, AdmissionRule } from "./admission/engine.ts";
import { admissionEngines } from "./admission/index.ts";
import { previewRules } from "./admission/preview.ts";
import { admissionTo, changedRequests } from "./admission/request.ts";
import { type FoundRules, findRules, holdsIn, requiredRules } from "./admission/rules.ts";
import { type AdmissionSettings, Settings } from "./admission/settings.ts";
import type { Check, CheckPorts, CheckScope } from "./check.ts";
import { atMost, severityOf } from "./level.ts";
import { pointerFromMessage } from "./policy/place.ts";

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
    const wanted = admissionEngines.filter(({ name }) => settings[name] !== "off" && settings[name] !== false);
    const answers = await Promise.all(wanted.map((engine) => ask(engine, scope, settings, ports)));
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
  const { base, head } = scope.whole;
  const after = await findRules(engine, head, settings.sources);
  const before = base === null ? after : await findRules(engine, base, settings.sources);
  const required = await requiredRules(engine, scope, ports);
  const counted = [...standing(before, after), ...required];
  const findings: Finding[] = [];
  for (const [environment, requests] of changedRequests(scope)) {
    const rules = counted.filter((rule) => holdsIn(rule, environment));
    if (rules.length === 0) continue;
    const answers = await engine.judge(admissionTo(environment, rules, requests, scope), ports);
    const told = await Promise.all(answers.map((answer) => findingOf(answer, rules, environment, scope, settings)));
    findings.push(...told.filter((finding) => finding !== null));
  }
  const isChanged = canonicalOf(before) !== canonicalOf(after);
  return { findings, preview: isChanged ? await previewRules(engine, before, after, scope, ports) : [] };
}

/** Rules that nobody can read on the base are read on the head, which mends them. */
function standing(before: FoundRules, after: FoundRules): FoundRules["rules"] {
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

async function findingOf(
  answer: AdmissionAnswer,
  rules: readonly AdmissionRule[],
  environment: string,
  scope: CheckScope,
  settings: AdmissionSettings,
): Promise<Finding | null> {
  const limit = severityOf(
    (answer.status === "not-evaluated" ? settings.notEvaluated : settings.level) ?? defaults[answer.status],
  );
  if (limit === null) return null;
  const locked = rules.some(({ manifest, required }) => required === true && nameOf(manifest) === answer.rule);
  const common = { check: "admission", rule: answer.rule, environment, ...(locked ? { locked: true as const } : {}) };
  if (answer.status === "refused") {
    const { request, message, pointer, action } = answer;
    const manifest = request.object ?? request.old;
    const name = request.application.application.name;
    const about = { ...common, severity: atMost(weight[action], limit), message, application: name };
    if (manifest === null) return null;
    const at = await scope.locate(manifest, pointer ?? pointerFromMessage(message, manifest.object));
    return { ...about, ...at, resource: resourceName(manifest.id) };
  }
  const { manifest, reason } = answer;
  const [origin] = manifest.origins;
  const place = { path: origin?.path ?? "", line: origin?.line ?? 1 };
  const at = answer.status === "broken" ? await scope.locate(manifest, answer.pointer) : place;
  const message =
    answer.status === "broken"
      ? `${resourceName(manifest.id)} is no rule that could be enforced: ${reason}`
      : `${answer.rule} is not evaluated: ${reason}`;
  return { ...common, ...at, severity: limit, message, application: null, resource: resourceName(manifest.id) };
}

const defaults = { refused: "error", broken: "error", "not-evaluated": "warn" } as const;

const weight = { deny: "error", warn: "warning", audit: "notice" } as const;

function nameOf({ id }: AdmissionRule["manifest"]): string {
  return `${id.kind}/${id.name}`;
}
