import { isJsonObject, type JsonObject } from "../../../domain/json.ts";
import type { Manifest } from "../../../domain/manifest.ts";
import type { Admission, AdmissionRequest } from "../engine.ts";
import { askCel, type CelAnswer, type CelPorts, celQuestion } from "./cel.ts";
import { exceptionsIn } from "./exceptions.ts";
import { type Around, matchedBy } from "./judge.ts";
import { changingPolicy } from "./mutating-policy.ts";
import type { Policy } from "./policy.ts";
import { type NamespaceLabels, subjectOf } from "./subject.ts";

/** Everything that rules ask for beside the object: what stands around it is rendered only where one does. */
export async function around(
  admission: Admission,
  policies: readonly Policy[],
  ports: CelPorts,
  manifests: readonly Manifest[],
): Promise<Around> {
  const { configMaps, labelsOf } = lookups(manifests);
  return {
    configMaps,
    labelsOf,
    exceptions: exceptionsIn(admission.rules),
    changesFirst: (request) =>
      changedBy(request, policies, labelsOf) ?? changingPolicy(request, admission.rules, ports),
    celOf: await celAnswers(policies, admission.requests, labelsOf, ports),
  };
}

/** Whether a rule looks beyond the object: to render everything costs much. */
export function looksAround({ rules }: Admission): boolean {
  return rules.some(
    ({ manifest: { id, object } }) =>
      id.group === "policies.kyverno.io" ||
      /"(?:namespaceSelector|configMap)"|namespaceObject/.test(JSON.stringify(object)),
  );
}

/** The rule of a policy that changes an object before it is asked about. */
function changedBy(
  request: AdmissionRequest,
  policies: readonly Policy[],
  labelsOf: NamespaceLabels,
): string | undefined {
  const subject = subjectOf(request);
  if (subject === undefined) return undefined;
  for (const policy of policies) {
    const found = policy.mutations.find((rule) => matchedBy(policy, rule.object, subject, labelsOf) !== false);
    if (found !== undefined) return found.name;
  }
  return undefined;
}

async function celAnswers(
  policies: readonly Policy[],
  requests: readonly AdmissionRequest[],
  labelsOf: NamespaceLabels,
  ports: CelPorts,
): Promise<Around["celOf"]> {
  const answers = new Map<JsonObject, ReadonlyMap<AdmissionRequest, CelAnswer>>();
  for (const policy of policies) {
    for (const { object: rule } of policy.rules) {
      const cel = isJsonObject(rule.validate) && isJsonObject(rule.validate.cel) ? rule.validate.cel : undefined;
      if (cel === undefined && rule.celPreconditions === undefined) continue;
      const about = requests.filter((request) => {
        const subject = subjectOf(request);
        return subject !== undefined && matchedBy(policy, rule, subject, labelsOf) !== false;
      });
      if (about.length === 0) continue;
      answers.set(rule, await askCel(celQuestion(rule.celPreconditions, cel ?? {}), about, String(rule.name), ports));
    }
  }
  return (rule, request) => answers.get(rule)?.get(request);
}

/** ConfigMaps and Namespaces that stand among manifests. */
function lookups(manifests: readonly Manifest[]): Pick<Around, "configMaps" | "labelsOf"> {
  const core = manifests.filter(({ id }) => id.group === "");
  const namespaces = (name: string) => core.find(({ id }) => id.kind === "Namespace" && id.name === name)?.object;
  return {
    configMaps: (namespace, name) =>
      core.find(({ id }) => id.kind === "ConfigMap" && id.namespace === namespace && id.name === name)?.object,
    labelsOf: (name) => {
      const metadata = namespaces(name)?.metadata;
      const labels = isJsonObject(metadata) && isJsonObject(metadata.labels) ? metadata.labels : {};
      return { labels: { ...labels, "kubernetes.io/metadata.name": name }, others: metadata === undefined };
    },
  };
}
