import type { DiscoveredApplication } from "../../domain/application.ts";
import type { Json } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { BundleReference } from "../../ports/policy-bundles.ts";
import { readDocuments } from "../../sources/documents.ts";
import { looksLikeResource, toManifest, unwrapLists } from "../../sources/manifests.ts";
import type { CheckPorts, CheckScope, WholeSide } from "../check.ts";
import type { AdmissionEngine, AdmissionRule } from "./engine.ts";

/** A rule, and the environment it holds in; null means in all. */
export type PlacedRule = AdmissionRule & {
  readonly environment: string | null;
  /** The key of the application that deploys it, where one does. */
  readonly application?: string;
};

/** Rules of one engine on one side. */
export type FoundRules = {
  readonly rules: readonly PlacedRule[];
  /** Applications that hold rules and could not be rendered: their rules are not known. */
  readonly unknown: readonly { readonly application: DiscoveredApplication; readonly reason: string }[];
};

/**
 * Every rule of an engine that a side holds in these files. Rules of an application hold where it is deployed, as
 * it renders them; those of files that nothing deploys, or that no environment is known for, hold everywhere,
 * unless a test names them as its samples.
 */
export async function findRules(
  engine: AdmissionEngine,
  side: WholeSide,
  files: readonly string[],
): Promise<FoundRules> {
  const held = [...(await side.tree.read(files))].filter(([, bytes]) => holdsRules(engine, bytes));
  const isRead = ({ inputs }: DiscoveredApplication) => held.some(([path]) => reads(inputs, path));
  const deployed = side.applications.filter(isRead);
  const loose = held.filter(([path]) => !deployed.some(({ inputs }) => reads(inputs, path)));
  const rendered = await Promise.all(
    deployed.map(async (application) => ({ application, rendering: await side.render(application) })),
  );
  const { rules, samples } = rulesInFiles(engine, new Map(held), "the repository");
  const isStanding = ({ origins }: Manifest) => !samples.has(origins[0]?.path ?? "");
  const isLoose = new Set(loose.map(([path]) => path));
  return {
    rules: [
      ...rules
        .filter(({ manifest }) => isStanding(manifest) && isLoose.has(manifest.origins[0]?.path ?? ""))
        .map((rule) => ({ ...rule, environment: null })),
      ...rendered.flatMap(({ application, rendering }) => {
        if (rendering.status !== "rendered") return [];
        const { manifests } = rendering;
        return ofApplication(engine, application, isFolder(application) ? manifests.filter(isStanding) : manifests);
      }),
    ],
    unknown: rendered.flatMap(({ application, rendering }) =>
      rendering.status === "rendered" ? [] : [{ application, reason: rendering.reason }],
    ),
  };
}

/** Whether it is only a folder that holds manifests, and nobody says that all of them are deployed. */
function isFolder({ parts }: DiscoveredApplication): boolean {
  return parts.every(({ renderer, recipe }) => renderer === "plain" && recipe.declaredAt === undefined);
}

/** Whether a file is about rules, and does not only name an engine; what a template makes is not known before. */
function holdsRules(engine: AdmissionEngine, bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString();
  if (text.includes("{{")) return text.split("\n").some((line) => isHead.test(line) && line.includes(engine.marker));
  const isAbout = (object: Json) =>
    looksLikeResource(object) && (engine.isRule(object) || engine.samples?.(object, "") !== undefined);
  return objectsIn(bytes).some(({ object }) => isAbout(object));
}

const isHead = /^\s*(?:- )?["']?(?:apiVersion|kind)["']?\s*:/;

export function holdsIn(rule: PlacedRule, environment: string): boolean {
  return rule.environment === null || rule.environment === environment;
}

/** Rules that the operator asks of this repository, wherever they hold. Throws when they cannot be had. */
export async function requiredRules(
  engine: AdmissionEngine,
  { repository, signal }: Pick<CheckScope, "repository" | "signal">,
  { bundles }: Pick<CheckPorts, "bundles">,
): Promise<readonly PlacedRule[]> {
  const rules: PlacedRule[] = [];
  for (const { name, reference, holds, environments } of bundles.required(repository)) {
    if (holds !== "admission") continue;
    const fetched = await bundles.fetch(reference, signal);
    if (fetched.status === "refused")
      throw new Error(`the operator's bundle ${name} cannot be used: ${fetched.reason}`);
    const found = rulesInFiles(engine, fetched.files, `the operator's bundle ${name}`).rules;
    const places = environments.length === 0 ? [null] : environments;
    rules.push(
      ...found.flatMap((rule) =>
        places.map((environment) => ({ ...rule, outside: true as const, required: true as const, environment })),
      ),
    );
  }
  return rules;
}

/** Rules from elsewhere that the configuration pins; they hold everywhere. Throws when they cannot be had. */
export async function pinnedRules(
  engine: AdmissionEngine,
  pinned: readonly BundleReference[],
  { bundles }: Pick<CheckPorts, "bundles">,
  signal: AbortSignal,
): Promise<readonly PlacedRule[]> {
  const rules: PlacedRule[] = [];
  for (const reference of pinned) {
    const fetched = await bundles.fetch(reference, signal);
    if (fetched.status === "refused")
      throw new Error(`checks.admission.sources: ${reference.url} cannot be used: ${fetched.reason}`);
    const { rules: found, samples } = rulesInFiles(engine, fetched.files, reference.url);
    const standing = found.filter(({ manifest }) => !samples.has(manifest.origins[0]?.path ?? ""));
    rules.push(...standing.map((rule) => ({ ...rule, outside: true as const, environment: null })));
  }
  return rules;
}

function reads(inputs: readonly string[], path: string): boolean {
  return inputs.some((input) => input === path || (input.endsWith("/") && path.startsWith(input)));
}

function ofApplication(
  engine: AdmissionEngine,
  { key, name, environment }: DiscoveredApplication,
  manifests: readonly Manifest[],
): FoundRules["rules"] {
  return manifests
    .filter(({ object }) => engine.isRule(object))
    .map((manifest) => ({
      manifest,
      from: `application ${name}`,
      application: key,
      environment: environment === "default" ? null : environment,
    }));
}

/** The rules that files hold as they stand, and which files are a test's samples. What is no YAML is told by the check that reads it. */
function rulesInFiles(engine: AdmissionEngine, files: ReadonlyMap<string, Uint8Array>, from: string) {
  const samples = new Set<string>();
  const rules: AdmissionRule[] = [];
  for (const [path, bytes] of files) {
    if (!/\.(?:ya?ml|json)$/.test(path)) continue;
    for (const { object, line, index, within } of objectsIn(bytes)) {
      if (!looksLikeResource(object)) continue;
      for (const sample of engine.samples?.(object, path) ?? []) samples.add(sample);
      if (!engine.isRule(object)) continue;
      const manifest = toManifest(object, [{ path, line, document: index, role: "resource", within }]);
      if (typeof manifest !== "string") rules.push({ manifest, from });
    }
  }
  return { rules, samples };
}

function objectsIn(bytes: Uint8Array) {
  return readDocuments(bytes).documents.flatMap(({ object, line, index }) =>
    unwrapLists(object).map(({ object: inner, within }) => ({ object: inner, line, index, within })),
  );
}
