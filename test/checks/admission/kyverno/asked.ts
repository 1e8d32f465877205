import type { AdmissionAnswer, AdmissionRequest } from "../../../../src/checks/admission/engine.ts";
import { kyverno } from "../../../../src/checks/admission/kyverno.ts";
import type { CheckPorts, JudgedApplication } from "../../../../src/checks/check.ts";
import { resourceName } from "../../../../src/domain/manifest.ts";
import { manifestsOf, noPorts } from "../../scope.ts";

type Given = {
  /** YAML of the rules. */
  readonly rules: string;
  /** YAML of what is created, or updated where `old` has it. */
  readonly objects?: string;
  readonly old?: string;
  /** YAML of what else the environment holds. */
  readonly around?: string;
};

export const application: JudgedApplication = {
  application: { name: "app", path: ".", renderer: "plain", environment: "prod", why: "test" },
  manifests: [],
  subjects: [],
  plan: { status: "known", changes: [], ignored: 0 },
};

/** Kyverno's own program is not there. */
export const noTools: CheckPorts["tools"] = {
  find: () => Promise.resolve({ status: "missing", reason: "it is not installed" }),
  run: () => Promise.reject(new Error("there is nothing to run")),
};

export async function answersTo(given: Given, ports: Partial<CheckPorts> = {}): Promise<readonly AdmissionAnswer[]> {
  const admission = {
    environment: "prod",
    rules: manifestsOf("rules.yaml", given.rules).map((manifest) => ({ manifest, from: "the repository" })),
    requests: requestsOf(given),
    surroundings: () => Promise.resolve({ manifests: manifestsOf("around.yaml", given.around ?? ""), incomplete: [] }),
    kubernetesVersion: "1.34",
    signal: new AbortController().signal,
  };
  return kyverno.judge(admission, { ...noPorts, tools: noTools, ...ports });
}

/** What Kyverno's rules say, one line for each answer: `Pod shop/web: deny policy/rule at /spec: message`. */
export async function asked(given: Given, ports: Partial<CheckPorts> = {}): Promise<readonly string[]> {
  return (await answersTo(given, ports)).map((answer) => {
    const rule = answer.rule.replace(/^ClusterPolicy\//, "");
    if (answer.status === "broken") return `broken ${rule}: ${answer.reason}`;
    const about = answer.request?.object ?? answer.request?.old;
    const name = about === null || about === undefined ? "" : `${resourceName(about.id)}: `;
    if (answer.status === "not-evaluated") return `${name}not evaluated ${rule}: ${answer.reason}`;
    return `${name}${answer.action} ${rule} at ${answer.pointer}: ${answer.message}`;
  });
}

function requestsOf({ objects = "", old = "" }: Given): readonly AdmissionRequest[] {
  const [after, before] = [manifestsOf("objects.yaml", objects), manifestsOf("objects.yaml", old)];
  const same = (name: string) => before.find(({ id }) => resourceName(id) === name) ?? null;
  const left = new Set(after.map(({ id }) => resourceName(id)));
  return [
    ...after.map((object): AdmissionRequest => {
      const earlier = same(resourceName(object.id));
      return { operation: earlier === null ? "CREATE" : "UPDATE", object, old: earlier, application };
    }),
    ...before
      .filter(({ id }) => !left.has(resourceName(id)))
      .map((gone): AdmissionRequest => ({ operation: "DELETE", object: null, old: gone, application })),
  ];
}

/** A ClusterPolicy that enforces one rule about kinds. */
export function policy(kinds: string, validate: string, more = ""): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: p }
spec:
  validationFailureAction: Enforce
  rules:
    - name: r
      match: { any: [{ resources: { kinds: [${kinds}] } }] }
${more.replace(/^(?=.)/gm, "      ")}
      validate:
${validate.replace(/^(?=.)/gm, "        ")}
`;
}

/** A Pod of one container, with whatever YAML the container, the Pod's spec and its metadata hold besides. */
export function pod(container = "{}", spec = "{}", metadata = "{}"): string {
  const image = /image:/.test(container) ? "" : ', image: "corp/web:1"';
  return `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop${inner(metadata)} }
spec: { containers: [{ name: web${image}${inner(container)} }]${inner(spec)} }
`;
}

function inner(mapping: string): string {
  const text = mapping.replace(/^\{|\}$/g, "").trim();
  return text === "" ? "" : `, ${text}`;
}
