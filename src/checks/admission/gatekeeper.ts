import { type JsonObject, objectIn } from "../../domain/json.ts";
import { groupOf } from "../../domain/manifest.ts";
import type { Admission, AdmissionAnswer, AdmissionEngine, AdmissionRequest } from "./engine.ts";
import { askRego } from "./gatekeeper/ask-rego.ts";
import { celAnswersTo } from "./gatekeeper/cel-answers.ts";
import type { Constraint } from "./gatekeeper/constraint.ts";
import { exemptions, isIgnored } from "./gatekeeper/exempt.ts";
import { labelsIn, type NamespaceLabels } from "./gatekeeper/match.ts";
import { namespacesIn } from "./gatekeeper/namespaces.ts";
import { isMutator, isOfGatekeeper, readRules, ruleName } from "./gatekeeper/read-rules.ts";
import { candidateOf } from "./gatekeeper/review.ts";
import { samplesOf } from "./gatekeeper/samples.ts";
import { type Asked, asking, candidatesOf, mutates, notEvaluated } from "./gatekeeper/who-asks.ts";

/** ConstraintTemplates and the constraints made of them, as Gatekeeper's webhook asks them on a create and an update. */
export const gatekeeper: AdmissionEngine = {
  name: "gatekeeper",
  marker: "gatekeeper.sh",
  isRule: ({ apiVersion }) => typeof apiVersion === "string" && isOfGatekeeper(groupOf(apiVersion)),
  samples: samplesOf,
  async judge(admission, ports) {
    const { constraints, templates, broken } = readRules(admission.rules);
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
      askRego(admission, templates, matched.pairs, ports),
      celAnswersTo(admission, matched.pairs, ports),
    ]);
    const told = [...ofRego, ...ofCel];
    return [
      ...broken,
      ...mutatorAnswers(admission, asked, labelsOf),
      ...doubted(await withoutIgnored(admission, told), matched.doubts),
    ];
  },
};

/** Who asks about what; and, of those of whom that is not certain, on what it depends. */
function matchAll(constraints: readonly Constraint[], asked: readonly Asked[], labelsOf: NamespaceLabels) {
  const ask = asking(constraints, labelsOf);
  const pairs = new Map<AdmissionRequest, readonly Constraint[]>();
  const doubts = new Map<AdmissionRequest, ReadonlyMap<string, Doubt>>();
  for (const one of asked) {
    const found = ask(one);
    if (found.size > 0) pairs.set(one.request, [...found.keys()]);
    // One of the repository under the name of one that the operator asks for must not cast doubt on that.
    const certain = new Set([...found].flatMap(([{ name }, matched]) => (matched === true ? [name] : [])));
    const doubtful = [...found].flatMap(([constraint, matched]): [string, Doubt][] =>
      matched === true || certain.has(constraint.name)
        ? []
        : [[constraint.name, { constraint, reason: matched.unknown }]],
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

/** Everything is rendered only when a constraint asks for a namespace's labels. */
async function namespaceLabels(admission: Admission, constraints: readonly Constraint[]): Promise<NamespaceLabels> {
  const areRead =
    constraints.some(({ match }) => match?.namespaceSelector !== undefined) ||
    admission.rules.some(
      (rule) => isMutator(rule) && objectIn(objectIn(rule.manifest.object.spec).match).namespaceSelector,
    );
  const known = areRead ? namespacesIn(await admission.surroundings()) : new Map<string, JsonObject>();
  return (name) => {
    const declared = known.get(name);
    const labels = { ...(declared && labelsIn(declared)), "kubernetes.io/metadata.name": name };
    return { labels, others: declared === undefined };
  };
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

/**
 * Everything is rendered only when something is refused: its namespace may be one that Gatekeeper is not asked about.
 * The label is the author's to write, so it keeps nothing from what the operator asks for.
 */
async function withoutIgnored(
  admission: Admission,
  answers: readonly AdmissionAnswer[],
): Promise<readonly AdmissionAnswer[]> {
  if (admission.rules.every(({ required }) => required === true)) return answers;
  if (!answers.some(({ status }) => status === "refused")) return answers;
  const declared = namespacesIn(await admission.surroundings());
  const labels = (name: string): JsonObject => labelsIn(declared.get(name) ?? {});
  return answers.filter((answer) => {
    const about = answer.status === "refused" ? (answer.request.object ?? answer.request.old) : null;
    return about === null || !isIgnored(candidateOf(about), labels);
  });
}
