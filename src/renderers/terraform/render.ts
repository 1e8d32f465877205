import type { ConfigurationDocument } from "../../domain/configuration.ts";
import type { Finding } from "../../domain/finding.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { SourceTree } from "../../ports/git.ts";
import type { Configuration } from "../../sources/hcl/configuration.ts";
import { isFile } from "../../sources/tree.ts";
import { finding } from "../finding.ts";
import type { Rendering, RenderSubject } from "../renderer.ts";
import { modulesUsedBy, variablesFor } from "./closure.ts";
import { duplicatesIn } from "./duplicates.ts";
import { type Module, type ModuleCall, type Modules, modulesOf, readConfigurations } from "./modules.ts";

/** A problem of the author's, before it is told as a finding. */
type Problem = SourceLocation & { readonly rule: string; readonly message: string };

/** Reads a root module and every local module it uses; the files themselves are what there is to judge. */
export async function renderRoot(subject: RenderSubject, tree: SourceTree): Promise<Rendering> {
  const modules = await modulesOf(tree);
  const used = modulesUsedBy(modules, subject.path);
  if (used.length === 0)
    return { status: "errored", reason: `There is no Terraform configuration in ${subject.path}.` };
  const variables = variablesFor(tree, modules, subject.path, subject.recipe);
  const files = await readConfigurations(tree, [...used.flatMap((module) => module.files), ...variables]);
  const stopped = [...files].find(([, file]) => file.status === "stopped");
  if (stopped?.[1].status === "stopped") return notRead(stopped[0], stopped[1].reason);
  const documents = [
    ...used.flatMap((module) => documentsOf(module.path, module.files, files)),
    ...documentsOf(subject.path, variables, files),
  ];
  const problems: readonly Problem[] = [
    ...[...files].flatMap(([path, file]) =>
      file.status === "broken" ? file.problems.map((problem) => ({ ...problem, path })) : [],
    ),
    ...missingVariables(subject, tree),
    ...used.flatMap(({ lost }) =>
      lost.map(({ link, reason }) => ({ path: link, line: 1, rule: "link", message: reason })),
    ),
    ...used.flatMap(({ calls }) => calls.flatMap((call) => problemOf(call, modules))),
    ...used.flatMap((module) => duplicatesIn(module, documents)),
  ];
  if (problems.length > 0) return { status: "failed", findings: problems.map((one) => finding(subject, one)) };
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

function notRead(path: string, reason: string): Rendering {
  return { status: "errored", reason: `${path} could not be read: ${reason}.`, at: { path, line: 1 } };
}

function documentsOf(
  module: string,
  paths: readonly string[],
  files: ReadonlyMap<string, Configuration>,
): readonly ConfigurationDocument[] {
  return paths.flatMap((path) => {
    const file = files.get(path);
    return file?.status === "read" ? [{ path, module, object: file.object, lineAt: file.lineAt }] : [];
  });
}

function problemOf({ name, source, at, leads }: ModuleCall, modules: Modules): readonly Problem[] {
  if (leads.to === "elsewhere" || (leads.to === "directory" && modules.has(leads.path))) return [];
  const why = leads.to === "nowhere" ? leads.reason : "There is no configuration in that directory of the repository.";
  return [{ ...at, rule: "module-source", message: `The module ${name} comes from ${JSON.stringify(source)}. ${why}` }];
}

/** Fetching them would run on somebody else's word; what they hold is in a plan, if there is one. */
function remoteModules(subject: RenderSubject, used: readonly Module[]): readonly Finding[] {
  const remote = used
    .flatMap(({ calls }) => calls)
    .filter(({ leads, source }) => leads.to === "elsewhere" && source !== "");
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
