import type {
  DeclarationContext,
  Declarations,
  DeclaredApplication,
  DeclaredObject,
  DeclaredPart,
  Engine,
} from "../../declarations/engine.ts";
import { engines } from "../../declarations/index.ts";
import type { DiscoveredApplication, NotEvaluated, Part } from "../../domain/application.ts";
import { compareText } from "../../domain/finding.ts";
import { parseGlob } from "../../domain/glob.ts";
import type { SourceLocation } from "../../domain/source.ts";
import type { SourceTree } from "../../ports/git.ts";
import { rendererNamed } from "../../renderers/index.ts";
import { howOf } from "../affected.ts";
import type { DiscoveryConfig } from "./config.ts";
import { detectRenderer } from "./detect.ts";
import { environmentOfDeclared } from "./environment-of-declared.ts";

/** Every engine, as the machinery sees them. */
export const registry: readonly Engine[] = Object.values<Engine>(engines);

/** What an engine's object declares, as an application, and what it is called where its name is taken. */
export type Declared = DiscoveredApplication & {
  readonly longerNames: readonly string[];
  readonly declaredAt: SourceLocation;
};

export type DeclaredFound = {
  readonly applications: readonly Declared[];
  readonly notEvaluated: readonly NotEvaluated[];
  /** Files of what is not evaluated that mean nothing by themselves. */
  readonly claims: readonly string[];
};

type Surroundings = {
  readonly tree: SourceTree;
  readonly context: DeclarationContext;
  readonly config: DiscoveryConfig;
};

/** Asks every engine what objects declare. What a part reads is found out once, however often it is asked. */
export function createDeclare(around: Surroundings): (objects: readonly DeclaredObject[]) => Promise<DeclaredFound> {
  const known = new Map<string, Promise<Part>>();
  const partOf = (part: DeclaredPart) => {
    const key = JSON.stringify(part);
    const found = known.get(key) ?? withInputs(part, around.tree);
    known.set(key, found);
    return found;
  };
  return async (objects) => {
    const applications: Declared[] = [];
    const notEvaluated: NotEvaluated[] = [];
    const claims: string[] = [];
    for (const engine of registry) {
      const own = objects.filter(({ manifest }) => engine.groups.includes(manifest.id.group));
      // An object may be rendered by two parents, for two environments, and is then two applications.
      const groups = new Map([[null, []], ...Map.groupBy(own, (object) => object.environment)]);
      for (const [environment, group] of groups) {
        if (environment !== null && group.length === 0) continue;
        const declared: Declarations = await engine.declare(group, around.context);
        notEvaluated.push(...declared.notEvaluated.map((one) => ofEngine(engine, one)));
        claims.push(...(declared.claims ?? []));
        for (const one of declared.applications) {
          const parts = await Promise.all(one.parts.map(partOf));
          applications.push(applicationOf(engine, one, parts, environment, around));
        }
      }
    }
    return { applications: distinct(applications), notEvaluated: once(notEvaluated), claims };
  };
}

function ofEngine({ name }: Engine, one: NotEvaluated): NotEvaluated {
  return one.application === undefined ? one : { ...one, application: keyStart(name, one.application) };
}

/** What a key begins with, whatever environment it ends with. */
function keyStart(engine: string, key: string): string {
  return `${JSON.stringify([engine, key]).slice(0, -1)},`;
}

function applicationOf(
  engine: Engine,
  declared: DeclaredApplication,
  parts: readonly Part[],
  inherited: string | null,
  { tree, config }: Surroundings,
): Declared {
  const { environment, why } = environmentOfDeclared(declared, inherited, config);
  const watched = watchedPaths(declared.watches ?? [], tree);
  const [first] = parts;
  return {
    name: declared.name,
    longerNames: declared.longerNames ?? [],
    declaredAt: declared.declaredAt,
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

/**
 * The same object may be read as it stands and from several parents: what is rendered alike is one
 * application. What is rendered differently is not, and its key tells it apart by where it is.
 */
function distinct(applications: readonly Declared[]): readonly Declared[] {
  return [...Map.groupBy(applications, ({ key }) => key).values()].flatMap((twins) => {
    const different = [...new Map(twins.toReversed().map((one) => [howOf(one), one])).values()].toReversed();
    if (different.length === 1) return different;
    const byPlace = Map.groupBy(different, ({ key, path, declaredAt }) => JSON.stringify([key, path, declaredAt.path]));
    return [...byPlace].flatMap(([key, group]) =>
      group.map((one, index) => ({ ...one, key: index === 0 ? key : `${key}#${index}` })),
    );
  });
}

function once(notEvaluated: readonly NotEvaluated[]): readonly NotEvaluated[] {
  return [...new Map(notEvaluated.map((one) => [`${one.path}:${one.line} ${one.reason}`, one])).values()];
}
