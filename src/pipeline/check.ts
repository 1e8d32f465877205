import type { CheckScope, WholeSide } from "../checks/check.ts";
import type { RepositoryConfig } from "../config/schema.ts";
import type { DiscoveredApplication, NotEvaluated } from "../domain/application.ts";
import type { Report } from "../domain/report.ts";
import { repositoryNameOf } from "../domain/repository.ts";
import { messageOf } from "../errors.ts";
import type { SourceTree } from "../ports/git.ts";
import type { FoundTerraformPlan } from "../ports/terraform-plans.ts";
import { createLocator, type Locator } from "../sources/locate.ts";
import { type AffectedApplication, affected } from "./affected.ts";
import { assemble, conflictReport } from "./assemble.ts";
import { readConfiguration } from "./configuration.ts";
import { type Discovery, discover } from "./discover.ts";
import { byPromotion } from "./environment-of.ts";
import { withExceptions } from "./exceptions.ts";
import { judge } from "./judge.ts";
import { type PlannedApplication, planApplications, type RenderSides } from "./plan-application.ts";
import { planSource } from "./plan-root-module.ts";
import { refuseSettings } from "./proposed-settings.ts";
import type { RenderSetting } from "./render-setting.ts";
import type { CheckingPorts, CheckRequest } from "./request.ts";
import { isAskedFor, select } from "./select.ts";
import { openSides, type Sides } from "./sides.ts";
import { joinUnreadable } from "./unreadable.ts";
import { untouched } from "./untouched.ts";
import { wholeSide } from "./whole-sides.ts";

/**
 * From two revisions to a report: what the head, merged into the base, would change, and whether it may.
 * Configuration and policies are the base's. The same two trees give the same report, on every machine.
 * Rejects only when git cannot be read or the signal aborts; everything else is in the report.
 */
export async function checkRange(request: CheckRequest, ports: CheckingPorts): Promise<Report> {
  const sides = await openSides(request, ports);
  if (sides.status === "conflicts") return conflictReport(request, sides.paths);
  const configuration = await readConfiguration(sides);
  const { reviewComments, effects, requestChanges } = configuration.config.report;
  const { base, head } = await discoverSides(sides, configuration.config, request, ports);
  const touched = affected(base && { tree: base.tree, ...base.discovery }, { tree: head.tree, ...head.discovery });
  const known = [...head.discovery.applications, ...(base?.discovery.applications ?? [])];
  const order = byPromotion(configuration.config.environments.map(({ name }) => name));
  const selection = select(request, known, touched, order);
  const locate = { base: createLocator(sides.base ?? sides.head), head: createLocator(sides.head, sides.base) };
  const renders: RenderSides = {
    ...renderSides(sides, locate, settingOf(request, ports), ports),
    terraformPlan: (application) =>
      findTerraformPlan(application, sides.head, configuration.config, { request, ports }),
  };
  await readAhead(selection.applications, sides);
  const planned = await planApplications(selection.applications, renders, configuration.config);
  const files = await filesToJudge(request, sides, known, ports);
  const look = (side: DiscoveredTree): WholeSide =>
    wholeSide(side.tree, side.discovery.applications, (one) =>
      ports.renders.render(one, side.tree, settingOf(request, ports)),
    );
  const whole = { base: base && look(base), head: look(head) };
  const scope = scopeOf({
    request,
    sides,
    files,
    planned,
    whole,
    config: configuration.config,
    locate: locate.head,
    signal: ports.signal,
  });
  const { errors, preview, notes, ...judged } = await judge(scope, configuration.config, ports);
  const found = joinUnreadable([
    ...planned.flatMap(({ findings }) => findings),
    ...configuration.findings,
    ...(await refuseSettings(scope, configuration, ports)),
    ...judged.findings,
  ]);
  const excepted = await withExceptions(found, { request, scope, config: configuration.config }, ports);
  return assemble(request, planned, {
    findings: excepted.findings,
    errors: [...selection.errors, ...errors],
    notes: [
      ...configuration.notes,
      ...excepted.notes,
      ...notes,
      ...planned.flatMap((one) => one.notes ?? []),
      ...notesOn(head.discovery),
    ],
    preview: [...configuration.preview, ...excepted.preview, ...preview],
    wishes: { reviewComments, effects, requestChanges },
    untouched: untouched(head.discovery.applications, touched),
  });
}

type DiscoveredTree = { readonly tree: SourceTree; readonly discovery: Discovery };

/** Both sides with the base's configuration: what the head would discover differently is previewed, not obeyed. */
async function discoverSides(
  { base, head }: Sides,
  config: RepositoryConfig,
  request: CheckRequest,
  ports: CheckingPorts,
): Promise<{ readonly base: DiscoveredTree | null; readonly head: DiscoveredTree }> {
  const { self } = request;
  const setting = {
    self,
    charts: ports.charts,
    render: (application: DiscoveredApplication, tree: SourceTree) =>
      ports.renders.renderOwn(application, tree, settingOf(request, ports)),
  };
  return {
    base: base && { tree: base, discovery: await discover(base, config, setting) },
    head: { tree: head, discovery: await discover(head, config, setting) },
  };
}

function settingOf({ self }: CheckRequest, { tools, workspaces, charts, signal }: CheckingPorts): RenderSetting {
  return { tools, workspaces, charts, signal, self };
}

/**
 * One batch for all that the renders will read: each reading for itself would cost a process, or a fetch, of
 * its own. What cannot be read is told by whoever needs it.
 */
async function readAhead(applications: readonly AffectedApplication[], { base, head }: Sides): Promise<void> {
  await head.read(applications.flatMap((one) => one.head?.inputs ?? [])).catch(() => {});
  // Afterwards, because most of it is the same.
  await base?.read(applications.flatMap((one) => one.base?.inputs ?? [])).catch(() => {});
}

function renderSides(
  { base, head }: Sides,
  locate: { readonly base: Locator; readonly head: Locator },
  setting: RenderSetting,
  { renders }: Pick<CheckingPorts, "renders">,
): Omit<RenderSides, "terraformPlan"> {
  return {
    mode: base === null ? "all" : "change",
    base: async ({ base: before }) => (before && base ? renders.render(before, base, setting) : null),
    head: async ({ head: after }) => (after ? renders.render(after, head, setting) : null),
    locateBase: locate.base,
    locateHead: locate.head,
  };
}

/** Asks for the plan that something else makes of a root module. */
async function findTerraformPlan(
  { application, head }: AffectedApplication,
  tree: SourceTree,
  { terraform }: RepositoryConfig,
  { request, ports }: { readonly request: CheckRequest; readonly ports: CheckingPorts },
): Promise<FoundTerraformPlan> {
  const { base, head: revision, hosted, pullRequest } = request;
  const wanted = {
    source: planSource(terraform),
    repository: hosted,
    root: application.path,
    environment: application.environment,
    variableFiles: head?.parts[0]?.recipe.terraform?.variableFiles ?? [],
    readFiles: () => tree.read(head?.inputs ?? []),
    base,
    head: revision,
    pullRequest: pullRequest && { number: pullRequest.number, fork: pullRequest.fork },
  };
  try {
    return await ports.terraformPlans.find(wanted, ports.signal);
  } catch (error) {
    ports.signal.throwIfAborted();
    return { status: "refused", reason: `No plan could be had: ${messageOf(error)}` };
  }
}

/** Paths of the head that differ, or all of them; of a selection, only what its applications read. */
async function filesToJudge(
  request: CheckRequest,
  { base, head }: Sides,
  known: readonly DiscoveredApplication[],
  { repository }: Pick<CheckingPorts, "repository">,
): Promise<readonly string[]> {
  const files =
    base === null
      ? [...head.entries.keys()]
      : (await repository.changes(base.id, head.id))
          .filter(({ status }) => status !== "removed")
          .map(({ path }) => path);
  if (request.applications.length === 0 && request.environments.length === 0) return files;
  const read = new Set(known.filter((application) => isAskedFor(application, request)).flatMap(({ inputs }) => inputs));
  return files.filter((path) => read.has(path));
}

function scopeOf(given: {
  readonly request: CheckRequest;
  readonly sides: Sides;
  readonly files: readonly string[];
  readonly planned: readonly PlannedApplication[];
  readonly whole: CheckScope["whole"];
  readonly config: RepositoryConfig;
  readonly locate: Locator;
  readonly signal: AbortSignal;
}): CheckScope {
  return {
    mode: given.sides.base === null ? "all" : "change",
    base: given.sides.base,
    head: given.sides.head,
    files: given.files,
    applications: given.planned.flatMap(({ judged }) => (judged === null ? [] : [judged])),
    whole: given.whole,
    pullRequest: given.request.pullRequest,
    repository: repositoryName(given.request),
    environments: new Map(
      given.config.environments.map(({ name, kubernetesVersion, schemas }) => [name, { kubernetesVersion, schemas }]),
    ),
    locate: given.locate,
    signal: given.signal,
  };
}

/** On the command line the clone's remote says. */
function repositoryName({ hosted, self }: Pick<CheckRequest, "hosted" | "self">): string | null {
  if (hosted !== null) return `${hosted.owner}/${hosted.name}`;
  return self && repositoryNameOf(self.url);
}

/** What an application delivers and is not rendered is a finding of that application, where it matters. */
function notesOn({ notEvaluated, notDelivered }: Discovery): readonly string[] {
  const delivered = new Set(notDelivered.map(noteOn));
  return notEvaluated.map(noteOn).filter((note) => !delivered.has(note));
}

function noteOn({ path, line, reason }: NotEvaluated): string {
  return `${path}:${line} is not evaluated: ${reason}`;
}
