import type { JsonObject } from "../../domain/json.ts";
import { groupOf } from "../../domain/manifest.ts";
import type { CheckPorts } from "../check.ts";
import type { Admission, AdmissionAnswer, AdmissionEngine, AdmissionRequest, Surroundings } from "./engine.ts";
import { askCel, type CelVerdict, readsNamespace } from "./gatekeeper/ask-cel.ts";
import { askRego } from "./gatekeeper/ask-rego.ts";
import type { Constraint } from "./gatekeeper/constraint.ts";
import { exemptions, isIgnored } from "./gatekeeper/exempt.ts";
import { labelsIn, type NamespaceLabels } from "./gatekeeper/match.ts";
import { isMutator, isOfGatekeeper, readRules, ruleName } from "./gatekeeper/read-rules.ts";
import { aboutOf, candidateOf, reviewOf } from "./gatekeeper/review.ts";
import { samplesOf } from "./gatekeeper/samples.ts";
import { objectAt } from "./gatekeeper/template.ts";
import { type Asked, asking, candidatesOf, mutates } from "./gatekeeper/who-asks.ts";

/** ConstraintTemplates and the constraints made of them, as Gatekeeper's webhook asks them on a create and an update. */
export const gatekeeper: AdmissionEngine = {
  name: "gatekeeper",
  marker: "gatekeeper.sh",
  isRule: ({ apiVersion }) => typeof apiVersion === "string" && isOfGatekeeper(groupOf(apiVersion)),
  samples: samplesOf,
  async judge(admission, ports) {
    const { constraints, broken } = readRules(admission.rules);
    const enforced = constraints.filter(({ action }) => action !== null);
    const isExempt = exemptions(admission.rules);
    // As it is delivered, the webhook is not called for what is deleted.
    const asked = admission.requests
      .filter(({ operation }) => operation !== "DELETE")
      .map(candidatesOf)
      .filter(({ candidates }) => !candidates.every(isExempt));
    const labelsOf = await namespaceLabels(admission, enforced);
    const matched = matchAll(enforced, asked, labelsOf);
    const [ofRego, ofCel] = await Promise.all([
      askRego(admission, matched.pairs, ports),
      askAllCel(admission, matched.pairs, ports),
    ]);
    const told = [...ofRego, ...ofCel];
    return [
      ...broken,
      ...mutatorAnswers(admission, asked, labelsOf),
      ...doubted(await withoutIgnored(admission, told), matched.doubts),
    ];
  },
};

type Pairs = ReadonlyMap<AdmissionRequest, readonly Constraint[]>;

/** Who asks about what; and, of those of whom that is not certain, on what it depends. */
function matchAll(constraints: readonly Constraint[], asked: readonly Asked[], labelsOf: NamespaceLabels) {
  const ask = asking(constraints, labelsOf);
  const pairs = new Map<AdmissionRequest, readonly Constraint[]>();
  const doubts = new Map<AdmissionRequest, ReadonlyMap<string, Doubt>>();
  for (const one of asked) {
    const found = ask(one);
    if (found.size > 0) pairs.set(one.request, [...found.keys()]);
    const doubtful = [...found].flatMap(([constraint, matched]): [string, Doubt][] =>
      matched === true ? [] : [[constraint.name, { constraint, reason: matched.unknown }]],
    );
    if (doubtful.length > 0) doubts.set(one.request, new Map(doubtful));
  }
  return { pairs, doubts };
}

type Doubt = { readonly constraint: Constraint; readonly reason: string };

/** A constraint that may not even be asked refuses nothing for certain; what it would say is told all the same. */
function doubted(
  answers: readonly AdmissionAnswer[],
  doubts: ReadonlyMap<AdmissionRequest, ReadonlyMap<string, Doubt>>,
): readonly AdmissionAnswer[] {
  return answers.map((answer) => {
    if (answer.status !== "refused") return answer;
    const doubt = doubts.get(answer.request)?.get(answer.rule);
    if (doubt === undefined) return answer;
    return notEvaluated(doubt.constraint, `${doubt.reason}; if asked, it refuses: ${answer.message}`, answer.request);
  });
}

function notEvaluated({ name, rule }: Constraint, reason: string, request: AdmissionRequest | null): AdmissionAnswer {
  return { status: "not-evaluated", rule: name, reason, request, manifest: rule.manifest };
}

/** Everything is rendered only when a constraint asks for a namespace's labels. */
async function namespaceLabels(admission: Admission, constraints: readonly Constraint[]): Promise<NamespaceLabels> {
  const areRead =
    constraints.some(({ match }) => match?.namespaceSelector !== undefined) ||
    admission.rules.some(
      (rule) => isMutator(rule) && objectAt(objectAt(rule.manifest.object.spec).match).namespaceSelector,
    );
  const known = areRead ? namespacesIn(await admission.surroundings()) : new Map<string, JsonObject>();
  return (name) => {
    const declared = known.get(name);
    const labels = { ...(declared && labelsIn(declared)), "kubernetes.io/metadata.name": name };
    return { labels, others: declared === undefined };
  };
}

function namespacesIn({ manifests }: Surroundings): ReadonlyMap<string, JsonObject> {
  return new Map(
    manifests.filter(({ id }) => id.group === "" && id.kind === "Namespace").map(({ id, object }) => [id.name, object]),
  );
}

async function askAllCel(
  admission: Admission,
  pairs: Pairs,
  { expressions }: Pick<CheckPorts, "expressions">,
): Promise<readonly AdmissionAnswer[]> {
  const answers: AdmissionAnswer[] = [];
  const constraints = new Set([...pairs.values()].flatMap((some) => some.filter(isOfCel)));
  for (const constraint of constraints) {
    const { code } = constraint.template;
    if (code.engine !== "cel") continue;
    const requests = [...pairs].flatMap(([request, some]) => (some.includes(constraint) ? [request] : []));
    const declared = readsNamespace(code.source)
      ? namespacesIn(await admission.surroundings())
      : new Map<string, JsonObject>();
    const questions = requests.map((request) => {
      const { namespace } = aboutOf(request).id;
      return { review: reviewOf(request), namespace: namespace === null ? null : declared.get(namespace) };
    });
    const verdicts = await askCel(constraint, code.source, questions, expressions, admission.signal);
    answers.push(...verdicts.flatMap((verdict, index) => celAnswers(constraint, verdict, requests[index])));
  }
  return answers;
}

function isOfCel({ template }: Constraint): boolean {
  return template.code.engine === "cel";
}

function celAnswers(
  constraint: Constraint,
  verdict: CelVerdict,
  request: AdmissionRequest | undefined,
): readonly AdmissionAnswer[] {
  if (request === undefined) return [];
  if (verdict.status === "not-evaluated") return [notEvaluated(constraint, verdict.reason, request)];
  const { name, action } = constraint;
  return verdict.messages.map((message) => ({
    status: "refused",
    request,
    rule: name,
    action: action ?? "audit",
    message,
    pointer: null,
  }));
}

/** What Gatekeeper would change first is not changed here, so what its constraints say may differ. */
function mutatorAnswers({ rules }: Admission, asked: readonly Asked[], labelsOf: NamespaceLabels) {
  return rules.filter(isMutator).flatMap((rule): readonly AdmissionAnswer[] => {
    if (!asked.some((one) => mutates(rule, one, labelsOf))) return [];
    const isExpansion = rule.manifest.id.kind === "ExpansionTemplate";
    const reason = isExpansion
      ? "what a workload makes of its template is not made here"
      : "it changes objects before they are admitted, and they are judged as they are written";
    return [{ status: "not-evaluated", rule: ruleName(rule), reason, request: null, manifest: rule.manifest }];
  });
}

/** Everything is rendered only when something is refused: its namespace may be one that Gatekeeper is not asked about. */
async function withoutIgnored(
  admission: Admission,
  answers: readonly AdmissionAnswer[],
): Promise<readonly AdmissionAnswer[]> {
  if (!answers.some(({ status }) => status === "refused")) return answers;
  const declared = namespacesIn(await admission.surroundings());
  const labels = (name: string): JsonObject => labelsIn(declared.get(name) ?? {});
  return answers.filter((answer) => {
    const about = answer.status === "refused" ? (answer.request.object ?? answer.request.old) : null;
    return about === null || !isIgnored(candidateOf(about), labels);
  });
}
