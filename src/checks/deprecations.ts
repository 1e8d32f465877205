import Type, { type Static } from "typebox";
import type { Finding } from "../domain/finding.ts";
import { resourceName } from "../domain/manifest.ts";
import type { Check } from "./check.ts";
import { type Level, levels, severityOf } from "./level.ts";
import { fixOfLine, replaceValue } from "./line-fix.ts";
import { lifetimeOf, lifetimesSource } from "./schema/availability.ts";
import { successorOf } from "./schema/judge-manifest.ts";
import { kubernetesVersions, minorOf, newestKubernetes } from "./schema/versions.ts";

const Settings = Type.Object(
  {
    kubernetesVersion: Type.Optional(
      Type.Unsafe<string>({
        type: "string",
        enum: kubernetesVersions,
        description:
          "The Kubernetes release that is planned next; API versions that it no longer serves are found too.",
      }),
    ),
    level: Type.Optional(
      Type.Unsafe<Level>({
        enum: levels,
        default: "warn",
        description: "How much the use of a deprecated API version weighs.",
      }),
    ),
  },
  { additionalProperties: false, default: {}, description: "Whether manifests use API versions that are going away." },
);

export type DeprecationSettings = Static<typeof Settings>;

/** Finds API versions that Kubernetes has deprecated, and those that the planned release will not serve. */
export const deprecations: Check<DeprecationSettings | undefined> = {
  name: "deprecations",
  summary: "API versions that are deprecated, or gone in the Kubernetes release that is planned",
  settings: Settings,
  async check(scope, settings) {
    const { kubernetesVersion, level = "warn" } = settings ?? {};
    const severity = severityOf(level);
    if (severity === null) return { status: "judged", findings: [] };
    const minor = minorOf(kubernetesVersion ?? newestKubernetes);
    if (minor === undefined) {
      return {
        status: "errored",
        reason: `checks.deprecations.kubernetesVersion is "${kubernetesVersion}", which is not known.`,
      };
    }
    const findings: Finding[] = [];
    for (const { application, subjects } of scope.applications) {
      for (const { new: manifest } of subjects) {
        if (manifest === null) continue;
        const found = deprecationOf(manifest.apiVersion, manifest.id.kind, minor, kubernetesVersion !== undefined);
        if (found === undefined) continue;
        const at = await scope.locate(manifest, "/apiVersion");
        const to = successorOf(manifest.object, minor);
        const fix = to && (await fixOfLine(scope.head, at, replaceValue("apiVersion", manifest.apiVersion, to)));
        findings.push({
          ...at,
          check: "deprecations",
          ...found,
          severity,
          application: application.name,
          environment: application.environment,
          resource: resourceName(manifest.id),
          link: lifetimesSource,
          ...(fix ? { fix } : {}),
        });
      }
    }
    return { status: "judged", findings };
  },
};

/** Without a planned release, only what is still served is told: the rest is the schema check's to say. */
function deprecationOf(
  apiVersion: string,
  kind: string,
  minor: number,
  planned: boolean,
): { readonly rule: string; readonly message: string } | undefined {
  const { deprecated, removed, instead } = lifetimeOf(apiVersion, kind) ?? {};
  const advice = instead === undefined ? "." : `; use ${instead}.`;
  if (removed !== undefined && minor >= removed) {
    if (!planned) return undefined;
    return {
      rule: "removed-api",
      message: `${kind} in ${apiVersion} is gone from Kubernetes 1.${removed} on${advice}`,
    };
  }
  if (deprecated === undefined || minor < deprecated) return undefined;
  const until = removed === undefined ? "" : ` and is gone from 1.${removed} on`;
  return {
    rule: "deprecated-api",
    message: `${kind} in ${apiVersion} is deprecated since Kubernetes 1.${deprecated}${until}${advice}`,
  };
}
