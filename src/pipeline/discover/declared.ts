import type { DeclarationContext, DeclaredObject } from "../../declarations/engine.ts";
import type { DiscoveredApplication, NotEvaluated } from "../../domain/application.ts";
import { compareText } from "../../domain/finding.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { SourceTree } from "../../ports/git.ts";
import type { Rendering } from "../../renderers/renderer.ts";
import { howOf } from "../affected.ts";
import type { DiscoveryConfig } from "./config.ts";
import { createDeclare, type Declared, type DeclaredFound, registry } from "./declare.ts";
import { parentsAmong, topmost } from "./parents.ts";

/** Renders one application of the tree while it is being discovered. */
export type RenderParent = (application: DiscoveredApplication) => Promise<Rendering>;

/** Parents that declare parents that declare …: deeper than anybody nests them. */
const maxRounds = 12;

type Declaring = {
  readonly tree: SourceTree;
  /** The tree without what the configuration excludes. */
  readonly seen: SourceTree;
  /** Engines' objects as they stand in its files. */
  readonly standing: readonly Manifest[];
  readonly context: DeclarationContext;
  readonly config: DiscoveryConfig;
  /** Applications that may hold engines' objects too, given what is declared. */
  readonly others: (declared: readonly Declared[]) => Promise<readonly DiscoveredApplication[]>;
  readonly render: RenderParent;
};

/**
 * What engines' objects declare. Objects are read as they stand in files, and then as the applications that
 * hold them render them: an overlay may patch what its children are, and a chart of Applications is none
 * until it is rendered. From the top down, so that each parent is rendered as its own parent has it.
 */
export async function declaredApplications(given: Declaring): Promise<DeclaredFound> {
  const { seen, standing, others, render } = given;
  const declare = createDeclare(given);
  const rendered = new Map<string, readonly DeclaredObject[]>();
  let found = await declare(standing.map(asItStands));
  let used = "";
  for (let round = 0; round < maxRounds; round += 1) {
    const candidates = [...found.applications, ...(await others(found.applications))];
    const parents = await parentsAmong(candidates, standing, seen);
    const pending = parents.filter((parent) => !rendered.has(signature(parent)));
    const declaredAt = declaredPaths(found.applications);
    await Promise.all(
      topmost(pending, declaredAt).map(async (parent) => {
        rendered.set(signature(parent), objectsIn(await render(parent), parent, declaredAt.get(parent.key)));
      }),
    );
    const current = parents
      .map(signature)
      .filter((one) => rendered.has(one))
      .toSorted(compareText);
    if (pending.length === 0 && current.join() === used) return found;
    used = current.join();
    found = await declare(
      objectsOf(
        standing,
        current.flatMap((one) => rendered.get(one) ?? []),
      ),
    );
  }
  return { ...found, notEvaluated: [...found.notEvaluated, ...tooDeep(found.applications)] };
}

/** A parent that is rendered another way than before is rendered again. */
function signature(parent: DiscoveredApplication): string {
  return `${parent.key} ${howOf(parent)}`;
}

function asItStands(manifest: Manifest): DeclaredObject {
  return { manifest, environment: null };
}

function declaredPaths(declared: readonly Declared[]): ReadonlyMap<string, string> {
  return new Map(declared.map(({ key, declaredAt }) => [key, declaredAt.path]));
}

/**
 * What was rendered takes the place of what stands in the file that it comes from, and not of what patches it
 * or gives it values, which may stand in its parent's own file.
 */
function objectsOf(standing: readonly Manifest[], rendered: readonly DeclaredObject[]): readonly DeclaredObject[] {
  const defined = ({ id, origins }: Manifest) =>
    origins.filter(({ role }) => role !== "patch" && role !== "values").map(({ path }) => `${path}\n${id.kind}`);
  const covered = new Set(rendered.flatMap(({ manifest }) => defined(manifest)));
  const left = standing.filter((manifest) => !defined(manifest).some((place) => covered.has(place)));
  return [...rendered, ...left.map(asItStands)];
}

/** A parent that cannot be rendered says so when it is judged; its children are then read as they stand. */
function objectsIn(
  rendering: Rendering,
  { path, environment }: DiscoveredApplication,
  declaredAt: string | undefined,
): readonly DeclaredObject[] {
  if (rendering.status !== "rendered") return [];
  const groups = new Set(registry.flatMap((engine) => engine.groups));
  const near = [path, ...(declaredAt === undefined ? [] : [declaredAt])];
  return rendering.manifests
    .filter(({ id }) => groups.has(id.group))
    .map((manifest) => ({ manifest, environment: environment === "default" ? null : environment, near }));
}

function tooDeep([first]: readonly Declared[]): readonly NotEvaluated[] {
  if (first === undefined) return [];
  const reason = `Applications declare one another more than ${maxRounds} deep, or in a circle that never ends; those below are read as they stand in files.`;
  return [{ ...first.declaredAt, reason }];
}
