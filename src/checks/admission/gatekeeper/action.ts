import { isJsonArray, isJsonObject, type JsonObject } from "../../../domain/json.ts";
import type { AdmissionAnswer } from "../engine.ts";

export type Action = Extract<AdmissionAnswer, { readonly status: "refused" }>["action"];

/** What the webhook does with a violation; null where this constraint is not asked by it, nor by the audit. */
type Enforcement =
  | { readonly status: "known"; readonly action: Action | null }
  | { readonly status: "wrong"; readonly reason: string; readonly pointer: string };

const actions = { deny: "deny", warn: "warn", dryrun: "audit" } as const satisfies Record<string, Action>;

const weight = { deny: 2, warn: 1, audit: 0 } as const satisfies Record<Action, number>;

const points = ["validation.gatekeeper.sh", "audit.gatekeeper.sh", "gator.gatekeeper.sh", "vap.k8s.io", "*"];

/**
 * How a constraint is enforced at admission. `scoped` says so for each point; where it names the audit alone, a
 * violation is recorded and nothing refused. Anything else than what Gatekeeper knows is refused by its webhook.
 * https://open-policy-agent.github.io/gatekeeper/website/docs/enforcement-points
 */
export function enforcementOf(spec: JsonObject): Enforcement {
  const { enforcementAction = "deny" } = spec;
  if (enforcementAction === "scoped") return scoped(spec);
  const action = actionNamed(enforcementAction === "" ? "deny" : enforcementAction);
  return action === undefined
    ? wrong(`enforcementAction is deny, warn, dryrun or scoped, not ${JSON.stringify(enforcementAction)}`)
    : { status: "known", action };
}

function scoped({ scopedEnforcementActions }: JsonObject): Enforcement {
  if (!isJsonArray(scopedEnforcementActions)) return wrong("enforcementAction scoped needs scopedEnforcementActions");
  const found: Action[] = [];
  for (const [index, one] of scopedEnforcementActions.entries()) {
    const pointer = `/spec/scopedEnforcementActions/${index}`;
    const { action: name, enforcementPoints } = isJsonObject(one) ? one : {};
    const action = actionNamed(name ?? null);
    if (action === undefined)
      return wrong(`an action is deny, warn or dryrun, not ${JSON.stringify(name ?? null)}`, pointer);
    const names = (isJsonArray(enforcementPoints) ? enforcementPoints : []).map((point) =>
      isJsonObject(point) ? point.name : undefined,
    );
    const stranger = names.find((point) => !points.some((known) => known === point));
    if (names.length === 0 || stranger !== undefined)
      return wrong(`an enforcement point is one of ${points.join(", ")}`, pointer);
    if (names.includes("*") || names.includes("validation.gatekeeper.sh")) found.push(action);
    else if (names.includes("audit.gatekeeper.sh")) found.push("audit");
  }
  return { status: "known", action: found.toSorted((a, b) => weight[b] - weight[a])[0] ?? null };
}

function actionNamed(name: unknown): Action | undefined {
  return typeof name === "string" && Object.hasOwn(actions, name) ? actions[name as keyof typeof actions] : undefined;
}

function wrong(reason: string, pointer = "/spec/enforcementAction"): Enforcement {
  return { status: "wrong", reason, pointer };
}
