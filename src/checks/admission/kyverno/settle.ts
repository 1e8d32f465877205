import type { AdmissionAnswer } from "../engine.ts";
import { type Around, type Judged, matchedBy, type OpenQuestion } from "./judge.ts";
import { NotEvaluated } from "./outcome.ts";
import { actionOf, allowsExisting } from "./policy.ts";
import { type Asked, askProgram, type ProgramAnswer, type ProgramPorts } from "./program.ts";
import { subjectOf } from "./subject.ts";

/** What Kyverno's program, which has no cluster either, would guess. */
const guesses =
  /userInfo|serviceAccount|"(?:roles|clusterRoles|subjects|apiCall|globalReference|imageRegistry|configMap|namespaceSelector)"|request\.(?:operation|oldObject|roles|clusterRoles)|time_now|time_since|random\(/;

/** Asks Kyverno's own program, where the operator provides it, about what is not evaluated here and needs no cluster. */
export async function settle(
  judged: readonly Judged[],
  around: Around,
  ports: ProgramPorts,
): Promise<readonly AdmissionAnswer[]> {
  const asked = judged.flatMap(({ open }) => (open === undefined ? [] : askable(open, around)));
  if (asked.length === 0 || (await ports.tools.find("kyverno")).status === "missing") {
    return judged.map(({ answer }) => answer);
  }
  const told = await askProgram(asked, around.exceptions, ports);
  const before = earlierOf(told);
  const earlier = before.length === 0 ? undefined : await askProgram(before, around.exceptions, ports);
  return judged.flatMap(({ answer, open }) => {
    const own = open === undefined ? undefined : told.get(open);
    if (open === undefined || own === undefined) return [answer];
    return settled(answer, open, own, earlier?.get(open), around);
  });
}

function askable(open: OpenQuestion, around: Around): readonly Asked[] {
  const { policy, rule, request } = open;
  const subject = subjectOf(request);
  if (subject === undefined || subject.object === null || guesses.test(JSON.stringify(rule.object))) return [];
  const matched = matchedBy(policy, rule.object, subject, around.labelsOf);
  if (matched !== true || around.changesFirst(request) !== undefined) return [];
  return [{ question: open, object: subject.object }];
}

/** What was there before, of updates that would be refused. */
function earlierOf(told: ReadonlyMap<OpenQuestion, ProgramAnswer>): readonly Asked[] {
  return [...told].flatMap(([question, { status }]) => {
    const { request, rule } = question;
    const old = subjectOf(request)?.old ?? null;
    const counts = status === "failed" && request.operation === "UPDATE" && allowsExisting(rule.object);
    return counts && old !== null ? [{ question, object: old }] : [];
  });
}

function settled(
  answer: AdmissionAnswer,
  { policy, rule, request }: OpenQuestion,
  own: ProgramAnswer,
  earlier: ProgramAnswer | undefined,
  { labelsOf }: Around,
): readonly AdmissionAnswer[] {
  if (own.status === "passed") return [];
  if (answer.status !== "not-evaluated") return [answer];
  if (own.status === "unknown") return [{ ...answer, reason: `${answer.reason}; ${own.reason}` }];
  const subject = subjectOf(request);
  if (subject === undefined) return [answer];
  try {
    const asked = actionOf(policy, rule.object, subject, labelsOf);
    const wasSo = earlier?.status === "failed";
    const message = wasSo
      ? `${own.message} (it was so before, and Kyverno lets such an object be updated)`
      : own.message;
    const action = wasSo && asked === "deny" ? "audit" : asked;
    return [{ status: "refused", request, rule: rule.name, action, message, pointer: pointerIn(own.message) }];
  } catch (error) {
    if (!(error instanceof NotEvaluated)) throw error;
    return [{ ...answer, reason: error.message }];
  }
}

/** Of a pattern, Kyverno says where it fails. */
function pointerIn(message: string): string | null {
  return / at path (\/\S*?)\/?$/.exec(message.trim())?.[1] ?? null;
}
