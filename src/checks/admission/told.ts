import type { Finding, Severity } from "../../domain/finding.ts";
import { canonicalJson } from "../../domain/json.ts";
import { type Manifest, resourceName } from "../../domain/manifest.ts";
import type { SourceLocation } from "../../domain/source.ts";
import { isBlockOfText, textAt } from "../../sources/places.ts";
import type { CheckScope } from "../check.ts";
import { atMost, severityOf } from "../level.ts";
import { pointerFromMessage } from "../policy/place.ts";
import { substanceAt } from "../substance.ts";
import type { AdmissionAnswer, AdmissionRequest } from "./engine.ts";
import type { PlacedRule } from "./rules.ts";
import type { AdmissionSettings } from "./settings.ts";

/** What the answers for one environment are told by. */
type Told = {
  readonly environment: string;
  /** Those that were asked. */
  readonly rules: readonly PlacedRule[];
  /** The head's: only their lines are lines that a report can show. */
  readonly after: readonly PlacedRule[];
  readonly scope: Pick<CheckScope, "locate" | "head">;
  readonly settings: AdmissionSettings;
};

/** The answers as findings; one that is the same for many requests is said once. */
export async function findingsOf(answers: readonly AdmissionAnswer[], told: Told): Promise<readonly Finding[]> {
  const findings = await Promise.all([
    ...answers.map((answer) => (answer.status === "refused" ? refusal(answer, told) : null)),
    ...answers.map((answer) => (answer.status === "broken" ? breakage(answer, told) : null)),
    ...[...groupsOf(answers)].map((group) => notEvaluated(group, told)),
  ]);
  const seen = new Set<string>();
  return findings.flatMap((finding) => {
    if (finding === null || seen.has(canonicalJson(finding))) return [];
    seen.add(canonicalJson(finding));
    return [finding];
  });
}

const weight = { deny: "error", warn: "warning", audit: "notice" } as const;

async function refusal(answer: Answer<"refused">, told: Told): Promise<Finding | null> {
  const { request, message, pointer, action } = answer;
  const limit = limitOf("level", answer.rule, told);
  const manifest = request.object ?? request.old;
  if (limit === null || manifest === null) return null;
  const field = pointer ?? pointerFromMessage(message, manifest.object);
  const at = await told.scope.locate(manifest, field);
  const substance = substanceAt(manifest.object, field);
  return {
    ...commonOf(answer.rule, told),
    ...at,
    severity: atMost(weight[action], limit),
    message,
    application: request.application.application.name,
    resource: resourceName(manifest.id),
    ...(substance !== undefined && { substance }),
  };
}

/** The rule is wrong. Throws of one that the operator asks for: nobody here can mend it. */
async function breakage(answer: Answer<"broken">, told: Told): Promise<Finding | null> {
  const { manifest, reason, pointer, below } = answer;
  const rule = ruleOf(manifest, told);
  const name = resourceName(manifest.id);
  if (rule?.outside === true) throw new Error(`${name} of ${rule.from} is no rule that could be enforced: ${reason}`);
  const limit = limitOf("level", answer.rule, told);
  const own = inHead(manifest, told);
  // What the change mends, or takes away, is not held against it.
  if (limit === null || own === undefined) return null;
  return {
    ...commonOf(answer.rule, told),
    ...(await lineOf(await told.scope.locate(own, pointer), below, told)),
    severity: limit,
    message: `${name} is no rule that could be enforced: ${reason}`,
    application: null,
    resource: name,
  };
}

/** The very line of a text that begins below its field. */
async function lineOf(at: SourceLocation, below: number | undefined, { scope }: Told): Promise<SourceLocation> {
  if (below === undefined) return at;
  const text = (await textAt(scope.head, at.path)) ?? "";
  return isBlockOfText(text.split("\n")[at.line - 1] ?? "") ? { ...at, line: at.line + below } : at;
}

async function notEvaluated(group: readonly Answer<"not-evaluated">[], told: Told): Promise<Finding | null> {
  const [first] = group;
  const limit = first === undefined ? null : weightOf(first, told);
  if (first === undefined || limit === null) return null;
  const requests = group.flatMap(({ request }) => (request === null ? [] : [request]));
  const at = await placeOf(first.manifest, requests, told);
  const about = namesOf(requests);
  return {
    ...commonOf(first.rule, told),
    ...at,
    severity: limit,
    message: `${first.rule} is not evaluated${about}: ${first.reason}`,
    application: null,
    resource: resourceName(first.manifest.id),
  };
}

/** What an author can bring about by making an object large weighs no less than what it would be refused for. */
function weightOf({ rule, exhausted }: Answer<"not-evaluated">, told: Told): Severity | null {
  const limit = limitOf("notEvaluated", rule, told);
  const level = limitOf("level", rule, told);
  if (exhausted === undefined || level === null) return limit;
  const own = atMost(weight[exhausted], level);
  return limit === null || atMost(own, limit) === limit ? own : limit;
}

type Answer<Status extends AdmissionAnswer["status"]> = Extract<AdmissionAnswer, { readonly status: Status }>;

function groupsOf(answers: readonly AdmissionAnswer[]) {
  const asked = answers.filter((answer) => answer.status === "not-evaluated");
  return Map.groupBy(asked, ({ rule, reason, exhausted }) => canonicalJson([rule, reason, exhausted ?? null])).values();
}

function namesOf(requests: readonly AdmissionRequest[]): string {
  const names = requests.flatMap(({ object, old }) => {
    const about = object ?? old;
    return about === null ? [] : [resourceName(about.id)];
  });
  const [first, ...others] = new Set(names);
  if (first === undefined) return "";
  return others.length === 0 ? ` for ${first}` : ` for ${first} and ${others.length} more`;
}

/** At the rule, where its lines are the head's; at what it was to be asked about otherwise. */
async function placeOf(manifest: Manifest, requests: readonly AdmissionRequest[], told: Told): Promise<SourceLocation> {
  const own = ruleOf(manifest, told)?.outside === true ? undefined : inHead(manifest, told);
  if (own !== undefined) return told.scope.locate(own, "");
  const [about] = requests.flatMap(({ object, old }) => object ?? old ?? []);
  return about === undefined ? nowhere : told.scope.locate(about, "");
}

/** The configuration is what brings the rule in. */
const nowhere: SourceLocation = { path: ".github/fairlead.yml", line: 1 };

function commonOf(rule: string, told: Told) {
  const { environment } = told;
  return { check: "admission", rule, environment, ...(isLocked(rule, told) && { locked: true as const }) };
}

const standard = { level: "error", notEvaluated: "warn" } as const satisfies AdmissionSettings;

/** No setting lowers what the operator asks for. */
function limitOf(setting: "level" | "notEvaluated", rule: string, told: Told): Severity | null {
  return severityOf((isLocked(rule, told) ? undefined : told.settings[setting]) ?? standard[setting]);
}

function isLocked(rule: string, { rules }: Told): boolean {
  return rules.some(({ manifest, required }) => required === true && isOf(rule, nameOf(manifest)));
}

/** `ClusterPolicy/images/tagged` is a rule of `ClusterPolicy/images`. */
function isOf(rule: string, name: string): boolean {
  return rule === name || rule.startsWith(`${name}/`);
}

function ruleOf(manifest: Manifest, { rules }: Told): PlacedRule | undefined {
  return rules.find((rule) => rule.manifest === manifest);
}

/** The same rule as it stands on the head; undefined when the change touches it. */
function inHead(manifest: Manifest, { after }: Told): Manifest | undefined {
  const text = canonicalJson(manifest.object);
  return after.find((rule) => rule.manifest === manifest || canonicalJson(rule.manifest.object) === text)?.manifest;
}

function nameOf({ id }: Manifest): string {
  return `${id.kind}/${id.name}`;
}
