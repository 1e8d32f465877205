import type { Finding, Severity } from "../domain/finding.ts";
import { type Static, Type } from "../domain/json-schema.ts";
import { type Manifest, resourceName } from "../domain/manifest.ts";
import type { Check, CheckScope } from "./check.ts";
import { engineVersionOf } from "./deprecations/engine-versions.ts";
import { oldFieldsOf } from "./deprecations/old-fields.ts";
import { atMost, type Level, levels, severityOf } from "./level.ts";
import { fixOfLine, replaceValue } from "./line-fix.ts";
import { lifetimeOf, lifetimesSource } from "./schema/availability.ts";
import { groundOf } from "./schema/ground.ts";
import { successorOf } from "./schema/judge-manifest.ts";
import { type Subject, subjectsOf } from "./schema/subject.ts";
import { kubernetesVersions, minorOf, newestKubernetes } from "./schema/versions.ts";

const Settings = Type.Object(
  {
    kubernetesVersion: Type.Optional(
      Type.Unsafe<string>({
        type: "string",
        enum: kubernetesVersions,
        description:
          "The Kubernetes release that is planned next; API versions that it no longer serves are found too. Without one each environment is judged for its own.",
      }),
    ),
    level: Type.Optional(
      Type.Unsafe<Level>({
        enum: levels,
        default: "warn",
        description:
          "How much the use of a deprecated API version weighs; that of a deprecated field or annotation is a notice at most.",
      }),
    ),
  },
  { additionalProperties: false, default: {}, description: "Whether manifests use API versions that are going away." },
);

type DeprecationSettings = Static<typeof Settings>;

/** Finds what Kubernetes and what is installed in it have deprecated, and what the planned release will not serve. */
export const deprecations: Check<DeprecationSettings | undefined> = {
  name: "deprecations",
  summary: "API versions, fields and annotations that are deprecated, or gone in the release that is planned",
  settings: Settings,
  async check(scope, settings) {
    const { kubernetesVersion, level = "warn" } = settings ?? {};
    const severity = severityOf(level);
    if (severity === null) return { status: "judged", findings: [] };
    const planned = minorOf(kubernetesVersion ?? newestKubernetes);
    if (planned === undefined) {
      return {
        status: "errored",
        reason: `checks.deprecations.kubernetesVersion is "${kubernetesVersion}", which is not known.`,
      };
    }
    const findings: Finding[] = [];
    for (const [environment, subjects] of Map.groupBy(
      scope.applications.flatMap(subjectsOf),
      ({ application }) => application.environment,
    )) {
      // A release that is planned is planned for all; what runs is each environment's own.
      const minor = kubernetesVersion === undefined ? (await groundOf(scope, environment, planned)).minor : planned;
      for (const subject of subjects) {
        const found = deprecated(subject.manifest, minor, kubernetesVersion !== undefined);
        if (found.length > 0) findings.push(...(await findingsOf(scope, subject, found, severity)));
      }
    }
    return { status: "judged", findings };
  },
};

type Found = {
  readonly pointer: string;
  readonly rule: string;
  readonly message: string;
  readonly link: string;
  readonly severity?: Severity;
  /** The API version to write instead, where that is all there is to do. */
  readonly to?: string | undefined;
};

function deprecated({ apiVersion, id, object }: Manifest, minor: number, planned: boolean): readonly Found[] {
  const own = ofKubernetes(apiVersion, id.kind, minor, planned);
  const version = own === undefined ? ofEngine(apiVersion, id.kind) : { ...own, to: successorOf(object, minor) };
  const fields = oldFieldsOf(object).map(({ pointer, message, source }) => ({
    pointer,
    rule: "deprecated-field",
    message,
    link: source,
    severity: "notice" as const,
  }));
  return version === undefined ? fields : [version, ...fields];
}

/** Without a planned release, only what is still served is told: the rest is the schema check's to say. */
function ofKubernetes(apiVersion: string, kind: string, minor: number, planned: boolean): Found | undefined {
  const { deprecated: since, removed, instead } = lifetimeOf(apiVersion, kind) ?? {};
  const advice = instead === undefined ? "." : `; use ${instead}.`;
  const at = { pointer: "/apiVersion", link: lifetimesSource };
  if (removed !== undefined && minor >= removed) {
    if (!planned) return undefined;
    const message = `${kind} in ${apiVersion} is gone from Kubernetes 1.${removed} on${advice}`;
    return { ...at, rule: "removed-api", message };
  }
  if (since === undefined || minor < since) return undefined;
  const until = removed === undefined ? "" : ` and is gone from 1.${removed} on`;
  const message = `${kind} in ${apiVersion} is deprecated since Kubernetes 1.${since}${until}${advice}`;
  return { ...at, rule: "deprecated-api", message };
}

/** Which release is installed nobody says, so all that is known is told. */
function ofEngine(apiVersion: string, kind: string): Found | undefined {
  const known = engineVersionOf(apiVersion, kind);
  if (known === undefined) return undefined;
  const { engine, deprecated: since, removed, planned, instead, renamed, source } = known;
  const parts = [
    ...(since === undefined ? [] : [`deprecated since ${engine} ${since}`]),
    ...(removed === undefined ? [] : [`${since === undefined ? `gone from ${engine}` : "gone from"} ${removed} on`]),
    ...(planned === undefined ? [] : [`to be removed in ${planned}`]),
  ];
  return {
    pointer: "/apiVersion",
    rule: removed === undefined ? "deprecated-api" : "removed-api",
    message: `${kind} in ${apiVersion} is ${parts.join(" and ")}; use ${instead}.`,
    link: source,
    ...(renamed ? { to: instead } : {}),
  };
}

function findingsOf(
  { head, locate }: Pick<CheckScope, "head" | "locate">,
  { manifest, application }: Subject,
  found: readonly Found[],
  severity: Severity,
): Promise<Finding[]> {
  return Promise.all(
    found.map(async ({ pointer, rule, message, link, severity: own = severity, to }) => {
      const at = await locate(manifest, pointer);
      const fix = to && (await fixOfLine(head, at, replaceValue("apiVersion", manifest.apiVersion, to)));
      return {
        ...at,
        check: "deprecations",
        rule,
        message,
        severity: atMost(own, severity),
        application: application.name,
        environment: application.environment,
        resource: resourceName(manifest.id),
        link,
        ...(fix ? { fix } : {}),
      };
    }),
  );
}
