import type { JsonObject } from "../../../domain/json.ts";
import type { AdmissionAnswer } from "../engine.ts";
import { NotEvaluated } from "./outcome.ts";
import { askProgram, type Judged, type OpenQuestion, type ProgramAnswer, type ProgramPorts } from "./program.ts";

/** Asks Kyverno's own program, where the operator provides it, about what is not evaluated here and needs no cluster. */
export async function settle(
  judged: readonly Judged[],
  exceptions: readonly JsonObject[],
  ports: ProgramPorts,
): Promise<readonly AdmissionAnswer[]> {
  const asked = judged.flatMap(({ open }) => (open === undefined ? [] : [{ question: open, object: open.object }]));
  if (asked.length === 0 || (await ports.tools.find("kyverno")).status === "missing") {
    return judged.map(({ answer }) => answer);
  }
  const told = await askProgram(asked, exceptions, ports);
  const before = [...told].flatMap(([question, { status }]) =>
    status === "failed" && question.old !== null ? [{ question, object: question.old }] : [],
  );
  const earlier = before.length === 0 ? undefined : await askProgram(before, exceptions, ports);
  return judged.flatMap(({ answer, open }) => {
    const own = open === undefined ? undefined : told.get(open);
    if (open === undefined || own === undefined || answer.status !== "not-evaluated") return [answer];
    return settled(answer, open, own, earlier?.get(open));
  });
}

function settled(
  answer: Extract<AdmissionAnswer, { status: "not-evaluated" }>,
  question: OpenQuestion,
  own: ProgramAnswer,
  earlier: ProgramAnswer | undefined,
): readonly AdmissionAnswer[] {
  const { rule, request, reason } = answer;
  if (own.status === "passed") return [];
  if (own.status === "unknown") return [{ ...answer, reason: `${reason}; ${own.reason}` }];
  if (request === null) return [answer];
  try {
    const asked = question.action();
    const wasSo = earlier?.status === "failed";
    const message = wasSo
      ? `${own.message} (it was so before, and Kyverno lets such an object be updated)`
      : own.message;
    const action = wasSo && asked === "deny" ? "audit" : asked;
    return [{ status: "refused", request, rule, action, message, pointer: pointerIn(own.message) }];
  } catch (error) {
    if (!(error instanceof NotEvaluated)) throw error;
    return [{ ...answer, reason: error.message }];
  }
}

/** Of a pattern, Kyverno says where it fails. */
function pointerIn(message: string): string | null {
  return / at path (\/\S*?)\/?$/.exec(message.trim())?.[1] ?? null;
}
