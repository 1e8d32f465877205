import type { DiscoveredApplication } from "../../domain/application.ts";
import type { Manifest } from "../../domain/manifest.ts";
import { readDocuments } from "../../sources/documents.ts";
import { looksLikeResource, toManifest, unwrapLists } from "../../sources/manifests.ts";
import type { CheckPorts, CheckScope, WholeSide } from "../check.ts";
import type { AdmissionEngine, AdmissionRule } from "./engine.ts";

/** A rule, and the environment it holds in; null means in all. */
export type PlacedRule = AdmissionRule & { readonly environment: string | null };

/** Rules of one engine on one side. */
export type FoundRules = {
  readonly rules: readonly PlacedRule[];
  /** Applications that hold rules and could not be rendered: their rules are not known. */
  readonly unknown: readonly { readonly application: DiscoveredApplication; readonly reason: string }[];
};

/**
 * Every rule of an engine that a side holds. Rules of an application hold where it is deployed, as it renders
 * them; those of files that nothing deploys, or that no environment is known for, hold everywhere.
 */
export async function findRules(
  engine: AdmissionEngine,
  side: WholeSide,
  sources: readonly string[] | undefined,
): Promise<FoundRules> {
  const paths = await pathsWith(engine, side, sources);
  const deployed = side.applications.filter(({ inputs }) => paths.some((path) => reads(inputs, path)));
  const loose = paths.filter((path) => !deployed.some(({ inputs }) => reads(inputs, path)));
  const rendered = await Promise.all(
    deployed.map(async (application) => ({ application, rendering: await side.render(application) })),
  );
  return {
    rules: [
      ...(await standing(engine, side, loose)).map((rule) => ({ ...rule, environment: null })),
      ...rendered.flatMap(({ application, rendering }) =>
        rendering.status === "rendered" ? ofApplication(engine, application, rendering.manifests) : [],
      ),
    ],
    unknown: rendered.flatMap(({ application, rendering }) =>
      rendering.status === "rendered" ? [] : [{ application, reason: rendering.reason }],
    ),
  };
}

/** Files that may hold rules: the engine's marker stands in all of them. */
async function pathsWith(
  { marker }: AdmissionEngine,
  { tree }: WholeSide,
  sources: readonly string[] | undefined,
): Promise<readonly string[]> {
  const wanted = [...tree.entries.values()].filter(
    ({ kind, path }) =>
      (kind === "file" || kind === "executable") && /\.(?:ya?ml|json)$/.test(path) && isBelow(path, sources),
  );
  const contents = await tree.read(wanted.map(({ path }) => path));
  const text = Buffer.from(marker);
  return [...contents]
    .filter(([, bytes]) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text))
    .map(([path]) => path);
}

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
    const found = rulesInFiles(engine, fetched.files, `the operator's bundle ${name}`);
    const places = environments.length === 0 ? [null] : environments;
    rules.push(
      ...found.flatMap((rule) => places.map((environment) => ({ ...rule, required: true as const, environment }))),
    );
  }
  return rules;
}

function isBelow(path: string, sources: readonly string[] | undefined): boolean {
  if (sources === undefined) return true;
  return sources
    .map((source) => source.replace(/^\.\//, "").replace(/\/+$/, ""))
    .some((source) => source === "." || path === source || path.startsWith(`${source}/`));
}

function reads(inputs: readonly string[], path: string): boolean {
  return inputs.some((input) => input === path || (input.endsWith("/") && path.startsWith(input)));
}

function ofApplication(
  engine: AdmissionEngine,
  { name, environment }: DiscoveredApplication,
  manifests: readonly Manifest[],
): FoundRules["rules"] {
  return manifests
    .filter(({ object }) => engine.isRule(object))
    .map((manifest) => ({
      manifest,
      from: `application ${name}`,
      environment: environment === "default" ? null : environment,
    }));
}

async function standing(
  engine: AdmissionEngine,
  { tree }: WholeSide,
  paths: readonly string[],
): Promise<readonly AdmissionRule[]> {
  return rulesInFiles(engine, await tree.read(paths), "the repository");
}

/** The rules that files hold as they stand. What is no YAML is told by the check that reads it. */
export function rulesInFiles(
  engine: AdmissionEngine,
  files: ReadonlyMap<string, Uint8Array>,
  from: string,
): readonly AdmissionRule[] {
  return [...files].flatMap(([path, bytes]) =>
    readDocuments(bytes).documents.flatMap(({ object, line, index }) =>
      unwrapLists(object).flatMap(({ object: inner, within }) => {
        if (!looksLikeResource(inner) || !engine.isRule(inner)) return [];
        const manifest = toManifest(inner, [{ path, line, document: index, role: "resource", within }]);
        return typeof manifest === "string" ? [] : [{ manifest, from }];
      }),
    ),
  );
}
