import type { Manifest } from "../../domain/manifest.ts";
import type { CheckScope, JudgedApplication, Subject, WholeSide } from "../check.ts";
import { masked } from "../policy/masked.ts";
import { newestKubernetes } from "../schema/versions.ts";
import type { Admission, AdmissionRequest, AdmissionRule, Surroundings } from "./engine.ts";

/** What the change would have admitted, by environment. */
export function changedRequests(scope: CheckScope): ReadonlyMap<string, readonly AdmissionRequest[]> {
  const requests = scope.applications.flatMap((application) =>
    application.subjects.map((subject) => requestOf(subject, application)),
  );
  return Map.groupBy(requests, ({ application }) => application.application.environment);
}

function requestOf(subject: Subject, application: JudgedApplication): AdmissionRequest {
  const operation = subject.new === null ? "DELETE" : subject.old === null ? "CREATE" : "UPDATE";
  return {
    operation,
    object: subject.new && withoutSecrets(subject.new),
    old: subject.old && withoutSecrets(subject.old),
    application,
  };
}

/** What a rule is not told it cannot repeat in its messages. */
function withoutSecrets(manifest: Manifest): Manifest {
  const object = masked(manifest.object);
  return object === manifest.object ? manifest : { ...manifest, object };
}

/** The requests as one environment is asked them. */
export function admissionTo(
  environment: string,
  rules: readonly AdmissionRule[],
  requests: readonly AdmissionRequest[],
  { whole, environments, signal }: Pick<CheckScope, "whole" | "environments" | "signal">,
): Admission {
  let around: Promise<Surroundings> | undefined;
  return {
    environment,
    rules,
    requests,
    surroundings: () => {
      around ??= surroundingsOf(environment, whole.head);
      return around;
    },
    kubernetesVersion: environments.get(environment)?.kubernetesVersion ?? newestKubernetes,
    signal,
  };
}

/** Everything that an environment will hold, as far as it comes from here. */
async function surroundingsOf(environment: string, side: WholeSide): Promise<Surroundings> {
  const manifests: Manifest[] = [];
  const incomplete: string[] = [];
  for (const application of side.applications.filter((one) => one.environment === environment)) {
    const rendering = await side.render(application);
    if (rendering.status === "rendered") manifests.push(...rendering.manifests.map(withoutSecrets));
    else incomplete.push(`${application.name} does not render: ${rendering.reason}`);
  }
  return { manifests, incomplete };
}

/** Everything that a side holds in one environment, as if it were created. */
export async function requestsForAll(environment: string, side: WholeSide): Promise<readonly AdmissionRequest[]> {
  const requests: AdmissionRequest[] = [];
  for (const application of side.applications.filter((one) => one.environment === environment)) {
    const rendering = await side.render(application);
    if (rendering.status !== "rendered") continue;
    const { manifests } = rendering;
    const plan = { status: "known", changes: [], ignored: 0 } as const;
    const judged: JudgedApplication = { application, manifests, subjects: [], plan };
    for (const manifest of manifests) {
      requests.push({ operation: "CREATE", object: withoutSecrets(manifest), old: null, application: judged });
    }
  }
  return requests;
}
