import { isJsonObject, type Json, type JsonObject, objectsIn } from "../../../domain/json.ts";
import { pointerOf } from "../../../domain/json-pointer.ts";
import type { Manifest } from "../../../domain/manifest.ts";
import type { Admission, AdmissionAnswer, AdmissionRequest, AdmissionRule } from "../engine.ts";
import type { Known } from "../validating-admission-policy/known.ts";
import { matchesConstraints, targetOf } from "../validating-admission-policy/match.ts";
import { policyOf } from "../validating-admission-policy/policy.ts";
import { askCel, type CelAnswer, type CelPorts, celQuestion } from "./cel.ts";
import { textsOf } from "./match.ts";
import { LeftToKyverno, NotEvaluated, type RuleOutcome } from "./outcome.ts";
import { podVariants } from "./pod-variants.ts";
import type { Judged, OpenQuestion } from "./program.ts";
import { subjectOf } from "./subject.ts";

/** What Kyverno's policies in CEL say (policies.kyverno.io); those about images' signatures are named: they ask registries. */
export async function judgeCelPolicies(
  { rules, requests }: Pick<Admission, "rules" | "requests">,
  ports: CelPorts,
  changesFirst: (request: AdmissionRequest) => string | undefined,
): Promise<readonly Judged[]> {
  const family = rules.filter(({ manifest }) => manifest.id.group === "policies.kyverno.io");
  const exceptions = family
    .filter(({ manifest }) => manifest.id.kind === "PolicyException")
    .map(({ manifest }) => manifest.object);
  const policies = family.filter(({ manifest }) =>
    /^(?:Namespaced)?(?:Image)?ValidatingPolicy$/.test(manifest.id.kind),
  );
  const answers: Judged[] = [];
  for (const policy of policies) {
    if (!isAsked(policy.manifest)) continue;
    const asking = { policy, exceptions, requests, ports, changesFirst };
    for (const variant of podVariants(policy.manifest)) answers.push(...(await judgeVariant(variant, asking)));
  }
  return answers;
}

type Asking = {
  readonly policy: AdmissionRule;
  readonly exceptions: readonly JsonObject[];
  readonly requests: readonly AdmissionRequest[];
  readonly ports: CelPorts;
  readonly changesFirst: (request: AdmissionRequest) => string | undefined;
};

/** At admission, and about objects of Kubernetes. */
function isAsked({ object }: Manifest): boolean {
  const { evaluation } = specOf(object);
  if (!isJsonObject(evaluation)) return true;
  const { mode, admission } = evaluation;
  return (mode === undefined || mode === "Kubernetes") && !(isJsonObject(admission) && admission.enabled === false);
}

async function judgeVariant(variant: Manifest, asking: Asking): Promise<readonly Judged[]> {
  const { requests, ports, policy } = asking;
  const matched = new Map(requests.map((request) => [request, matches(variant, request, ports)]));
  const about = requests.filter((request) => matched.get(request) !== false);
  if (about.length === 0) return [];
  const name = nameOf(policy.manifest);
  if (name.startsWith("ImageValidatingPolicy/") || name.startsWith("NamespacedImageValidatingPolicy/")) {
    return about.map((request) => ({ answer: unevaluated(asking, request, "it asks the registry of each image") }));
  }
  const spec = specOf(variant.object);
  const told = await askCel(celQuestion(spec.matchConditions, spec), about, policy.manifest.id.name, ports);
  const excused = await excuses(asking, about);
  return about.flatMap((request): readonly Judged[] => {
    const [answer, excuses, known] = [told.get(request), excused.get(request) ?? [], matched.get(request) ?? false];
    try {
      return answerOf(answer, excuses, known, spec, request, asking).map((one) => ({ answer: one }));
    } catch (error) {
      if (!(error instanceof NotEvaluated)) throw error;
      const isOpen = error instanceof LeftToKyverno && known === true && excuses.length === 0;
      const open = isOpen ? openQuestion(spec, request, asking) : undefined;
      const unknown = unevaluated(asking, request, error.message);
      return [open === undefined ? { answer: unknown } : { answer: unknown, open }];
    }
  });
}

/** Undefined where Kyverno's own program, which has no cluster either, would guess. */
function openQuestion(spec: JsonObject, request: AdmissionRequest, asking: Asking): OpenQuestion | undefined {
  const object = subjectOf(request)?.object ?? null;
  if (object === null || guesses.test(JSON.stringify(spec)) || asking.changesFirst(request) !== undefined)
    return undefined;
  return {
    policy: asking.policy.manifest.object,
    rule: null,
    object,
    old: null,
    action: () => actionOf(spec, { status: "failed", message: "", path: null }),
  };
}

const guesses =
  /userInfo|authorizer|\b(?:resource|http|globalContext)\.|namespaceObject|namespaceSelector|oldObject|request\.operation/;

function answerOf(
  told: CelAnswer | undefined,
  excuses: readonly Excuse[],
  matched: Known,
  spec: JsonObject,
  request: AdmissionRequest,
  asking: Asking,
): readonly AdmissionAnswer[] {
  if (told === undefined || !told.applies()) return [];
  const outcome = told.outcome();
  if (!("message" in outcome)) return [];
  const action = actionOf(spec, outcome);
  const excuse = excuses.find(({ answer }) => answer.applies());
  if (excuse !== undefined && !excuse.isPartial) return [];
  if (excuse !== undefined)
    throw new NotEvaluated("single images and values of its PolicyException are not evaluated here");
  if (typeof matched === "object") throw new NotEvaluated(matched.unknown);
  const changing = asking.changesFirst(request);
  if (changing !== undefined) throw new NotEvaluated(`${changing} changes the object before it is asked`);
  const rule = nameOf(asking.policy.manifest);
  const pointer = outcome.path === null ? null : pointerOf(outcome.path);
  return [{ status: "refused", request, rule, action, message: outcome.message, pointer }];
}

/** Refuses unless the policy says otherwise; an error need not count at all. */
function actionOf(spec: JsonObject, { status }: RuleOutcome): "deny" | "warn" | "audit" {
  const actions = textsOf(spec.validationActions);
  if (status === "error" && spec.failurePolicy === "Ignore") return "audit";
  if (actions.length === 0 || actions.includes("Deny")) return "deny";
  return actions.includes("Warn") ? "warn" : "audit";
}

/** A namespaced policy is about its own namespace. */
function matches(variant: Manifest, request: AdmissionRequest, { cluster, minor }: CelPorts): Known {
  const target = targetOf(request, cluster, minor);
  if (target === undefined) return false;
  const { kind, namespace } = variant.id;
  if (
    kind.startsWith("Namespaced") &&
    target.manifest.id.namespace !== null &&
    target.manifest.id.namespace !== namespace
  ) {
    return false;
  }
  return matchesConstraints(target, policyOf(variant).constraints);
}

type Excuse = { readonly answer: CelAnswer; readonly isPartial: boolean };

async function excuses(
  { exceptions, ports, policy }: Asking,
  about: readonly AdmissionRequest[],
): Promise<ReadonlyMap<AdmissionRequest, readonly Excuse[]>> {
  const { kind, name } = policy.manifest.id;
  const found = new Map<AdmissionRequest, Excuse[]>();
  for (const { spec } of exceptions) {
    if (!isJsonObject(spec) || !refersTo(spec.policyRefs, kind, name)) continue;
    const told = await askCel(celQuestion(spec.matchConditions, {}), about, name, ports);
    const isPartial = ["images", "allowedValues"].some((key) => textsOf(spec[key]).length > 0);
    for (const [request, answer] of told) found.set(request, [...(found.get(request) ?? []), { answer, isPartial }]);
  }
  return found;
}

function refersTo(references: Json | undefined, kind: string, name: string): boolean {
  return objectsIn(references).some((one) => one.name === name && one.kind === kind);
}

function unevaluated({ policy }: Asking, request: AdmissionRequest, reason: string): AdmissionAnswer {
  return { status: "not-evaluated", rule: nameOf(policy.manifest), reason, request, manifest: policy.manifest };
}

function nameOf({ id }: Manifest): string {
  return `${id.kind}/${id.name}`;
}

function specOf({ spec }: JsonObject): JsonObject {
  return isJsonObject(spec) ? spec : {};
}
