import type { JsonObject } from "../../../domain/json.ts";
import type { CheckPorts } from "../../check.ts";
import type { Admission, AdmissionAnswer, AdmissionRequest } from "../engine.ts";
import { askCel, type CelVerdict, readsNamespace } from "./ask-cel.ts";
import type { Constraint } from "./constraint.ts";
import { namespacesIn } from "./namespaces.ts";
import { aboutOf, reviewOf } from "./review.ts";
import { notEvaluated, type Pairs } from "./who-asks.ts";

/** What the constraints of templates in CEL say of the requests that they ask about. */
export async function celAnswersTo(
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
    const verdicts = await askCel(constraint, code.source, { questions, unknown }, expressions, admission.signal);
    answers.push(...verdicts.flatMap((verdict, index) => celAnswers(constraint, verdict, requests[index])));
  }
  return answers;
}

const cluster = "only the API server knows it";

const unknown = {
  authorizer: "only the cluster knows who may do what",
  "request.userInfo": "nobody knows here who will apply it",
  "request.options": cluster,
  "request.requestResource": cluster,
  "request.resource": cluster,
  "request.uid": cluster,
};

function isOfCel({ template }: Constraint): boolean {
  return template.code.engine === "cel";
}

function celAnswers(
  constraint: Constraint,
  verdict: CelVerdict,
  request: AdmissionRequest | undefined,
): readonly AdmissionAnswer[] {
  if (request === undefined) return [];
  const { name, action } = constraint;
  if (verdict.status === "not-evaluated") {
    const answer = notEvaluated(constraint, verdict.reason, request);
    return [{ ...answer, ...(verdict.exhausted && { exhausted: action ?? "audit" }) }];
  }
  return verdict.messages.map((message) => ({
    status: "refused",
    request,
    rule: name,
    action: action ?? "audit",
    message,
    pointer: null,
  }));
}
