import type {
  DeclarationContext,
  Declarations,
  DeclaredApplication,
  DeclaredObject,
  DeclaredPart,
  Engine,
} from "../../declarations/engine.ts";
import { engines } from "../../declarations/index.ts";
import { filesMentioning, readObjects } from "../../declarations/objects.ts";
import type { DiscoveredApplication, NotEvaluated, Part } from "../../domain/application.ts";
import { compareText } from "../../domain/finding.ts";
import { groupOf, type Manifest } from "../../domain/manifest.ts";
import type { SourceTree } from "../../ports.ts";
import { rendererNamed } from "../../renderers/index.ts";
import type { Rendering } from "../../renderers/renderer.ts";
import { parseGlob } from "../glob.ts";
import type { DiscoveryConfig } from "./config.ts";
import { detectRenderer } from "./detect.ts";
import { environmentOfDeclared } from "./environment-of-declared.ts";
import type { Found } from "./found.ts";

const registry: readonly Engine[] = Object.values<Engine>(engines);

/** Renders one application of the tree while it is being discovered. */
export type RenderParent = (application: DiscoveredApplication) => Promise<Rendering>;

/** Parents that declare parents that declare …: deeper than anybody nests them. */
const maxRounds = 6;

/**
 * What engines' objects declare. Objects are read as they stand in files, and then as the applications that
 * hold them render them: an overlay may patch what its children are, and a chart of Applications is none
 * until it is rendered. `others` are applications already known, which may hold such objects too.
 */
export async function declaredApplications(
  { tree, seen }: { readonly tree: SourceTree; readonly seen: SourceTree },
  others: (declared: readonly DiscoveredApplication[]) => Promise<readonly DiscoveredApplication[]>,
  context: DeclarationContext,
  config: DiscoveryConfig,
  render: RenderParent,
): Promise<Found> {
  const standing = await readObjects(seen, [...new Set(registry.flatMap(({ groups }) => groups))]);
  const rendered = new Map<string, readonly DeclaredObject[]>();
  let found = await declare(objectsOf(standing, rendered), { tree, context, config });
  for (let round = 0; round < maxRounds; round += 1) {
    const candidates = [...found.applications, ...(await others(found.applications))];
    const parents = (await parentsAmong(candidates, standing, seen)).filter(({ key }) => !rendered.has(key));
    if (parents.length === 0) break;
    const answers = await Promise.all(parents.map(async (parent) => [parent, await render(parent)] as const));
    for (const [parent, rendering] of answers) rendered.set(parent.key, objectsIn(rendering, parent));
    found = await declare(objectsOf(standing, rendered), { tree, context, config });
  }
  return found;
}

/** What was rendered takes the place of what stands in the file that it comes from. */
function objectsOf(
  standing: readonly Manifest[],
  rendered: ReadonlyMap<string, readonly DeclaredObject[]>,
): readonly DeclaredObject[] {
  const built = [...rendered.values()].flat();
  const covered = new Set(
    built.flatMap(({ manifest }) => manifest.origins.map((origin) => `${origin.path}\n${manifest.id.kind}`)),
  );
  const left = standing.filter(
    (manifest) => !manifest.origins.some(({ path }) => covered.has(`${path}\n${manifest.id.kind}`)),
  );
  return [...built, ...left.map((manifest) => ({ manifest, environment: null }))];
}

function objectsIn(rendering: Rendering, { environment }: DiscoveredApplication): readonly DeclaredObject[] {
  if (rendering.status !== "rendered") return [];
  const groups = new Set(registry.flatMap((engine) => engine.groups));
  return rendering.manifests
    .filter(({ id }) => groups.has(id.group))
    .map((manifest) => ({ manifest, environment: environment === "default" ? null : environment }));
}

/** Applications whose render may change or make objects that declare others. */
async function parentsAmong(
  applications: readonly DiscoveredApplication[],
  standing: readonly Manifest[],
  tree: SourceTree,
): Promise<readonly DiscoveredApplication[]> {
  const declaring = new Set(standing.filter(isDeclaring).flatMap(({ origins }) => origins.map(({ path }) => path)));
  const groups = [...new Set(registry.flatMap((engine) => engine.declaring.map(({ group }) => group)))];
  const parents: DiscoveredApplication[] = [];
  for (const application of applications) {
    if (application.parts.every(({ renderer }) => renderer === "plain")) continue;
    const holds =
      application.inputs.some((path) => declaring.has(path)) || (await hasTemplates(application, tree, groups));
    if (holds) parents.push(application);
  }
  return parents;
}

function isDeclaring({ id }: Manifest): boolean {
  return registry.some(({ declaring }) => declaring.some(({ group, kind }) => group === id.group && kind === id.kind));
}

async function hasTemplates(
  { parts }: DiscoveredApplication,
  tree: SourceTree,
  groups: readonly string[],
): Promise<boolean> {
  const templates = parts
    .filter(({ renderer }) => renderer === "helm")
    .flatMap(({ inputs }) => inputs.filter((path) => path.includes("/templates/") || path.startsWith("templates/")))
    .flatMap((path) => tree.entries.get(path) ?? []);
  return templates.length > 0 && (await filesMentioning(tree, templates, groups)).length > 0;
}

type Surroundings = {
  readonly tree: SourceTree;
  readonly context: DeclarationContext;
  readonly config: DiscoveryConfig;
};

async function declare(objects: readonly DeclaredObject[], around: Surroundings): Promise<Found> {
  const applications: DiscoveredApplication[] = [];
  const notEvaluated: NotEvaluated[] = [];
  for (const engine of registry) {
    const own = objects.filter(({ manifest }) => engine.groups.includes(groupOf(manifest.apiVersion)));
    // An object may be rendered by two parents, for two environments, and is then two applications.
    for (const [environment, group] of Map.groupBy(own, (object) => object.environment)) {
      const declared: Declarations = await engine.declare(group, around.context);
      notEvaluated.push(...declared.notEvaluated);
      for (const one of declared.applications) applications.push(await discovered(engine, one, environment, around));
    }
  }
  return { applications: distinct(applications), notEvaluated: once(notEvaluated) };
}

async function discovered(
  engine: Engine,
  declared: DeclaredApplication,
  inherited: string | null,
  { tree, config }: Surroundings,
): Promise<DiscoveredApplication> {
  const { environment, why } = environmentOfDeclared(declared, inherited, config);
  const parts = await Promise.all(declared.parts.map((part) => withInputs(part, tree)));
  const watched = watchedPaths(declared.watches ?? [], tree);
  const [first] = parts;
  return {
    name: declared.name,
    path: first?.path ?? ".",
    renderer: first?.renderer ?? "plain",
    environment,
    key: JSON.stringify([engine.name, declared.key, environment]),
    parts,
    inputs: [...new Set([...parts.flatMap(({ inputs }) => inputs), ...watched])].toSorted(compareText),
    why: `${declared.why} It belongs to ${environment}: ${why}.`,
  };
}

async function withInputs({ renderer, path, recipe }: DeclaredPart, tree: SourceTree): Promise<Part> {
  const chosen = renderer === null ? detectRenderer(tree, path) : rendererNamed(renderer);
  const inputs = (await chosen?.inputs(tree, path, recipe)) ?? [`${path}/`];
  return { renderer: chosen?.name ?? renderer ?? "plain", path, recipe, inputs };
}

/** What an object says may change it counts beside what its render reads: it may know more, and must not hide less. */
function watchedPaths(globs: readonly string[], tree: SourceTree): readonly string[] {
  if (globs.length === 0) return [];
  const matchers = globs.map(parseGlob);
  return [...tree.entries.keys()].filter((path) => matchers.some((matches) => matches(path)));
}

/** The same object is read once as it stands and once per parent; equal keys are one application. */
function distinct(applications: readonly DiscoveredApplication[]): readonly DiscoveredApplication[] {
  return [...new Map(applications.toReversed().map((one) => [one.key, one])).values()].toReversed();
}

function once(notEvaluated: readonly NotEvaluated[]): readonly NotEvaluated[] {
  return [...new Map(notEvaluated.map((one) => [`${one.path}:${one.line} ${one.reason}`, one])).values()];
}
