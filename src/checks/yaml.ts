import type { Finding, Severity } from "../domain/finding.ts";
import { Type } from "../domain/json-schema.ts";
import { readDocuments, type SourceProblem } from "../sources/documents.ts";
import type { Check } from "./check.ts";
import { type Level, levels, severityOf } from "./level.ts";
import { yamlSources } from "./yaml/sources.ts";
import { surprises } from "./yaml/surprises.ts";

const Settings = Type.Unsafe<Level>({
  enum: levels,
  default: "error",
  description: "How much a YAML or JSON file weighs that Kubernetes could not read.",
});

/** Reads every changed YAML and JSON file as Kubernetes would, and says where it could not. */
export const yaml: Check<Level | undefined> = {
  name: "yaml",
  summary: "YAML and JSON files as Kubernetes reads them: syntax, duplicate keys, aliases, encoding",
  settings: Settings,
  async check(scope, settings) {
    const severity = severityOf(settings ?? "error");
    if (severity === null) return { status: "judged", findings: [] };
    const paths = yamlSources(scope.head, scope.files);
    const findings: Finding[] = [];
    for (const [path, bytes] of await scope.head.read(paths)) {
      scope.signal.throwIfAborted();
      const { documents, problems } = readDocuments(bytes);
      findings.push(...problems.map((problem) => finding(path, problem, severity)));
      if (documents.some(({ object }) => isManifestLike(object))) {
        const secret = documents.some(({ object }) => isSecretLike(object));
        findings.push(...surprises(bytes, { secret }).map((surprise) => finding(path, surprise, "notice")));
      }
    }
    return { status: "judged", findings };
  },
};

function finding(path: string, { line, rule, message }: Omit<SourceProblem, "column">, severity: Severity): Finding {
  return { path, line, check: "yaml", rule, severity, message, application: null, environment: null, resource: null };
}

function isManifestLike(object: unknown): boolean {
  return typeof object === "object" && object !== null && "apiVersion" in object && "kind" in object;
}

function isSecretLike(object: unknown): boolean {
  if (!isManifestLike(object)) return false;
  return /"kind":"Secret(?:List)?"/.test(JSON.stringify(object));
}
