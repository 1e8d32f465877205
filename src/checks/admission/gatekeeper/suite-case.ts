import { isJsonArray, isJsonObject, type Json, type JsonObject, objectIn } from "../../../domain/json.ts";
import { groupOf, type Manifest } from "../../../domain/manifest.ts";
import type { CheckPorts } from "../../check.ts";
import { askCel } from "./ask-cel.ts";
import type { Constraint } from "./constraint.ts";
import { inventoryOf } from "./inventory.ts";
import { type Candidate, labelsIn, matches } from "./match.ts";
import { askTemplates, loadTemplates } from "./rego-module.ts";

export type SuitePorts = Pick<CheckPorts, "policies" | "expressions">;

/**
 * The messages of the violations that `gator verify` counts for one object: whatever the constraint's action is, and
 * none when it is scoped to other points of enforcement. Throws in a sentence where there is no answer.
 */
export async function violationsOf(
  constraint: Constraint,
  object: JsonObject,
  inventory: readonly Manifest[],
  ports: SuitePorts,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const review = object.kind === "AdmissionReview" ? reviewIn(object) : reviewOfObject(object);
  const namespaces = new Map(
    inventory.filter(({ id }) => id.group === "" && id.kind === "Namespace").map((one) => [one.id.name, one.object]),
  );
  if (!isAsked(constraint)) return [];
  const matched = candidatesIn(review).map((candidate) =>
    matches(constraint.match, candidate, (name) => {
      const declared = namespaces.get(name);
      return { labels: declared === undefined ? {} : labelsIn(declared), others: declared === undefined };
    }),
  );
  const unknown = matched.find((one) => typeof one === "object");
  // Gatekeeper refuses where it cannot match.
  if (!matched.includes(true) && typeof unknown === "object") return [`it cannot be matched: ${unknown.unknown}`];
  if (!matched.includes(true)) return [];
  const { code } = constraint.template;
  if (code.engine === "none") throw new Error(`${constraint.name} cannot be evaluated: ${code.reason}.`);
  if (code.engine === "cel") {
    const within = String(review.namespace ?? "");
    const namespace = within === "" ? null : namespaces.get(within);
    const [verdict] = await askCel(
      constraint,
      code.source,
      { questions: [{ review, namespace }] },
      ports.expressions,
      signal,
    );
    if (verdict?.status === "judged") return verdict.messages;
    throw new Error(`${constraint.name} cannot be evaluated: ${verdict?.reason ?? "it got no answer"}.`);
  }
  const loaded = await loadTemplates(new Map([["template", code.rego]]), ports.policies, signal);
  const broken = loaded.broken.get("template");
  if (broken !== undefined) throw new Error(`line ${broken.line} of the template's Rego: ${broken.message}`);
  const ask = { [loaded.names.get("template") ?? ""]: [0] };
  const data = { parameters: [constraint.parameters ?? {}], inventory: inventoryOf(inventory, () => true) };
  const [answers = []] = await askTemplates(loaded, [{ review, ask }], data, signal);
  return answers.map(({ message }) => {
    if (message === null) throw new Error("a violation's `msg` is no text.");
    return message;
  });
}

function isAsked({ rule }: Constraint): boolean {
  const { enforcementAction, scopedEnforcementActions } = objectIn(rule.manifest.object.spec);
  if (enforcementAction !== "scoped") return true;
  return list(scopedEnforcementActions)
    .flatMap(({ enforcementPoints }) => list(enforcementPoints))
    .some(({ name }) => name === "*" || name === "gator.gatekeeper.sh");
}

/** As the audit asks: there is no operation, and nothing that was before. */
function reviewOfObject(object: JsonObject): JsonObject {
  const apiVersion = String(object.apiVersion ?? "");
  const { name, namespace } = objectIn(object.metadata);
  return {
    ...blank,
    kind: {
      group: groupOf(apiVersion),
      version: apiVersion.slice(apiVersion.indexOf("/") + 1),
      kind: object.kind ?? "",
    },
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
    object,
  };
}

/** A request as a test writes it; what is deleted stands for the object, as Gatekeeper has it. */
function reviewIn({ request }: JsonObject): JsonObject {
  if (!isJsonObject(request)) throw new Error("the AdmissionReview holds no request.");
  const { object = null, oldObject = null } = request;
  if (object === null && oldObject === null) throw new Error("the request holds no object and no oldObject.");
  if (request.operation !== "DELETE") return { ...blank, ...request };
  if (oldObject === null) throw new Error("the request to delete holds no oldObject.");
  return { ...blank, ...request, object: oldObject };
}

const blank: JsonObject = {
  uid: "",
  kind: { group: "", version: "", kind: "" },
  resource: { group: "", version: "", resource: "" },
  operation: "",
  userInfo: {},
  object: null,
  oldObject: null,
  options: null,
};

function candidatesIn(review: JsonObject): readonly Candidate[] {
  return [review.object, review.oldObject].filter(isObject).map((object) => {
    const apiVersion = String(object.apiVersion ?? "");
    const within = objectIn(object.metadata).namespace ?? review.namespace;
    const namespace = typeof within === "string" && within !== "" ? within : null;
    return { object, group: groupOf(apiVersion), kind: String(object.kind), namespaced: namespace !== null, namespace };
  });
}

function isObject(value: Json | undefined): value is JsonObject {
  return isJsonObject(value);
}

function list(value: Json | undefined): readonly JsonObject[] {
  return isJsonArray(value) ? value.map(objectIn) : [];
}
