import type { JsonObject } from "../../../domain/json.ts";
import { messageOf } from "../../../errors.ts";
import type { PolicyProblem } from "../../../ports/policies.ts";
import type { CheckPorts } from "../../check.ts";
import type { Admission, AdmissionAnswer, AdmissionRequest } from "../engine.ts";
import type { Constraint } from "./constraint.ts";
import { inventoryOf, syncedBy } from "./inventory.ts";
import { brokenAnswer } from "./read-rules.ts";
import {
  askTemplates,
  type LoadedTemplates,
  loadTemplates,
  type RegoAnswer,
  type RegoQuestion,
} from "./rego-module.ts";
import type { TemplateRego } from "./rego-source.ts";
import { reviewOf } from "./review.ts";
import type { Template, Wrong } from "./template.ts";
import { notEvaluated, type Pairs } from "./who-asks.ts";

/** So many manifests are handed over at once: what they take is freed before the next. */
const batch = 2048;

/** What the constraints of templates in Rego say of the requests that they ask about. */
export async function askRego(
  admission: Admission,
  templates: readonly Template[],
  pairs: Pairs,
  { policies }: Pick<CheckPorts, "policies">,
): Promise<readonly AdmissionAnswer[]> {
  const constraints = [...new Set([...pairs.values()].flat())];
  const answers = constraints.flatMap((constraint): readonly AdmissionAnswer[] => {
    const reason = whyNot(constraint.template);
    return reason === null ? [] : [notEvaluated(constraint, reason, null)];
  });
  const asked = constraints.filter(({ template }) => template.code.engine === "rego" && whyNot(template) === null);
  // Those that nothing is asked by are compiled as well: what is wrong with them is told before anything is.
  const loaded = await loadTemplates(regoOf(templates), policies, admission.signal);
  for (const [template, problem] of loaded.broken)
    answers.push(brokenAnswer(template.rule, wrongOf(template, problem)));
  if (asked.length === 0) return answers;
  const able = asked.filter(({ template }) => !loaded.broken.has(template));
  const inventory = await inventoryFor(admission, able);
  for (const missing of inventory.missing) {
    answers.push(...able.filter(readsInventory).map((constraint) => notEvaluated(constraint, missing, null)));
  }
  const context = { admission, loaded, constraints: able, inventory: inventory.known };
  const requests = [...pairs.keys()];
  for (let at = 0; at < requests.length; at += batch) {
    answers.push(...(await askSome(requests.slice(at, at + batch), pairs, context)));
  }
  return answers;
}

/** Why a template cannot be asked about requests that nobody makes. */
function whyNot({ code }: Template): string | null {
  if (code.engine === "none") return code.reason;
  return code.engine === "rego" ? code.asksOfRequest : null;
}

function wrongOf({ code }: Template, { path, line, message }: PolicyProblem): Wrong {
  const lib = /^lib_(\d+)/.exec(path)?.[1];
  const at = code.engine === "rego" ? code.at : "/spec/targets/0";
  const pointer = lib === undefined ? `${at}/rego` : `${at}/libs/${lib}`;
  return { pointer, below: line, reason: `line ${line} of its Rego: ${message}` };
}

function regoOf(templates: readonly Template[]): ReadonlyMap<Template, TemplateRego> {
  // In one order, so that the same templates are the same module whoever asks first.
  const ordered = templates.toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
  return new Map(
    ordered.flatMap((template) => (template.code.engine === "rego" ? [[template, template.code.rego]] : [])),
  );
}

type Context = {
  readonly admission: Admission;
  readonly loaded: LoadedTemplates<Template>;
  readonly constraints: readonly Constraint[];
  readonly inventory: JsonObject | null;
};

async function askSome(
  requests: readonly AdmissionRequest[],
  pairs: Pairs,
  context: Context,
): Promise<readonly AdmissionAnswer[]> {
  const { constraints, loaded } = context;
  const indexOf = new Map(constraints.map((constraint, index) => [constraint, index]));
  const questions = requests.flatMap((request) => {
    const ask: Record<string, number[]> = {};
    for (const constraint of pairs.get(request) ?? []) {
      const index = indexOf.get(constraint);
      const name = loaded.names.get(constraint.template);
      if (index !== undefined && name !== undefined) ask[name] = [...(ask[name] ?? []), index];
    }
    return Object.keys(ask).length === 0 ? [] : [{ request, question: { review: reviewOf(request), ask } }];
  });
  const told = await answersTo(
    questions.map(({ question }) => question),
    context,
  );
  return questions.flatMap(({ request }, index) => (told[index] ?? []).map((one) => answerOf(one, request, context)));
}

/** What the templates answer. When they end in an error, the one at fault is looked for, to be named. */
async function answersTo(
  questions: readonly RegoQuestion[],
  { admission, constraints, inventory, loaded }: Context,
): Promise<readonly (readonly RegoAnswer[])[]> {
  if (questions.length === 0) return [];
  const data = { parameters: constraints.map(({ parameters }) => parameters ?? {}), inventory };
  const put = (some: readonly RegoQuestion[]) => askTemplates(loaded, some, data, admission.signal);
  try {
    return await put(questions);
  } catch (error) {
    for (const [template, name] of loaded.names) {
      admission.signal.throwIfAborted();
      const own = questions.flatMap(({ review, ask }) => {
        const asked = ask[name];
        return asked === undefined ? [] : [{ review, ask: { [name]: asked } }];
      });
      await put(own).catch((cause: unknown) => {
        throw new Error(`the ConstraintTemplate ${template.rule.manifest.id.name} fails: ${messageOf(cause)}`, {
          cause,
        });
      });
    }
    throw error;
  }
}

function answerOf(
  { constraint: index, message }: RegoAnswer,
  request: AdmissionRequest,
  { constraints }: Context,
): AdmissionAnswer {
  const constraint = constraints[index];
  if (constraint === undefined) throw new Error("a template answered for a constraint that was not asked");
  const { name, action, template } = constraint;
  if (message === null) return brokenAnswer(template.rule, { pointer: "/spec/targets/0", reason: noText });
  return { status: "refused", request, rule: name, action: action ?? "audit", message, pointer: null };
}

const noText = "a violation's `msg` is no text";

function readsInventory({ template: { code } }: Constraint): boolean {
  return code.engine === "rego" && code.readsInventory;
}

/** The inventory, when a template reads it; what is missing in it. */
async function inventoryFor(admission: Admission, constraints: readonly Constraint[]) {
  if (!constraints.some(readsInventory)) return { known: null, missing: [] };
  const { manifests, incomplete } = await admission.surroundings();
  const missing = incomplete.slice(0, 1).map((reason) => `its inventory is not complete: ${reason}`);
  return { known: inventoryOf(manifests, syncedBy(admission.rules)), missing };
}
