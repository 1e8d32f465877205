import type { Recipe, RemoteChart } from "../../domain/recipe.ts";
import type { SourceLocation } from "../../domain/source.ts";
import { isFile } from "../../sources/tree.ts";
import type { DeclarationContext, DeclaredPart } from "../engine.ts";
import { isDirectory, linkTo, pathWithin } from "../paths.ts";
import { buildEnvironment } from "./build-environment.ts";
import { directoryRecipe, requireNoJsonnet } from "./directory-source.ts";
import { helmRecipe } from "./helm-source.ts";
import { requireHere } from "./here.ts";
import { kustomizeRecipe } from "./kustomize-source.ts";
import { withOverrides } from "./parameter-overrides.ts";
import { below, isThere, NotEvaluable, type Place, textOf, textsIn } from "./place.ts";
import type { References } from "./value-files.ts";

/** What a source is rendered for. */
export type SourceSetting = {
  readonly name: string;
  readonly project: string;
  readonly namespace: string;
  readonly references: References;
  /** Where a pointer of the object stands in the repository. */
  readonly locate: (pointer: string) => Promise<SourceLocation>;
  /** The file that declares it, and the document in it. */
  readonly file: string;
  readonly document: number;
  readonly openRoot: boolean;
  /** Whether the root of a repository is this one's, where nobody knows which repository this is. */
  readonly rootIsHere: (url: string) => boolean;
};

/** One source as a part to render; null for one that only lends its files. Throws `NotEvaluable`. */
export async function readSource(
  source: Place,
  setting: SourceSetting,
  context: DeclarationContext,
): Promise<DeclaredPart | null> {
  const chart = remoteChart(source);
  if (chart !== null) return chartPart(chart, source, setting, context);
  const path = below(source, "path");
  if (!isThere(path) && isThere(below(source, "ref"))) return null;
  requireHere(source, context);
  const directory = directoryAt(path, source, setting, context);
  const merged = await withOverrides(source, { directory, application: setting.name }, context);
  const kind = kindOf(merged);
  if (kind === "plugin") {
    throw new NotEvaluable("A config management plugin renders it, and none is run here.", below(source, "plugin"));
  }
  const recipe = await recipeOf(merged, directory, setting, context);
  if (isPlain(kind, directory, context))
    requireNoJsonnet(directory, directoryRecipe(below(merged, "directory")), source, context);
  return { renderer: kind === "directory" ? "plain" : kind, path: directory, recipe };
}

/** A chart of a registry: by its own name in a Helm repository, or as an OCI artifact. */
function remoteChart(source: Place): RemoteChart | null {
  const name = textOf(below(source, "chart"));
  const url = textOf(below(source, "repoURL")).replace(/\/+$/, "");
  const version = textOf(below(source, "targetRevision"));
  if (name === "") return url.startsWith("oci://") ? { repository: url, name: "", version } : null;
  if (url === "") throw new NotEvaluable("It names a chart and no repository: repoURL is missing.", source);
  return { repository: url.includes("://") ? url : `oci://${url}`, name, version };
}

async function chartPart(
  chart: RemoteChart,
  source: Place,
  setting: SourceSetting,
  context: DeclarationContext,
): Promise<DeclaredPart> {
  const { recipe, at, environment } = await surroundings(source, setting);
  const { name: application, references, document } = setting;
  const helm = await helmRecipe(
    {
      ...setting,
      application,
      helm: below(source, "helm"),
      directory: null,
      chart,
      references,
      environment,
      at,
      document,
    },
    context,
  );
  const refusal = context.charts.refusal(chart);
  if (refusal !== null) {
    const files = helm.values.flatMap((layer) => (layer.from === "file" ? [layer.path] : []));
    throw new NotEvaluable(refusal, isThere(below(source, "chart")) ? below(source, "chart") : source, files);
  }
  // It has no directory here; the file that declares it stands for it, which nothing else is rendered from.
  return { renderer: "helm", path: setting.file, recipe: { ...recipe, helm } };
}

/** How it begins to say that what is to be rendered is not there. */
export const notThere = "It is to be found in";

function directoryAt(
  path: Place,
  source: Place,
  { rootIsHere }: SourceSetting,
  { tree, self }: DeclarationContext,
): string {
  const written = textOf(path);
  const directory = written.startsWith("/") ? null : pathWithin(".", written === "" ? "." : written);
  if (directory === null) throw new NotEvaluable(`Its path ${written} leads out of the repository.`, path);
  const url = textOf(below(source, "repoURL"));
  // Every repository has a root.
  if (isDirectory(tree, directory) && (self !== null || directory !== "." || rootIsHere(url))) return directory;
  if (self === null) {
    throw new NotEvaluable(`Its source is ${directory} of ${url}, and there is no such directory here.`, path);
  }
  const link = linkTo(tree, directory);
  const why = link === undefined ? "there is no such directory" : `${link} is a link, which is not followed`;
  throw new NotEvaluable(`${notThere} ${directory}, and ${why}.`, path);
}

type Kind = "helm" | "kustomize" | "directory" | "plugin";

/** What is written decides; nothing written leaves it to what the directory holds. */
function kindOf(source: Place): Kind | null {
  const kinds: readonly Kind[] = ["helm", "kustomize", "directory", "plugin"];
  const written = kinds.filter((kind) => isThere(below(source, kind)));
  if (written.length > 1)
    throw new NotEvaluable(`It says ${written.join(" and ")}, and Argo CD takes one of them.`, source);
  return written[0] ?? null;
}

function isPlain(kind: Kind | null, directory: string, { tree }: DeclarationContext): boolean {
  const holds = (name: string) => isFile(tree, directory === "." ? name : `${directory}/${name}`);
  const others = ["Chart.yaml", "kustomization.yaml", "kustomization.yml", "Kustomization"];
  return kind === "directory" || (kind === null && !others.some(holds));
}

/** All three, because detection may find any of them. */
async function recipeOf(
  source: Place,
  directory: string,
  setting: SourceSetting,
  context: DeclarationContext,
): Promise<Recipe> {
  const { recipe, at, environment } = await surroundings(source, setting);
  const { name: application, namespace, references, document, openRoot } = setting;
  const helm = below(source, "helm");
  return {
    ...recipe,
    helm: await helmRecipe(
      { helm, application, namespace, directory, chart: null, references, environment, at, document },
      context,
    ),
    kustomize: kustomizeRecipe({ kustomize: below(source, "kustomize"), directory, environment, openRoot }, context),
    directory: directoryRecipe(below(source, "directory")),
  };
}

async function surroundings(source: Place, { name, project, namespace, locate }: SourceSetting) {
  const [path, repoUrl, targetRevision] = ["path", "repoURL", "targetRevision"].map((key) =>
    textOf(below(source, key)),
  );
  const environment = buildEnvironment({
    ...{ name, project, namespace },
    ...{ path: path ?? "", repoUrl: repoUrl ?? "", targetRevision: targetRevision ?? "" },
  });
  const at = await locate(source.pointer);
  const recipe = { declaredAt: at, ...kubernetesOf(source), ...(namespace === "" ? {} : { namespace }) };
  return { environment, at, recipe };
}

function kubernetesOf(source: Place): Pick<Recipe, "kubernetesVersion" | "apiVersions"> {
  const tools = [below(source, "helm"), below(source, "kustomize")].filter(isThere);
  const version = tools.map((tool) => textOf(below(tool, "kubeVersion"))).find((one) => one !== "");
  const apiVersions = tools.flatMap((tool) => textsIn(below(tool, "apiVersions")));
  return {
    ...(version === undefined ? {} : { kubernetesVersion: version.replace(/^v/, "") }),
    ...(apiVersions.length === 0 ? {} : { apiVersions }),
  };
}
