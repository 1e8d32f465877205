import type { Finding, Severity, StageResult } from "../domain/finding.ts";
import { type Static, Type } from "../domain/json-schema.ts";
import { resourceName } from "../domain/manifest.ts";
import type { Check, CheckScope } from "./check.ts";
import { atMost, type Level, levels, severityOf } from "./level.ts";
import { fixOfLine, type LineEdit, renameKey, replaceValue } from "./line-fix.ts";
import { type CustomKinds, changedKinds, customKinds } from "./schema/custom-resources.ts";
import { builtInKind } from "./schema/definitions.ts";
import { groundOf } from "./schema/ground.ts";
import { judgeManifest } from "./schema/judge-manifest.ts";
import { type KindName, knownKinds } from "./schema/kinds.ts";
import { type MissingKind, missingFindings } from "./schema/missing.ts";
import type { Problem } from "./schema/problem.ts";
import { judgeSourceFiles } from "./schema/source-files.ts";
import { type Subject, subjectsOf } from "./schema/subject.ts";
import { isRuleable, validationRules } from "./schema/validation-rules.ts";
import { kubernetesVersions, minorOf, newestKubernetes } from "./schema/versions.ts";

const Settings = Type.Object(
  {
    kubernetesVersion: Type.Optional(
      Type.Unsafe<string>({
        type: "string",
        enum: kubernetesVersions,
        default: newestKubernetes,
        description:
          "The Kubernetes release that the manifests are for, where their environment does not say. Before 1.32 the fields are those of 1.32; which API versions exist is known for each.",
      }),
    ),
    missing: Type.Optional(
      Type.Unsafe<"error" | "warn" | "ignore">({
        enum: ["error", "warn", "ignore"],
        default: "warn",
        description:
          "What a kind is that nothing knows: no cluster's published schemas, no CustomResourceDefinition in the repository, no place that the operator lists, and none of Kubernetes, Argo CD, Flux, Fleet, Tekton or Lighthouse.",
      }),
    ),
    level: Type.Optional(
      Type.Unsafe<Level>({
        enum: levels,
        default: "error",
        description: "How much a manifest that does not fit weighs.",
      }),
    ),
  },
  { additionalProperties: false, default: {}, description: "Whether each manifest is what its kind may be." },
);

type SchemaSettings = Static<typeof Settings>;

/** More on one manifest than this says nothing new. */
const problemLimit = 50;

/** Compares every changed manifest with the schema of its kind, and with what the API server refuses besides. */
export const schema: Check<SchemaSettings | undefined> = {
  name: "schema",
  summary:
    "manifests against the schemas of Kubernetes, of Argo CD, Flux, Fleet and Tekton, and of the repository's custom resources",
  settings: Settings,
  async check(scope, settings, { schemaLocations, expressions }) {
    const { kubernetesVersion = newestKubernetes, missing = "warn", level = "error" } = settings ?? {};
    const severity = severityOf(level);
    if (severity === null) return { status: "judged", findings: [] };
    const minor = minorOf(kubernetesVersion);
    if (minor === undefined) return notKnown(kubernetesVersion);
    const subjects = scope.applications.flatMap(subjectsOf);
    const definitions = await definitionsOf(scope, subjects);
    const unknown = new Map<string, MissingKind>();
    const findings: Finding[] = [];
    const notes: string[] = [];
    for (const [environment, own] of Map.groupBy(subjects, ({ application }) => application.environment)) {
      const ground = await groundOf(scope, environment, minor);
      notes.push(...ground.notes);
      const sources = { ...definitions, ground, locations: schemaLocations, signal: scope.signal };
      const { kinds, unreachable } = await knownKinds(own.map(kindOf), sources);
      const fitting: Subject[] = [];
      for (const subject of own) {
        scope.signal.throwIfAborted();
        const verdict = judgeManifest(subject.manifest.object, ground.minor, kinds);
        if (verdict.status === "unknown") count(unknown, subject, unreachable);
        else {
          if (isRuleable(verdict.problems)) fitting.push(subject);
          findings.push(...(await findingsOf(scope, subject, verdict.problems, severity)));
        }
      }
      const ports = { expressions, minor: ground.minor, signal: scope.signal };
      for (const { subject, problems } of await validationRules(fitting, kinds, ports))
        findings.push(...(await findingsOf(scope, subject, problems, severity)));
    }
    findings.push(...(await fileFindings(scope, minor, severity)));
    findings.push(...(await missingFindings(scope.locate, [...unknown.values()], missing)));
    return { status: "judged", findings, ...(notes.length === 0 ? {} : { notes }) };
  },
};

function notKnown(version: string): StageResult {
  const reason = `checks.schema.kubernetesVersion is "${version}"; known are ${kubernetesVersions[0]} to ${newestKubernetes}.`;
  return { status: "errored", reason };
}

function kindOf({ manifest }: Subject): KindName {
  return { apiVersion: manifest.apiVersion, kind: manifest.id.kind };
}

/** The repository is searched for definitions only when there is a kind that needs one. */
async function definitionsOf(
  scope: CheckScope,
  subjects: readonly Subject[],
): Promise<{ readonly defined: CustomKinds; readonly changed: ReadonlySet<string> }> {
  if (subjects.every(({ manifest }) => builtInKind(manifest.apiVersion, manifest.id.kind) !== undefined)) {
    return { defined: new Map(), changed: new Set() };
  }
  const rendered = scope.applications.flatMap(({ manifests }) => manifests.map(({ object }) => object));
  const defined = await customKinds(scope.head, rendered);
  const changed = await changedKinds(scope, subjects);
  return { defined, changed };
}

async function findingsOf(
  scope: CheckScope,
  { manifest, application }: Subject,
  problems: readonly Problem[],
  severity: Severity,
): Promise<Finding[]> {
  return Promise.all(
    capped(problems).map(async ({ pointer, rule, message, edit, severity: own = severity }) => {
      const at = await scope.locate(manifest, pointer);
      const fix = edit && (await fixOfLine(scope.head, at, lineEdit(edit)));
      return {
        ...at,
        check: "schema",
        rule,
        severity: atMost(own, severity),
        message,
        application: application.name,
        environment: application.environment,
        resource: resourceName(manifest.id),
        ...(fix === undefined ? {} : { fix }),
      };
    }),
  );
}

function lineEdit({ what, from, to }: NonNullable<Problem["edit"]>): LineEdit {
  return what === "key" ? renameKey(from, to) : replaceValue("apiVersion", from, to);
}

/** Of files that are about no application: how engines deploy, and pipelines. */
async function fileFindings(scope: CheckScope, minor: number, severity: Severity): Promise<Finding[]> {
  const judged = await judgeSourceFiles(scope, minor);
  const findings = judged.map(({ manifest, problems }) =>
    Promise.all(
      capped(problems).map(async ({ pointer, rule, message, severity: own = severity }) => ({
        ...(await scope.locate(manifest, pointer)),
        ...{
          check: "schema",
          rule,
          severity: atMost(own, severity),
          message,
          application: null,
          environment: null,
          resource: null,
        },
      })),
    ),
  );
  return (await Promise.all(findings)).flat();
}

function capped(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= problemLimit) return problems;
  const rest = problems.length - problemLimit;
  const more = { pointer: "", rule: "more", message: `${rest} more problems in this manifest are not listed.` };
  return [...problems.slice(0, problemLimit), more];
}

/** What admission engines read is judged by whoever asks them. */
function isAdmissionRule({ manifest }: Subject): boolean {
  return /(?:^|\.)(?:gatekeeper\.sh|kyverno\.io)$/.test(manifest.id.group);
}

function count(unknown: Map<string, MissingKind>, subject: Subject, unreachable: ReadonlyMap<string, string>): void {
  if (isAdmissionRule(subject)) return;
  const key = `${subject.manifest.apiVersion}/${subject.manifest.id.kind}`;
  const { first, count: before } = unknown.get(key) ?? { first: subject, count: 0 };
  unknown.set(key, { first, count: before + 1, reason: unreachable.get(key) });
}
