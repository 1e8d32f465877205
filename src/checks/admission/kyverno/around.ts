import { isJsonObject, type JsonObject } from "../../../domain/json.ts";
import type { Manifest } from "../../../domain/manifest.ts";
import type { Admission, AdmissionRequest } from "../engine.ts";
import { askCel, type CelAnswer, type CelPorts, celQuestion } from "./cel.ts";
import { exceptionsIn } from "./exceptions.ts";
import { type Around, matchedBy } from "./judge.ts";
import type { Policy } from "./policy.ts";
import { type NamespaceLabels, subjectOf } from "./subject.ts";

/** Everything that rules ask for beside the object: what stands around it is rendered only where one does. */
export async function around(
  admission: Admission,
  policies: readonly Policy[],
  expressions: CelPorts["expressions"],
): Promise<Around> {
  const { rules, requests, signal } = admission;
  const { manifests } = looksAround(admission) ? await admission.surroundings() : { manifests: [] };
  const { configMaps, labelsOf, namespaces } = lookups(manifests);
  const ports = {
    expressions,
    signal,
    namespaceOf: ({ object, old }: AdmissionRequest) => namespaces((object ?? old)?.id.namespace ?? ""),
  };
  return {
    configMaps,
    labelsOf,
    exceptions: exceptionsIn(rules),
    mutations: policies.flatMap((policy) => policy.mutations.map((rule) => ({ policy, rule }))),
    celOf: await celAnswers(policies, requests, labelsOf, ports),
  };
}

/** To render everything costs much. */
function looksAround({ rules }: Admission): boolean {
  return rules.some(({ manifest }) =>
    /"(?:namespaceSelector|configMap)"|namespaceObject/.test(JSON.stringify(manifest.object)),
  );
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

type Lookups = Pick<Around, "configMaps" | "labelsOf"> & {
  readonly namespaces: (name: string) => JsonObject | undefined;
};

/** ConfigMaps and Namespaces that stand among manifests. */
function lookups(manifests: readonly Manifest[]): Lookups {
  const core = manifests.filter(({ id }) => id.group === "");
  const namespaces = (name: string) => core.find(({ id }) => id.kind === "Namespace" && id.name === name)?.object;
  return {
    namespaces,
    configMaps: (namespace, name) =>
      core.find(({ id }) => id.kind === "ConfigMap" && id.namespace === namespace && id.name === name)?.object,
    labelsOf: (name) => {
      const metadata = namespaces(name)?.metadata;
      const labels = isJsonObject(metadata) && isJsonObject(metadata.labels) ? metadata.labels : {};
      return { labels: { ...labels, "kubernetes.io/metadata.name": name }, others: metadata === undefined };
    },
  };
}
