import { afterAll } from "vitest";
import { createPolicyRunner } from "../../../src/adapters/opa/runner.ts";
import type {
  Admission,
  AdmissionAnswer,
  AdmissionEngine,
  AdmissionRequest,
} from "../../../src/checks/admission/engine.ts";
import type { CheckPorts, JudgedApplication } from "../../../src/checks/check.ts";
import { type Manifest, resourceName } from "../../../src/domain/manifest.ts";
import { localTools, localWorkspaces } from "../../adapters/opa/local-tools.ts";
import { manifestsOf, noPorts } from "../scope.ts";

const runner = createPolicyRunner({ tools: localTools, workspaces: localWorkspaces, workers: 1 });
afterAll(() => runner.close());

/** Evaluates Rego as a check does. */
export const ports: CheckPorts = { ...noPorts, policies: runner };

type Given = {
  /** YAML of the rules. */
  readonly rules: string;
  /** YAML of what is created. */
  readonly objects?: string;
  /** YAML of everything the environment will hold; what is created when left out. */
  readonly around?: string;
  readonly incomplete?: readonly string[];
  readonly requests?: readonly AdmissionRequest[];
  readonly required?: boolean;
};

const application: JudgedApplication = {
  application: { name: "app", path: ".", renderer: "plain", environment: "prod", why: "test" },
  manifests: [],
  subjects: [],
  plan: { status: "known", changes: [], ignored: 0 },
};

export function admission(given: Given): Admission {
  const objects = manifestsOf("objects.yaml", given.objects ?? "");
  const around = given.around === undefined ? objects : manifestsOf("around.yaml", given.around);
  return {
    environment: "prod",
    rules: manifestsOf("rules.yaml", given.rules).map((manifest) => ({
      manifest,
      from: "the repository",
      ...(given.required === true && { required: true as const }),
    })),
    requests: given.requests ?? objects.map(creation),
    surroundings: () => Promise.resolve({ manifests: around, incomplete: given.incomplete ?? [] }),
    kubernetesVersion: "1.34",
    signal: new AbortController().signal,
  };
}

function creation(object: Manifest): AdmissionRequest {
  return { operation: "CREATE", object, old: null, application };
}

export function update(old: Manifest, object: Manifest): AdmissionRequest {
  return { operation: "UPDATE", object, old, application };
}

/** What an engine says, one line for each answer. */
export async function say(engine: AdmissionEngine, given: Given, use: CheckPorts = ports): Promise<readonly string[]> {
  return (await engine.judge(admission(given), use)).map(line).toSorted();
}

function line(answer: AdmissionAnswer): string {
  if (answer.status === "refused") {
    const about = answer.request.object ?? answer.request.old;
    return `${answer.action} ${about === null ? "?" : resourceName(about.id)}: ${answer.rule}: ${answer.message}`;
  }
  if (answer.status === "broken") return `broken ${answer.rule} at ${answer.pointer}: ${answer.reason}`;
  const about = answer.request?.object;
  return `not evaluated ${answer.rule}${about ? ` for ${resourceName(about.id)}` : ""}: ${answer.reason}`;
}
