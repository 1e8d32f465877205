import { canonicalJson, isJsonObject, type Json, type JsonObject, listIn, objectsIn } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import type { SourceLocation } from "../../domain/source.ts";
import { readDocumentText } from "../../sources/documents.ts";
import { toManifest } from "../../sources/manifests.ts";
import type { RenderPorts } from "../renderer.ts";

type PostRendered =
  | { readonly status: "rendered"; readonly manifests: readonly Manifest[] }
  | { readonly status: "failed" | "errored"; readonly message: string };

/** Says which manifest a patched object was; taken off again. */
const mark = "fairlead.invalid/manifest";

/**
 * Kustomize patches and images over what a chart renders, as Helm's engines apply them. Hooks are none of
 * what a post-renderer sees. Each entry is one kustomization over what the one before it gave.
 */
export async function postRender(
  manifests: readonly Manifest[],
  entries: readonly JsonObject[],
  declaredAt: SourceLocation,
  ports: RenderPorts,
): Promise<PostRendered> {
  let current = manifests;
  for (const entry of entries) {
    const fields = isJsonObject(entry.kustomize) ? entry.kustomize : entry;
    const built = await build(current, fields, declaredAt, ports);
    if (built.status !== "rendered") return built;
    current = built.manifests;
  }
  return { status: "rendered", manifests: current };
}

async function build(
  manifests: readonly Manifest[],
  fields: JsonObject,
  declaredAt: SourceLocation,
  { tools, workspaces, limits, signal }: RenderPorts,
): Promise<PostRendered> {
  const patched = manifests.filter((manifest) => !isHook(manifest));
  if (patched.length === 0) return { status: "rendered", manifests };
  const kustomization = kustomizationOf(fields);
  if (kustomization === undefined) {
    return {
      status: "failed",
      message: "A patch of what the chart renders names a file; it can only be written inline.",
    };
  }
  const marked = patched.map(({ object }, index) => marking(object, String(index)));
  const files = new Map([
    ["kustomization.yaml", Buffer.from(JSON.stringify({ ...kustomization, resources: ["chart.yaml"] }))],
    ["chart.yaml", Buffer.from(marked.map((object) => JSON.stringify(object)).join("\n---\n"))],
  ]);
  const outcome = await workspaces.with(files, (directory) =>
    tools.run("kustomize", ["build", "."], { directory, ...limits, ...(signal === undefined ? {} : { signal }) }),
  );
  switch (outcome.status) {
    case "missing":
      return { status: "errored", message: outcome.reason };
    case "timed-out":
      return { status: "errored", message: "kustomize took too long over the patches of a chart and was stopped." };
    case "too-much-output":
      return { status: "errored", message: "kustomize printed too much for the patches of a chart and was stopped." };
    case "ended":
      if (outcome.code !== 0) return { status: "failed", message: refusalOf(outcome.stderr) };
  }
  const changed = new Map(readDocumentText(outcome.stdout).documents.map(({ object }) => unmarked(object)));
  return { status: "rendered", manifests: rejoined(manifests, patched, changed, declaredAt) };
}

/** In the order in which they were; a patch may have deleted some. */
function rejoined(
  manifests: readonly Manifest[],
  patched: readonly Manifest[],
  changed: ReadonlyMap<string, Json>,
  declaredAt: SourceLocation,
): readonly Manifest[] {
  return manifests.flatMap((manifest) => {
    const index = patched.indexOf(manifest);
    if (index < 0) return [manifest];
    const object = changed.get(String(index));
    if (object === undefined) return [];
    if (canonicalJson(object) === canonicalJson(manifest.object)) return [manifest];
    const patch = { ...declaredAt, document: 0, role: "template" as const, within: ["postRender"] };
    const result = toManifest(object, [...manifest.origins, patch]);
    return typeof result === "string" ? [] : [result];
  });
}

/** What kustomize may be asked for here; strategic merges and JSON patches may stand there as objects. */
function kustomizationOf(fields: JsonObject): JsonObject | undefined {
  const patches = objectsIn(fields.patches);
  const json = objectsIn(fields.patchesJson6902);
  if ([...patches, ...json].some(({ path }) => path !== undefined)) return undefined;
  return {
    patches: [
      ...patches.map(({ patch, target }) => ({ patch: asText(patch), ...(target === undefined ? {} : { target }) })),
      ...listIn(fields.patchesStrategicMerge).map((patch) => ({ patch: asText(patch) })),
      ...json.map(({ patch, target }) => ({ patch: asText(patch), ...(target === undefined ? {} : { target }) })),
    ],
    ...(fields.images === undefined ? {} : { images: fields.images }),
  };
}

function asText(patch: Json | undefined): string {
  return typeof patch === "string" ? patch : JSON.stringify(patch ?? {});
}

function refusalOf(stderr: string): string {
  const said = stderr
    .replace(/^error:\s*/i, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/patch: ".*"/g, "patch")
    .trim();
  return `The patches of what the chart renders do not fit: ${said.slice(0, 300)}`;
}

function isHook({ object }: Manifest): boolean {
  const annotations = isJsonObject(object.metadata) ? object.metadata.annotations : undefined;
  return isJsonObject(annotations) && annotations["helm.sh/hook"] !== undefined;
}

function marking(object: JsonObject, value: string): JsonObject {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  const annotations = isJsonObject(metadata.annotations) ? metadata.annotations : {};
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [mark]: value } } };
}

function unmarked(object: Json): [string, Json] {
  const metadata = isJsonObject(object) ? object.metadata : undefined;
  const annotations = isJsonObject(metadata) ? metadata.annotations : undefined;
  if (!isJsonObject(object) || !isJsonObject(metadata) || !isJsonObject(annotations)) return ["", object];
  const { [mark]: value, ...others } = annotations;
  const { annotations: _, ...bare } = metadata;
  const kept = Object.keys(others).length === 0 ? bare : { ...metadata, annotations: others };
  return [String(value), { ...object, metadata: kept }];
}
