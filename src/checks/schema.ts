import Type, { type Static } from "typebox";
import type { Finding, Severity, StageResult } from "../domain/finding.ts";
import { type Manifest, resourceName } from "../domain/manifest.ts";
import type { Check, CheckScope, JudgedApplication } from "./check.ts";
import { atMost, type Level, levels, severityOf } from "./level.ts";
import { fixOfLine, type LineEdit, renameKey, replaceValue } from "./line-fix.ts";
import { type CustomKinds, customKinds } from "./schema/custom-resources.ts";
import { builtInKind } from "./schema/definitions.ts";
import { judgeManifest } from "./schema/judge-manifest.ts";
import type { Problem } from "./schema/problem.ts";
import { judgeSourceFiles } from "./schema/source-files.ts";
import { kubernetesVersions, minorOf, newestKubernetes } from "./schema/versions.ts";

const Settings = Type.Object(
  {
    kubernetesVersion: Type.Optional(
      Type.Unsafe<string>({
        type: "string",
        enum: kubernetesVersions,
        default: newestKubernetes,
        description:
          "The Kubernetes release that the manifests are for. Before 1.32 the fields are those of 1.32; which API versions exist is known for each.",
      }),
    ),
    missing: Type.Optional(
      Type.Unsafe<"error" | "warn" | "ignore">({
        enum: ["error", "warn", "ignore"],
        default: "warn",
        description:
          "What a kind is that has no CustomResourceDefinition in the repository and is none of Kubernetes, Argo CD, Flux, Fleet, Tekton or Lighthouse.",
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

export type SchemaSettings = Static<typeof Settings>;

/** More on one manifest than this says nothing new. */
const problemLimit = 50;

/** Compares every changed manifest with the schema of its kind, and with what the API server refuses besides. */
export const schema: Check<SchemaSettings | undefined> = {
  name: "schema",
  summary:
    "manifests against the schemas of Kubernetes, of Argo CD, Flux, Fleet and Tekton, and of the repository's custom resources",
  settings: Settings,
  async check(scope, settings) {
    const { kubernetesVersion = newestKubernetes, missing = "warn", level = "error" } = settings ?? {};
    const severity = severityOf(level);
    if (severity === null) return { status: "judged", findings: [] };
    const minor = minorOf(kubernetesVersion);
    if (minor === undefined) return notKnown(kubernetesVersion);
    const subjects = scope.applications.flatMap(subjectsOf);
    const custom = await customOf(scope, subjects);
    const unknown = new Map<string, Unknown>();
    const findings: Finding[] = [];
    for (const subject of subjects) {
      scope.signal.throwIfAborted();
      const verdict = judgeManifest(subject.manifest.object, minor, custom);
      if (verdict.status === "unknown") count(unknown, subject);
      else findings.push(...(await findingsOf(scope, subject, verdict.problems, severity)));
    }
    const ofFiles = await fileFindings(scope, minor, severity);
    return {
      status: "judged",
      findings: [...findings, ...ofFiles, ...(await unknownFindings(scope, unknown, missing))],
    };
  },
};

type Subject = { readonly manifest: Manifest; readonly application: JudgedApplication["application"] };
type Unknown = { readonly first: Subject; count: number };

function notKnown(version: string): StageResult {
  const reason = `checks.schema.kubernetesVersion is "${version}"; known are ${kubernetesVersions[0]} to ${newestKubernetes}.`;
  return { status: "errored", reason };
}

function subjectsOf({ application, subjects }: JudgedApplication): Subject[] {
  return subjects.flatMap(({ new: manifest }) => (manifest === null ? [] : [{ manifest, application }]));
}

/** The repository is searched for definitions only when there is a kind that needs one. */
async function customOf(scope: CheckScope, subjects: readonly Subject[]): Promise<CustomKinds> {
  if (subjects.every(({ manifest }) => builtInKind(manifest.apiVersion, manifest.id.kind) !== undefined))
    return new Map();
  const rendered = scope.applications.flatMap(({ manifests }) => manifests.map(({ object }) => object));
  return customKinds(scope.head, rendered);
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

function count(unknown: Map<string, Unknown>, subject: Subject): void {
  const key = `${subject.manifest.apiVersion}/${subject.manifest.id.kind}`;
  const known = unknown.get(key);
  if (known === undefined) unknown.set(key, { first: subject, count: 1 });
  else known.count += 1;
}

/** One for each kind, however many there are: what is missing is one schema. */
async function unknownFindings(
  scope: CheckScope,
  unknown: ReadonlyMap<string, Unknown>,
  missing: "error" | "warn" | "ignore",
): Promise<Finding[]> {
  if (missing === "ignore") return [];
  return Promise.all(
    [...unknown.values()].map(async ({ first: { manifest, application }, count: many }) => {
      const others = many === 1 ? "" : ` Nor could ${many - 1} more of its kind.`;
      return {
        ...(await scope.locate(manifest, "/kind")),
        check: "schema",
        rule: "missing-schema",
        severity: missing === "error" ? ("error" as const) : ("warning" as const),
        message: `There is no schema for ${manifest.id.kind} (${manifest.apiVersion}), so it could not be checked.${others}`,
        application: application.name,
        environment: application.environment,
        resource: resourceName(manifest.id),
        remediation: "Add its CustomResourceDefinition to the repository, or set checks.schema.missing to ignore.",
      };
    }),
  );
}
