import type { ConfigurationDocument } from "../../domain/configuration.ts";
import type { Finding } from "../../domain/finding.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { SourceTree } from "../../ports.ts";
import { isFile } from "../../sources/tree.ts";
import { linkOnTheWay } from "../paths.ts";
import type { Rendering, RenderSubject } from "../renderer.ts";
import { modulesUsedBy, variablesFor } from "./closure.ts";
import { duplicatesIn } from "./duplicates.ts";
import { type Module, type ModuleCall, type Modules, modulesOf, readConfigurations } from "./modules.ts";

/** A problem of the author's, before it is told as a finding. */
export type Problem = SourceLocation & { readonly rule: string; readonly message: string };

/** Reads a root module and every local module it uses; the files themselves are what there is to judge. */
export async function renderRoot(subject: RenderSubject, tree: SourceTree): Promise<Rendering> {
  const modules = await modulesOf(tree);
  const used = modulesUsedBy(modules, subject.path);
  if (used.length === 0)
    return { status: "errored", reason: `There is no Terraform configuration in ${subject.path}.` };
  const paths = used.flatMap(({ files }) => files);
  const files = await readConfigurations(tree, [
    ...paths,
    ...variablesFor(tree, modules, subject.path, subject.recipe),
  ]);
  const documents: ConfigurationDocument[] = [];
  const problems: Problem[] = [];
  for (const [path, file] of files) {
    if (file.status === "stopped")
      return { status: "errored", reason: `${path} could not be read: ${file.reason}.`, at: { path, line: 1 } };
    if (file.status === "broken") problems.push(...file.problems.map((problem) => ({ ...problem, path })));
    else documents.push({ path, object: file.object, lineAt: file.lineAt });
  }
  problems.push(...missingVariables(subject, tree));
  problems.push(...used.flatMap(({ calls }) => calls.flatMap((call) => problemOf(call, modules, tree))));
  problems.push(...used.flatMap((module) => duplicatesIn(module, documents)));
  if (problems.length > 0) return { status: "failed", findings: problems.map((one) => finding(subject, one, "error")) };
  return { status: "rendered", manifests: [], documents, findings: remoteModules(subject, used) };
}

/** Only the configuration names files that are not there; what was found is. */
function missingVariables({ path, recipe }: RenderSubject, tree: SourceTree): readonly Problem[] {
  const missing = (recipe.terraform?.variableFiles ?? []).filter((file) => !isFile(tree, file));
  return missing.map((file) => ({
    ...(recipe.declaredAt ?? { path, line: 1 }),
    rule: "variables",
    message: `The file of variables ${file} is not in the repository.`,
  }));
}

function problemOf({ name, source, at, local }: ModuleCall, modules: Modules, tree: SourceTree): readonly Problem[] {
  if (local === null || (typeof local === "string" && modules.has(local))) return [];
  const link = local === undefined ? undefined : linkOnTheWay(tree, local);
  const why =
    local === undefined
      ? "leads out of the repository"
      : link === undefined
        ? "is a directory without configuration in this repository"
        : `leads through ${link}, a symbolic link or submodule, which is not followed`;
  const message = `The module ${name} comes from ${JSON.stringify(source)}, which ${why}.`;
  return [{ ...at, rule: "module-source", message }];
}

/** Fetching them would run on somebody else's word; what they hold is in a plan, if there is one. */
function remoteModules(subject: RenderSubject, used: readonly Module[]): readonly Finding[] {
  const remote = used.flatMap(({ calls }) => calls).filter(({ local, source }) => local === null && source !== "");
  const [first] = remote;
  if (first === undefined) return [];
  const names = remote.slice(0, 10).map(({ name, source }) => `${name} (${withoutCredentials(source)})`);
  const more = remote.length > 10 ? ` and ${remote.length - 10} more` : "";
  const message = `Modules from elsewhere are not fetched, and what they hold is not judged: ${names.join(", ")}${more}.`;
  return [finding(subject, { ...first.at, rule: "remote-module", message }, "notice")];
}

/** A source may be a URL with a token in it. */
function withoutCredentials(source: string): string {
  return source.replace(/\/\/[^/@\s]*@/, "//").replace(/\?.*$/, "");
}

function finding({ name, environment }: RenderSubject, problem: Problem, severity: Finding["severity"]): Finding {
  const { path, line, rule, message } = problem;
  return { check: "render", rule, severity, message, path, line, application: name, environment, resource: null };
}
