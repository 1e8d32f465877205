import { posix } from "node:path";
import type { Finding } from "../../domain/finding.ts";
import { isJsonArray, type JsonObject } from "../../domain/json.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { SourceTree } from "../../ports/git.ts";
import type { ToolOutcome } from "../../ports/tools.ts";
import { looksLikeResource } from "../../sources/manifests.ts";
import { finding, type Told } from "../finding.ts";
import type { Rendering, RenderPorts, RenderSubject } from "../renderer.ts";
import { askForTraces, writeWithTraces } from "./annotate.ts";
import { aliasBombs } from "./bombs.ts";
import type { Built } from "./built.ts";
import { asksForCharts, chartFile, type InflatedChart, inflateCharts, withCharts } from "./charts.ts";
import { envFiles } from "./env-files.ts";
import { type Complaint, explain } from "./explain.ts";
import { graphOf } from "./graph.ts";
import { readManifests } from "./read-manifests.ts";
import { type Root, rootOf } from "./root.ts";
import { SourceFiles } from "./source-files.ts";

/** Builds one kustomization in a throw-away folder that holds only what it reads. */
export async function renderKustomization(
  subject: RenderSubject,
  tree: SourceTree,
  ports: RenderPorts,
): Promise<Rendering> {
  const { path, recipe } = subject;
  const root = rootOf(await graphOf(tree), path, recipe);
  if (root === undefined) {
    const message = `There is no kustomization file in ${path}; add one, or correct the application's path.`;
    return {
      status: "errored",
      reason: message,
      ...(recipe.declaredAt === undefined ? {} : { at: recipe.declaredAt }),
    };
  }
  const problems = [...root.closure.problems, ...root.charts.problems, ...refusedEscapes(root, subject)];
  const failures = problems.filter(({ status }) => status === "failed");
  if (failures.length > 0) return { status: "failed", findings: failures.map((problem) => finding(subject, problem)) };
  const refusal = problems.find(({ status }) => status === "errored");
  if (refusal !== undefined) {
    return { status: "errored", reason: refusal.message, at: { path: refusal.path, line: refusal.line } };
  }
  return buildIn(root, subject, tree, ports);
}

async function buildIn(root: Root, subject: RenderSubject, tree: SourceTree, ports: RenderPorts): Promise<Rendering> {
  const { charts, rendering } = await inflateCharts(root.charts.entries, subject, tree, ports);
  if (rendering.status !== "rendered") return rendering;
  const contents = await tree.read(root.closure.inputs);
  const files = new SourceFiles(contents, root.closure.links);
  const bombs = aliasBombs(root, contents, files);
  if (bombs.length > 0) return { status: "failed", findings: bombs.map((bomb) => finding(subject, bomb)) };
  const strangers = root.generated.filter((path) => !holdsResource(path, files));
  const environment = envFiles(root.closure, contents);
  const notices = [
    ...rendering.findings,
    ...environment.bare.map((at) => unknownValue(subject, at)),
    ...strangers.map((path) => stranger(subject, path)),
    ...toldEscapes(root, subject),
  ];
  const written = withWritten(new Map([...contents, ...environment.written]), root, charts, strangers);
  return ports.workspaces.with(
    written,
    async (folder) => {
      const outcome = await build(folder, root, subject, ports);
      return conclude(outcome, { subject, root, charts, folder, files, notices });
    },
    linksOf(root, written),
  );
}

/** What the build reads: the author's files, but for kustomizations that say more than he wrote. */
function withWritten(
  contents: ReadonlyMap<string, Uint8Array>,
  { node, file, object, closure }: Root,
  charts: readonly InflatedChart[],
  strangers: readonly string[],
): ReadonlyMap<string, Uint8Array> {
  const written = new Map(contents);
  const own = contents.get(node.path);
  const asking = new Set(closure.nodes.filter(asksForCharts));
  for (const other of asking)
    if (other !== node)
      written.set(other.link ?? other.path, Buffer.from(JSON.stringify(withCharts(other.object, other, charts))));
  const given = object === undefined ? node.object : without(object, strangers, node.directory);
  if (asking.has(node)) written.set(file, writeWithTraces(withCharts(given, node, charts)));
  else if (object !== undefined) written.set(file, writeWithTraces(given));
  else if (own !== undefined) written.set(file, askForTraces(node, own));
  for (const chart of charts) written.set(chart.file, chartFile(chart));
  return written;
}

/** Files outside a kustomization's directory are open to it only where it asks, and then within the folder. */
function build(
  folder: string,
  { node, closure }: Root,
  { recipe }: RenderSubject,
  { tools, limits, signal }: RenderPorts,
): Promise<ToolOutcome> {
  const open = recipe.kustomize?.openRoot === true || closure.escapes.length > 0;
  const restrictor = open && !isClosed(recipe) ? "LoadRestrictionsNone" : "LoadRestrictionsRootOnly";
  return tools.run("kustomize", ["build", node.directory, `--load-restrictor=${restrictor}`], {
    directory: folder,
    ...limits,
    ...(signal === undefined ? {} : { signal }),
  });
}

function isClosed({ kustomize }: RenderSubject["recipe"]): boolean {
  return kustomize?.loadRestrictor === "root";
}

/** Where the configuration says that kustomize's own rule holds, breaking it is the author's mistake. */
function refusedEscapes({ closure }: Root, { recipe }: RenderSubject): Root["closure"]["problems"] {
  if (!isClosed(recipe)) return [];
  return closure.escapes.map(({ path, line, file }) => ({
    status: "failed",
    rule: "load-restrictor",
    path,
    line,
    message: `${file} lies outside this kustomization's directory, which the configuration (loadRestrictor: root) does not allow; move it, or include a directory.`,
  }));
}

/** Nothing in the repository says how it is built, so it is built, and said. */
function toldEscapes({ closure }: Root, subject: RenderSubject): readonly Finding[] {
  const { openRoot, loadRestrictor } = subject.recipe.kustomize ?? {};
  if (openRoot === true || loadRestrictor !== undefined) return [];
  return closure.escapes.slice(0, 1).map(({ path, line, file }) => {
    const message = `${file} lies outside this kustomization's directory: kustomize builds this only with --load-restrictor=LoadRestrictionsNone.`;
    return finding(subject, { path, line, rule: "load-restrictor", message }, "notice");
  });
}

function holdsResource(path: string, files: SourceFiles): boolean {
  return files.problems(path).length > 0 || files.documents(path).some(({ object }) => looksLikeResource(object));
}

function without(object: JsonObject, strangers: readonly string[], directory: string): JsonObject {
  if (strangers.length === 0 || !isJsonArray(object.resources)) return object;
  const left = new Set(strangers.map((path) => `./${posix.relative(directory, path)}`));
  return { ...object, resources: object.resources.filter((entry) => !left.has(String(entry))) };
}

function stranger(subject: RenderSubject, path: string): Finding {
  const message = `${path} holds no Kubernetes object: Flux refuses to build a directory without a kustomization file that holds it; name it in .sourceignore, or add a kustomization file. It is left out here.`;
  return finding(subject, { path, line: 1, rule: "no-resource", message }, "warning");
}

/** The line is not repeated: what stands alone in a file of secrets may be one. */
function unknownValue(subject: RenderSubject, at: SourceLocation): Finding {
  const message =
    "This line gives no value, so kustomize takes it from the environment of whoever builds it, which is not known here; it is empty in this plan.";
  return finding(subject, { ...at, rule: "environment-value", message }, "warning");
}

/** As a link's folder and what it leads to really lie: `..` in it means what it says. */
function linksOf({ closure }: Root, written: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, string> {
  const links = [...closure.links].filter(([link]) => !written.has(link));
  return new Map(links.map(([link, end]) => [link, posix.relative(posix.dirname(link), end) || "."]));
}

function conclude(outcome: ToolOutcome, built: Built): Rendering {
  const { directory, path } = built.root.node;
  const at = { path, line: built.root.node.lineOf([]) };
  switch (outcome.status) {
    case "missing":
      return { status: "errored", reason: outcome.reason };
    case "timed-out":
      return { status: "errored", reason: `kustomize took too long over ${directory} and was stopped.`, at };
    case "too-much-output":
      return { status: "errored", reason: `kustomize printed too much for ${directory} and was stopped.`, at };
    case "ended":
      return outcome.code === 0 ? readManifests(outcome.stdout, built) : complain(outcome.stderr, built);
  }
}

function complain(stderr: string, { subject, root, charts, folder, files }: Built): Rendering {
  const { node, closure } = root;
  if (/^(?:fatal error|runtime): (?:runtime: )?(?:out of memory|cannot allocate memory)/m.test(stderr)) {
    const reason = `kustomize wanted too much memory for ${node.directory} and was stopped.`;
    return { status: "errored", reason, at: { path: node.path, line: node.lineOf([]) } };
  }
  const complaint = aboutCharts(explain(stderr, folder, closure), charts);
  const unreadable = unreadableAmong(mentioned(complaint.message, root), files);
  if (unreadable.length > 0)
    return { status: "failed", findings: unreadable.map((problem) => finding(subject, problem)) };
  if (node.isComponent && isAboutAbsentResources(complaint.message)) {
    const message =
      "This component changes resources of its users, and no kustomization here uses it; nothing of it could be judged.";
    const told = finding(subject, { path: node.path, line: 1, rule: "unused-component", message }, "notice");
    return { status: "rendered", manifests: [], findings: [told] };
  }
  return { status: "failed", findings: [finding(subject, { ...complaint, rule: "kustomize" })] };
}

/** The file that stands for a chart is ours; an author knows the entry that asks for it. */
function aboutCharts(complaint: Complaint, charts: readonly InflatedChart[]): Complaint {
  const chart = charts.find(({ file }) => complaint.message.includes(posix.basename(file)));
  if (chart === undefined) return complaint;
  const { node, within, recipe } = chart.entry;
  const message = complaint.message.replaceAll(
    new RegExp(`(?:[\\w./-]*/)?${posix.basename(chart.file).replaceAll(".", "\\.")}`, "g"),
    `the chart of release ${recipe.helm?.release}`,
  );
  return { path: node.path, line: node.lineOf(within), message };
}

/** Our own reading says the line and the mistake; kustomize names the file as it is written where it is asked for. */
function unreadableAmong(paths: readonly string[], files: SourceFiles): readonly Told[] {
  return paths.flatMap((path) =>
    files.problems(path).map(({ line, rule, message }) => ({ path, line, rule, message })),
  );
}

/** The YAML and JSON files of the build that a message names, in full or as a kustomization refers to them. */
function mentioned(message: string, { closure: { nodes, inputs } }: Root): readonly string[] {
  return inputs
    .filter((path) => /\.(?:ya?ml|json)$/.test(path))
    .filter((path) => nodes.some(({ directory }) => message.includes(posix.relative(directory, path))));
}

function isAboutAbsentResources(message: string): boolean {
  return /no matches for Id|no resource matches|failed to find unique target|unable to find (?:patch|target)|is empty|nothing selected/i.test(
    message,
  );
}
