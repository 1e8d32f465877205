import { applicationLabel } from "../../domain/application.ts";
import type { Finding } from "../../domain/finding.ts";
import type { CheckScope, JudgedApplication } from "../check.ts";
import { evaluateApplication, evaluateSources, type Pack } from "./evaluate.ts";
import type { PolicySettings } from "./settings.ts";
import { readSourceFiles, type SourceFile } from "./source-files.ts";

/** Everything that the head holds, as rules are asked about it. */
type Whole = {
  /** Changes and plans are those of the pull request: there are no others. */
  readonly scope: CheckScope;
  readonly applications: readonly JudgedApplication[];
  readonly files: readonly SourceFile[];
  /** What was not looked at, in a sentence each. */
  readonly leftOut: readonly string[];
};

const maxApplications = 500;
const maxManifests = 20_000;
const shown = 3;

/** Renders what there is, as far as it goes within limits that are said. */
export async function lookAtWhole(scope: CheckScope): Promise<Whole> {
  const { head } = scope.whole;
  const applications: JudgedApplication[] = [];
  const unrendered: string[] = [];
  let manifests = 0;
  let seen = 0;
  for (const application of head.applications.slice(0, maxApplications)) {
    if (manifests >= maxManifests) break;
    scope.signal.throwIfAborted();
    const rendering = await head.render(application);
    seen += 1;
    if (rendering.status === "not-rendered") unrendered.push(applicationLabel(application));
    else {
      manifests += rendering.manifests.length;
      applications.push({
        application,
        manifests: rendering.manifests,
        subjects: rendering.manifests.map((manifest) => ({ old: null, new: manifest, change: null })),
        plan: { status: "known", changes: [], ignored: 0 },
        documents: rendering.documents ?? [],
      });
    }
  }
  const files = await readSourceFiles({ head: scope.head, files: [...scope.head.entries.keys()] });
  // Where each of thousands is written need not be known to count them.
  const counting: CheckScope = { ...scope, locate: async () => ({ path: "", line: 1 }) };
  return { scope: counting, applications, files, leftOut: [...notRendered(unrendered), ...notSeen(seen, scope)] };
}

/** What a pack says of all of it. */
export async function judgeWhole(
  { scope, applications, files }: Whole,
  pack: Pack,
  settings: PolicySettings,
): Promise<readonly Finding[]> {
  const ofChanges = { ...pack, packages: pack.packages.filter(isOfChanges) };
  const ofState = { ...pack, packages: pack.packages.filter((name) => !isOfChanges(name)) };
  const found: Finding[] = [];
  // One after the other: all of them at once would stand in memory as inputs.
  for (const one of applications) found.push(...(await evaluateApplication(scope, one, ofState, settings)));
  for (const one of scope.applications) found.push(...(await evaluateApplication(scope, one, ofChanges, settings)));
  return [...found, ...(await evaluateSources(scope, files, ofState, settings))];
}

/** Packages that are given what a pull request does, not what there is. */
export function isOfChanges(packageName: string): boolean {
  return /^fairlead\.(?:change|plan)(?:\.|$)/.test(packageName);
}

function notRendered(labels: readonly string[]): readonly string[] {
  if (labels.length === 0) return [];
  const more = labels.length > shown ? ` and ${labels.length - shown} more` : "";
  const which = `${labels.slice(0, shown).join(", ")}${more}`;
  return [
    `What the proposed policies would say of ${which} is not known: ${labels.length === 1 ? "it does" : "they do"} not render.`,
  ];
}

function notSeen(seen: number, { whole: { head } }: CheckScope): readonly string[] {
  if (seen >= head.applications.length) return [];
  return [`The proposed policies were tried on the first ${seen} of ${head.applications.length} applications.`];
}
