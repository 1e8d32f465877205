import { NotEvaluable, type Place } from "./place.ts";

/**
 * The variables that Argo CD replaces in paths of values files, parameters and images, by name
 * (docs/user-guide/build-environment.md).
 */
export type BuildEnvironment = ReadonlyMap<string, string>;

/**
 * No commit is known before the merge. This one stands for it on both sides, so that it makes no
 * difference, and where a commit belongs it is one.
 */
const anyCommit = "0".repeat(40);

export function buildEnvironment(given: {
  readonly name: string;
  readonly project: string;
  readonly namespace: string;
  readonly path: string;
  readonly repoUrl: string;
  readonly targetRevision: string;
}): BuildEnvironment {
  return new Map([
    ["ARGOCD_APP_NAME", given.name],
    ["ARGOCD_APP_NAMESPACE", given.namespace],
    ["ARGOCD_APP_PROJECT_NAME", given.project],
    ["ARGOCD_APP_REVISION", anyCommit],
    ["ARGOCD_APP_REVISION_SHORT", anyCommit.slice(0, 7)],
    ["ARGOCD_APP_REVISION_SHORT_8", anyCommit.slice(0, 8)],
    ["ARGOCD_APP_SOURCE_PATH", given.path],
    ["ARGOCD_APP_SOURCE_REPO_URL", given.repoUrl],
    ["ARGOCD_APP_SOURCE_TARGET_REVISION", given.targetRevision],
  ]);
}

/** Only the cluster knows these. */
const ofTheCluster = new Set(["KUBE_VERSION", "KUBE_API_VERSIONS"]);

/** `$NAME` and `${NAME}` by their values, `$$` as `$`; a name that Argo CD has not got is empty, as it is there. */
export function substitute(text: string, environment: BuildEnvironment, at: Place): string {
  return text.replaceAll(
    /\$(?:\{([^{}]*)\}|(\w+)|([*#$@!?-]))/g,
    (_, braced?: string, bare?: string, sign?: string) => {
      if (sign !== undefined) return sign === "$" ? "$" : "";
      const name = braced ?? bare ?? "";
      if (ofTheCluster.has(name)) throw new NotEvaluable(`It uses $${name}, which only the cluster knows.`, at);
      return environment.get(name) ?? "";
    },
  );
}
