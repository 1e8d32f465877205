import { posix } from "node:path";
import type { Application } from "../../domain/application.ts";
import type { Finding } from "../../domain/finding.ts";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { SourceTree, ToolOutcome } from "../../ports.ts";
import { readDocumentText } from "../../sources/documents.ts";
import { toManifest, unwrapLists } from "../../sources/manifests.ts";
import type { Rendering, RenderPorts } from "../renderer.ts";
import { askForTraces, takeTrace } from "./annotate.ts";
import { explain } from "./explain.ts";
import { type Closure, closureOf, graphOf, type Node } from "./graph.ts";
import { originsOf, SourceFiles } from "./origins.ts";

/** Builds one kustomization in a throw-away folder that holds only what it reads. */
export async function renderKustomization(
  application: Application,
  tree: SourceTree,
  ports: RenderPorts,
): Promise<Rendering> {
  const closure = closureOf(await graphOf(tree), application.path);
  const [root] = closure.nodes;
  if (root === undefined) {
    const message = `There is no kustomization file in ${application.path}; add one, or correct the application's path.`;
    return { status: "errored", reason: message };
  }
  const refusal = closure.problems.find(({ status }) => status === "errored");
  const failures = closure.problems.filter(({ status }) => status === "failed");
  if (failures.length > 0)
    return { status: "failed", findings: failures.map((problem) => finding(application, problem)) };
  if (refusal !== undefined) {
    return { status: "errored", reason: refusal.message, at: { path: refusal.path, line: refusal.line } };
  }
  const files = await tree.read(closure.inputs);
  const bytes = files.get(root.path);
  const annotated = new Map(files);
  if (bytes !== undefined) annotated.set(root.path, askForTraces(root, bytes));
  return ports.workspaces.with(annotated, async (folder) => {
    const outcome = await build(folder, root, closure, ports);
    return conclude(outcome, { application, closure, root, folder, files: new SourceFiles(files) });
  });
}

/** Files outside a kustomization's directory are open to it only where it asks, and then within the folder. */
function build(
  folder: string,
  root: Node,
  { escapes }: Closure,
  { tools, limits, signal }: RenderPorts,
): Promise<ToolOutcome> {
  const restrictor = escapes ? "LoadRestrictionsNone" : "LoadRestrictionsRootOnly";
  return tools.run("kustomize", ["build", root.directory, `--load-restrictor=${restrictor}`], {
    directory: folder,
    ...limits,
    ...(signal === undefined ? {} : { signal }),
  });
}

type Built = {
  readonly application: Application;
  readonly closure: Closure;
  readonly root: Node;
  readonly folder: string;
  readonly files: SourceFiles;
};

function conclude(outcome: ToolOutcome, built: Built): Rendering {
  const { root } = built;
  const at = { path: root.path, line: 1 };
  switch (outcome.status) {
    case "missing":
      return { status: "errored", reason: outcome.reason };
    case "timed-out":
      return { status: "errored", reason: `kustomize took too long over ${root.directory} and was stopped.`, at };
    case "too-much-output":
      return { status: "errored", reason: `kustomize printed too much for ${root.directory} and was stopped.`, at };
    case "ended":
      return outcome.code === 0 ? readManifests(outcome.stdout, built) : complain(outcome.stderr, built);
  }
}

function complain(stderr: string, { application, closure, root, folder, files }: Built): Rendering {
  const complaint = explain(stderr, folder, closure);
  const unreadable = unreadableAmong(mentioned(complaint.message, closure), files);
  if (unreadable.length > 0)
    return { status: "failed", findings: unreadable.map((problem) => finding(application, problem)) };
  if (root.isComponent && isAboutAbsentResources(complaint.message)) {
    const message =
      "This component changes resources of its users, and no kustomization here uses it; nothing of it could be judged.";
    return {
      status: "rendered",
      manifests: [],
      findings: [finding(application, { path: root.path, line: 1, rule: "unused-component", message }, "notice")],
    };
  }
  return { status: "failed", findings: [finding(application, { ...complaint, rule: "kustomize" })] };
}

/** Our own reading says the line and the mistake; kustomize names the file as it is written where it is asked for. */
function unreadableAmong(paths: readonly string[], files: SourceFiles) {
  return paths.flatMap((path) =>
    files.problems(path).map(({ line, rule, message }) => ({ path, line, rule, message })),
  );
}

/** The YAML and JSON files of the build that a message names, in full or as a kustomization refers to them. */
function mentioned(message: string, { nodes, inputs }: Closure): readonly string[] {
  return inputs
    .filter((path) => /\.(?:ya?ml|json)$/.test(path))
    .filter((path) => nodes.some(({ directory }) => message.includes(posix.relative(directory, path))));
}

function isAboutAbsentResources(message: string): boolean {
  return /no matches for Id|no resource matches|failed to find unique target|unable to find (?:patch|target)|is empty|nothing selected/i.test(
    message,
  );
}

function readManifests(stdout: string, { application, closure, root, files }: Built): Rendering {
  const { documents, problems } = readDocumentText(stdout);
  const findings: Finding[] = problems.map(({ message }) =>
    finding(application, {
      path: root.path,
      line: 1,
      rule: "output",
      message: `What kustomize built cannot be read: ${message}`,
    }),
  );
  const manifests: Manifest[] = [];
  for (const { object: given } of documents.flatMap(({ object }) => unwrapLists(object))) {
    const { object, trace } = isJsonObject(given) ? takeTrace(given, root) : { object: given, trace: undefined };
    const origins = trace === undefined ? [] : originsOf(object as JsonObject, trace, closure.nodes, files);
    const manifest = toManifest(object, origins);
    const [origin] = origins.slice(-1);
    if (typeof manifest !== "string") manifests.push(manifest);
    else
      findings.push(
        finding(application, {
          path: origin?.path ?? root.path,
          line: origin?.line ?? 1,
          rule: "output",
          message: manifest,
        }),
      );
  }
  return findings.length > 0 ? { status: "failed", findings } : { status: "rendered", manifests, findings };
}

function finding(
  application: Application,
  { path, line, rule, message }: Pick<Finding, "path" | "line" | "rule" | "message">,
  severity: Finding["severity"] = "error",
): Finding {
  const { name, environment } = application;
  return { check: "render", rule, severity, message, path, line, application: name, environment, resource: null };
}
