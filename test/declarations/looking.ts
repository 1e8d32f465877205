import { readdirSync, readFileSync, statSync } from "node:fs";
import type { DiscoveredApplication } from "../../src/domain/application.ts";
import type { RepositoryIdentity } from "../../src/domain/repository.ts";
import { type Discovery, type DiscoveryConfig, discover } from "../../src/pipeline/discover.ts";
import { createRenders } from "../../src/pipeline/render.ts";
import type { SourceTree } from "../../src/ports/git.ts";
import type { Rendering } from "../../src/renderers/renderer.ts";
import { noCharts } from "../adapters/charts/no-charts.ts";
import { type Files, ports } from "../renderers/rendering.ts";
import { treeOf } from "../sources/trees.ts";

/** Files of a folder, by their paths in it. */
export function filesIn(root: string): Files {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(`${root}/${path}`).isFile(),
  );
  return Object.fromEntries(paths.map((path) => [path, readFileSync(`${root}/${path}`)]));
}

export function fixture(name: "flux" | "fleet"): Files {
  return filesIn(new URL(`../fixtures/${name}`, import.meta.url).pathname);
}

/** What the fixtures of Flux and Fleet, and changes to them, call themselves. */
export const shop: RepositoryIdentity = { url: "https://github.com/acme/shop", branch: "main" };

export type Looked = Discovery & {
  readonly tree: SourceTree;
  readonly render: (application: DiscoveredApplication | undefined) => Promise<Rendering>;
  /** How often an application was rendered to find others. */
  readonly renderings: readonly string[];
};

/** What is discovered in these files, with parents rendered as everywhere. */
export async function look(
  files: Files,
  self: RepositoryIdentity | null = null,
  environments: readonly { readonly name: string; readonly destinations?: readonly string[] }[] = [],
): Promise<Looked> {
  const tree = treeOf(files);
  const renders = createRenders();
  const renderings: string[] = [];
  const render = (application: DiscoveredApplication | undefined) => {
    if (application === undefined) throw new Error("There is no such application.");
    return renders.render(application, tree, { ...ports, self });
  };
  const config = { discovery: { exclude: [] }, applications: [], environments } as unknown as DiscoveryConfig;
  const discovery = await discover(tree, config, {
    self,
    charts: noCharts,
    render: (application) => {
      renderings.push(`${application.name} ${application.environment}`);
      return renders.renderOwn(application, tree, { ...ports, self });
    },
  });
  return { ...discovery, tree, render, renderings };
}

/** `name environment renderer path`, in order. */
export function summary({ applications }: Discovery): string[] {
  return applications.map(({ name, environment, renderer, path }) => `${name} ${environment} ${renderer} ${path}`);
}

export function remarks({ notEvaluated }: Discovery): string[] {
  return notEvaluated.map(({ path, line, reason }) => `${path}:${line} ${reason}`);
}

export function named({ applications }: Discovery, name: string, environment = "default") {
  const found = applications.find((one) => one.name === name && one.environment === environment);
  if (found === undefined) throw new Error(`There is no ${name} (${environment}).`);
  return found;
}
