import type { Subject } from "../../checks/check.ts";
import type { Application } from "../../domain/application.ts";
import { compareText, type Finding } from "../../domain/finding.ts";
import { type Manifest, resourceKey } from "../../domain/manifest.ts";
import { actions, type Change, type Plan } from "../../domain/plan.ts";
import type { SourceLocation } from "../../domain/source.ts";
import { type ChangedResource, compareResource } from "./compare.ts";
import { duplicateFindings } from "./duplicates.ts";
import { fieldPatterns } from "./field-pattern.ts";
import { hideCredentials } from "./hide-credentials.ts";
import { matchManifests } from "./match.ts";

type Locate = (manifest: Manifest, pointer: string) => Promise<SourceLocation>;

export type PlanInput = {
  readonly application: Pick<Application, "name" | "environment">;
  /** Null when the base did not render: everything is listed as create, and `baseNote` says why. */
  readonly base: readonly Manifest[] | null;
  readonly head: readonly Manifest[];
  /** Field paths whose differences are counted and not shown. */
  readonly ignore: readonly string[];
  /** Field paths, of any kind, whose values are hidden like those of a Secret. */
  readonly hide?: readonly string[];
  readonly baseNote?: string;
  readonly locateHead: Locate;
  readonly locateBase: Locate;
};

export type PlannedChanges = {
  readonly plan: Plan & { readonly status: "known" };
  /** Each change beside its manifests, in the order of the plan. */
  readonly subjects: readonly Subject[];
  /** Identities that several manifests of the head claim. */
  readonly findings: readonly Finding[];
};

/** Far more lines than anybody follows; a change of everything in a long manifest has thousands. */
const maxSources = 20;

/** What a merge would change in one application. Everything but the lines is decided by the two renderings alone. */
export async function planChanges(input: PlanInput): Promise<PlannedChanges> {
  const { changed, ignored } = compareSides(input);
  const subjects: (Subject & { readonly change: Change })[] = [];
  const shown = await hideCredentials(changed.map(({ change }) => change.fields));
  for (const [index, resource] of changed.entries()) {
    const change: Change = {
      ...resource.change,
      fields: (shown[index] ?? []).map(({ path, before, after }) => ({ path, before, after })),
      sources: await locateSources(resource, input),
    };
    subjects.push({ old: resource.before, new: resource.after, change });
  }
  return {
    plan: {
      status: "known",
      changes: subjects.map(({ change }) => change),
      ignored,
      ...(input.base === null ? { note: input.baseNote ?? "The base did not render." } : {}),
    },
    subjects,
    findings: duplicateFindings(input),
  };
}

function compareSides({ base, head, ignore, hide = [] }: PlanInput) {
  const options = { ignore: fieldPatterns(ignore), hide: fieldPatterns(hide) };
  const changed: ChangedResource[] = [];
  let ignored = 0;
  for (const pair of matchManifests(base ?? [], head)) {
    const compared = compareResource(pair, options);
    ignored += compared.ignored;
    if (compared.changed !== null) changed.push(compared.changed);
  }
  return { changed: changed.sort(byDanger), ignored };
}

/** The lines of the head that cause it; for a delete, the line of the base where the resource stood. */
async function locateSources(
  { before, after, change }: ChangedResource,
  { locateHead, locateBase }: Pick<PlanInput, "locateHead" | "locateBase">,
): Promise<readonly SourceLocation[]> {
  if (after === null) return [await locateBase(before, "")];
  const pointers = before === null ? [""] : [...new Set(change.fields.map(({ pointer }) => pointer))];
  const places = new Map<string, SourceLocation>();
  for (const pointer of pointers.slice(0, maxSources)) {
    const { path, line } = await locateHead(after, pointer);
    places.set(`${path}:${line}`, { path, line });
  }
  return [...places.values()].sort((a, b) => compareText(a.path, b.path) || a.line - b.line);
}

function byDanger({ change: a }: ChangedResource, { change: b }: ChangedResource): number {
  return (
    actions.indexOf(a.action) - actions.indexOf(b.action) ||
    Math.sign(b.risks.length) - Math.sign(a.risks.length) ||
    compareText(resourceKey(a.id), resourceKey(b.id))
  );
}
