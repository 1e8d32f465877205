import { posix } from "node:path";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import { readDocuments } from "../../sources/documents.ts";
import { looksLikeResource, toManifest } from "../../sources/manifests.ts";
import type { CheckScope } from "../check.ts";
import { builtInShape } from "./compile.ts";
import { engineKind } from "./engines/index.ts";
import { judgeManifest } from "./judge-manifest.ts";
import { problemsOf } from "./messages.ts";
import { misfitsOf } from "./misfits.ts";
import { withoutNulls } from "./nulls.ts";
import { asOfNewerRelease, type Problem } from "./problem.ts";

/** A document of a file that no application renders, and what is wrong with it. */
type JudgedDocument = { readonly manifest: Manifest; readonly problems: readonly Problem[] };

type FileKind = { readonly matches: RegExp; readonly definition: string; readonly label: string };

/** Files that are no Kubernetes resources and have a shape of their own. */
const fileKinds: readonly FileKind[] = [
  { matches: /(?:^|\/)fleet\.ya?ml$/, definition: "FleetYamlFile", label: "fleet.yaml (Fleet 0.16)" },
  {
    matches: /(?:^|\/)\.lighthouse\/[^/]+\/triggers\.ya?ml$/,
    definition: "LighthouseTriggers",
    label: "triggers.yaml (Lighthouse 1.33)",
  },
  {
    matches: /(?:^|\/)jenkins-x(?:-[\w-]+)?\.ya?ml$/,
    definition: "JenkinsXProject",
    label: "jenkins-x.yml (Jenkins X 2)",
  },
];

/** Pipelines that run from where they stand, in directories that hold no application. */
const pipelineFile = /(?:^|\/)\.(?:lighthouse|tekton)\/.*\.ya?ml$/;

/** Judges the changed files of engines that nobody renders, each as what it is. */
export async function judgeSourceFiles(
  { head, files }: Pick<CheckScope, "head" | "files">,
  minor: number,
): Promise<readonly JudgedDocument[]> {
  const paths = files.filter((path) => kindOfFile(path) !== undefined || pipelineFile.test(path));
  const judged: JudgedDocument[] = [];
  for (const [path, bytes] of await head.read(paths)) {
    const { documents, problems } = readDocuments(bytes);
    // What is no YAML is told by the check that reads it.
    if (problems.length > 0) continue;
    for (const { object, line, index } of documents) {
      const manifest = standing(object, { path, line, document: index });
      const found = manifest === undefined ? undefined : judge(manifest, path, minor);
      if (manifest === undefined || found === undefined) continue;
      judged.push({ manifest, problems: [...found, ...missingPipelines(manifest.object, path, head)] });
    }
  }
  return judged;
}

function kindOfFile(path: string): FileKind | undefined {
  return fileKinds.find(({ matches }) => matches.test(path));
}

/** So that a field of it is found like one of a manifest. */
function standing(
  object: Json,
  at: { readonly path: string; readonly line: number; readonly document: number },
): Manifest | undefined {
  if (!isJsonObject(object)) return undefined;
  const id = { group: "", kind: "", namespace: null, name: at.path };
  return { id, apiVersion: "", object, origins: [{ ...at, role: "resource", within: [] }] };
}

function judge({ object }: Manifest, path: string, minor: number): readonly Problem[] | undefined {
  const file = kindOfFile(path);
  if (file !== undefined) return isAnotherResource(object, file) ? undefined : judgeFile(object, file, minor);
  if (!looksLikeResource(object) || typeof toManifest(object, []) === "string") return undefined;
  if (engineKind(String(object.apiVersion), String(object.kind)) === undefined) return undefined;
  const verdict = judgeManifest(object, minor, new Map());
  return verdict.status === "known" ? verdict.problems : undefined;
}

/** A file of the same name that holds a resource is somebody else's; only Lighthouse's triggers have a kind. */
function isAnotherResource(object: JsonObject, { definition }: FileKind): boolean {
  return looksLikeResource(object) && definition !== "LighthouseTriggers";
}

/** Lighthouse reads a job's pipeline from beside its triggers, unless it is fetched from elsewhere. */
function missingPipelines(
  { spec }: JsonObject,
  path: string,
  head: Pick<CheckScope["head"], "entries">,
): readonly Problem[] {
  if (kindOfFile(path)?.definition !== "LighthouseTriggers" || !isJsonObject(spec)) return [];
  return Object.entries(spec).flatMap(([field, jobs]) => {
    if (!isJsonArray(jobs)) return [];
    return jobs.flatMap((job, index): Problem[] => {
      const source = isJsonObject(job) ? job.source : undefined;
      if (typeof source !== "string" || source === "" || /:\/\/|@/.test(source)) return [];
      if (head.entries.has(posix.join(posix.dirname(path), source))) return [];
      const message = `There is no ${source} beside these triggers; name the file of the pipeline, from the directory of this one.`;
      return [{ pointer: `/spec/${field}/${index}/source`, rule: "missing-pipeline", message }];
    });
  });
}

function judgeFile(written: JsonObject, { definition, label }: FileKind, minor: number): readonly Problem[] {
  const object = withoutNulls(written);
  const judged = { object, label, secret: false, version: `1.${minor}` };
  const shape = builtInShape(definition, minor);
  return problemsOf(shape === undefined ? [] : misfitsOf(shape, object), judged).map(asOfNewerRelease);
}
