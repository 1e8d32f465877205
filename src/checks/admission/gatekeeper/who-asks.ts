import { isJsonArray, type Json, objectIn } from "../../../domain/json.ts";
import type { AdmissionAnswer, AdmissionRequest, AdmissionRule } from "../engine.ts";
import type { Constraint } from "./constraint.ts";
import { type Candidate, type Matched, matches, type NamespaceLabels } from "./match.ts";
import { candidateOf } from "./review.ts";

/** The requests that are asked about, and by whom. */
export type Pairs = ReadonlyMap<AdmissionRequest, readonly Constraint[]>;

/** A request as it is matched: the object and, of an update, what it was; either may match. */
export type Asked = { readonly request: AdmissionRequest; readonly candidates: readonly Candidate[] };

export function candidatesOf(request: AdmissionRequest): Asked {
  const { object, old } = request;
  return { request, candidates: [object, old].flatMap((one) => (one === null ? [] : [candidateOf(one)])) };
}

/** Which of the constraints ask about a request; remembers, kind by kind, which could. */
export function asking(constraints: readonly Constraint[], labelsOf: NamespaceLabels) {
  const byKind = new Map<string, readonly Constraint[]>();
  const couldAsk = (candidate: Candidate): readonly Constraint[] => {
    const key = `${candidate.kind}.${candidate.group}`;
    const known = byKind.get(key);
    if (known !== undefined) return known;
    const found = constraints.filter(({ match }) => matches({ kinds: match?.kinds ?? [] }, candidate, labelsOf));
    byKind.set(key, found);
    return found;
  };
  return ({ candidates }: Asked): ReadonlyMap<Constraint, Exclude<Matched, false>> => {
    const found = new Map<Constraint, Exclude<Matched, false>>();
    for (const candidate of candidates) {
      for (const constraint of couldAsk(candidate)) {
        const matched = matches(constraint.match, candidate, labelsOf);
        if (matched === true || (matched !== false && !found.has(constraint))) found.set(constraint, matched);
      }
    }
    return found;
  };
}

/** Whether a mutator would touch a request. */
export function mutates({ manifest }: AdmissionRule, { candidates }: Asked, labelsOf: NamespaceLabels): boolean {
  const spec = objectIn(manifest.object.spec);
  return candidates.some(
    (candidate) => applies(spec.applyTo, candidate) && matches(objectIn(spec.match), candidate, labelsOf) !== false,
  );
}

/** AssignMetadata names no kinds: it applies to all. */
function applies(applyTo: Json | undefined, { group, kind }: Candidate): boolean {
  if (!isJsonArray(applyTo)) return true;
  return applyTo.map(objectIn).some(({ groups, kinds }) => includes(groups, group) && includes(kinds, kind));
}

function includes(list: Json | undefined, wanted: string): boolean {
  return isJsonArray(list) && list.includes(wanted);
}

/** A constraint that could not be asked; null is about all that it would be asked about. */
export function notEvaluated(
  { name, rule }: Constraint,
  reason: string,
  request: AdmissionRequest | null,
): Extract<AdmissionAnswer, { readonly status: "not-evaluated" }> {
  return { status: "not-evaluated", rule: name, reason, request, manifest: rule.manifest };
}
