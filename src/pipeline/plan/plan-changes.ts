import type { Subject } from "../../checks/check.ts";
import { kubernetesVersions, minorOf } from "../../checks/schema/versions.ts";
import type { Application } from "../../domain/application.ts";
import { compareText, type Finding } from "../../domain/finding.ts";
import { type Manifest, resourceKey } from "../../domain/manifest.ts";
import { actions, type Change, type FieldChange, type Plan } from "../../domain/plan.ts";
import type { SourceLocation } from "../../domain/source.ts";
import { InvariantError } from "../../errors.ts";
import { type AroundChanges, surroundingsOf } from "./around.ts";
import { compareResource } from "./compare.ts";
import type { ChangedPair, ComparedApplication } from "./compared.ts";
import { createReadingLimit } from "./documents.ts";
import { duplicateFindings, sharedFindings } from "./duplicates.ts";
import { fieldPatterns } from "./field-pattern.ts";
import type { FieldDifference } from "./fields.ts";
import { hideCredentials } from "./hide-credentials.ts";
import { matchManifests } from "./match.ts";
import { joinMoves } from "./moves.ts";
import { noteOf } from "./notes.ts";
import { assessRisks } from "./risks.ts";

type Locate = (manifest: Manifest, pointer: string) => Promise<SourceLocation>;

export type PlanInput = {
  readonly application: Pick<Application, "name" | "environment">;
  /** Null when the base did not render: everything is listed as create, and `baseNote` says why. */
  readonly base: readonly Manifest[] | null;
  readonly head: readonly Manifest[];
  /** Whether the head is made of several sources, of which the last has the last word. */
  readonly manySources?: boolean;
  /** Field paths whose differences are counted and not shown. */
  readonly ignore: readonly string[];
  /** Whether labels and annotations that tools write are counted and not shown; they are unless told. */
  readonly hideNoise?: boolean;
  /** Field paths, of any kind, whose values are hidden like those of a Secret. */
  readonly hide?: readonly string[];
  /** The Kubernetes version that it runs on, such as `1.34`; the newest known unless told. */
  readonly kubernetesVersion?: string;
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

/** What a merge would change in one application, as if there were no other. */
export async function planChanges(input: PlanInput): Promise<PlannedChanges> {
  const [planned] = await planTogether([input]);
  if (planned === undefined) throw new InvariantError(everyPlanned);
  return planned;
}

const everyPlanned = "Every application that is compared has a plan.";

/**
 * What a merge would change in each application, in the order given: what moves between two is told once, and
 * risks know what stands in the same environment. Everything but the lines is decided by the renderings alone.
 */
export async function planTogether(inputs: readonly PlanInput[]): Promise<readonly PlannedChanges[]> {
  const compared = joinMoves(inputs.map(compareSides));
  const around = surroundingsOf(compared);
  const shared = Map.groupBy(sharedFindings(compared), ({ application, environment }) =>
    JSON.stringify([application, environment]),
  );
  const planned: PlannedChanges[] = [];
  for (const [index, one] of compared.entries()) {
    const { name, environment } = one.application;
    const input = inputs[index];
    const surroundings = around.get(one);
    if (input === undefined || surroundings === undefined) throw new InvariantError(everyPlanned);
    const { plan, subjects } = await planCompared(one, input, surroundings);
    const findings = [...duplicateFindings(input), ...(shared.get(JSON.stringify([name, environment])) ?? [])];
    planned.push({ plan, subjects, findings });
  }
  return planned;
}

/** Texts inside ConfigMaps beyond this, in one application, are compared as they are written: reading costs time. */
const mostRead = 16 * 1024 * 1024;

function compareSides(input: PlanInput): ComparedApplication {
  const { application, base, head, ignore, hide = [], hideNoise = true } = input;
  const options = {
    ignore: fieldPatterns(ignore),
    hide: fieldPatterns(hide),
    hideNoise,
    minor: minorFrom(input.kubernetesVersion),
    mayRead: createReadingLimit(mostRead),
  };
  const changed: ChangedPair[] = [];
  let ignored = 0;
  for (const pair of base === head ? [] : matchManifests(base ?? [], head)) {
    const compared = compareResource(pair, options);
    ignored += compared.ignored;
    if (compared.difference !== null) changed.push({ ...pair, difference: compared.difference });
  }
  return { application, base: base ?? [], head, options, changed, ignored };
}

/** Patch releases change nothing of what is asked here. */
function minorFrom(version: string | undefined): number {
  const [, minor] = /^v?1\.(\d{1,3})/.exec(version ?? "") ?? [];
  return minor === undefined ? (minorOf(kubernetesVersions.at(-1) ?? "") ?? 0) : Number(minor);
}

async function planCompared(
  { changed, ignored, options }: ComparedApplication,
  input: PlanInput,
  around: AroundChanges,
): Promise<Pick<PlannedChanges, "plan" | "subjects">> {
  const shown = await hideCredentials(changed.map(({ difference }) => difference.fields));
  const decided = changed
    .map((pair, index) => decide(pair, shown[index] ?? [], around, options.minor))
    .sort((a, b) => byDanger(a.change, b.change));
  const subjects: (Subject & { readonly change: Change })[] = [];
  for (const { pair, fields, change } of decided) {
    const sources = await locateSources(pair, fields, input);
    subjects.push({ old: pair.before, new: pair.after, change: { ...change, sources } });
  }
  const note = input.base === null ? { note: input.baseNote ?? "The base did not render." } : {};
  const changes = subjects.map(({ change }) => change);
  return { plan: { status: "known", changes, ignored, ...note }, subjects };
}

/** A change that is decided, before its lines are looked up. */
type Decided = {
  readonly pair: ChangedPair;
  readonly fields: readonly FieldDifference[];
  readonly change: Omit<Change, "sources">;
};

function decide(
  pair: ChangedPair,
  fields: readonly FieldDifference[],
  { surroundings, relations }: AroundChanges,
  minor: number,
): Decided {
  const { id, apiVersion } = pair.after ?? pair.before;
  const { action } = pair.difference;
  const objects = { before: pair.before?.object ?? null, after: pair.after?.object ?? null };
  const { risks, reasons } = assessRisks({
    ...objects,
    ...{ action, id, apiVersion, fields, minor, surroundings },
    moved: pair.movedFrom !== undefined,
    relations: relations.get(resourceKey(id)) ?? [],
  });
  return {
    pair,
    fields,
    change: {
      ...{ action, apiVersion, id },
      fields: fields.map((field) => told(field, fields)),
      risks,
      ...(Object.keys(reasons).length > 0 ? { reasons } : {}),
      ...(pair.movedFrom === undefined ? {} : { movedFrom: pair.movedFrom }),
    },
  };
}

function told(field: FieldDifference, beside: readonly FieldDifference[]): FieldChange {
  const { path, before, after, replaces } = field;
  const note = noteOf(field, beside);
  return {
    ...{ path, before, after },
    ...(replaces === undefined ? {} : { replaces }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Far more lines than anybody follows; a change of everything in a long manifest has thousands. */
const maxSources = 20;

/** The lines of the head that cause it; for a delete, the line of the base where the resource stood. */
async function locateSources(
  { before, after }: ChangedPair,
  fields: readonly FieldDifference[],
  { locateHead, locateBase }: Pick<PlanInput, "locateHead" | "locateBase">,
): Promise<readonly SourceLocation[]> {
  if (after === null) return [await locateBase(before, "")];
  const pointers = before === null || fields.length === 0 ? [""] : [...new Set(fields.map(({ pointer }) => pointer))];
  const places = new Map<string, SourceLocation>();
  for (const pointer of pointers.slice(0, maxSources)) {
    const { path, line } = await locateHead(after, pointer);
    places.set(`${path}:${line}`, { path, line });
  }
  return [...places.values()].sort((a, b) => compareText(a.path, b.path) || a.line - b.line);
}

type Danger = Pick<Change, "action" | "risks" | "id">;

function byDanger(a: Danger, b: Danger): number {
  return (
    actions.indexOf(a.action) - actions.indexOf(b.action) ||
    Math.sign(b.risks.length) - Math.sign(a.risks.length) ||
    compareText(resourceKey(a.id), resourceKey(b.id))
  );
}
