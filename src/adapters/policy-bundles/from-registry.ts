import type { Archives } from "../remote/archives.ts";
import { RefusedError, type Source } from "../remote/download.ts";
import { openRegistry, parseOciUrl, type RegistryRepository, sha256, textAt } from "../remote/registry.ts";
import { type PinnedAt, unpack } from "./from-archive.ts";
import { limits, requireSize } from "./limits.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
/** What `opa build` makes, in one layer (https://www.openpolicyagent.org/docs/management-bundles). */
const bundleLayer = "application/vnd.oci.image.layer.v1.tar+gzip";
/** One file each, as `conftest push` leaves them (https://www.conftest.dev/sharing/). */
const fileLayers = new Set([
  "application/vnd.cncf.openpolicyagent.policy.layer.v1+rego",
  "application/vnd.cncf.openpolicyagent.data.layer.v1+json",
]);
/** `.manifest` of a bundle whose files are layers. */
const rootsLayer = "application/vnd.cncf.openpolicyagent.manifest.layer.v1+json";

type Layer = { readonly mediaType: string; readonly digest: string; readonly title: string | undefined };

/** Policies in an OCI registry: a bundle of OPA's in one layer, or a file in each as conftest leaves them. */
export async function fromRegistry({ url, pin }: PinnedAt, source: Source, archives: Archives) {
  const { host, path } = parseOciUrl(url);
  const registry = openRegistry(host, path, source);
  const manifest = await kept(pin, archives, () => registry.manifest(pin, manifestType));
  const layers = layersOf(manifest);
  if (layers.length === 0) throw new RefusedError("it is in the registry and holds no policies.");
  if (layers.length > limits.files) throw new RefusedError(`it holds more than ${limits.files} files.`);
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at < layers.length; at += atOnce) {
    const batch = layers.slice(at, at + atOnce).map((layer) => filesOf(layer, registry, archives));
    for (const found of await Promise.all(batch)) for (const [name, bytes] of found) files.set(name, bytes);
    requireSize(files);
  }
  return files;
}

const atOnce = 8;

async function filesOf(layer: Layer, registry: RegistryRepository, archives: Archives) {
  const bytes = await kept(layer.digest, archives, () => registry.blob(layer.digest, limits.downloadBytes));
  return layer.mediaType === bundleLayer ? unpack(bytes) : new Map([[pathOf(layer), bytes]]);
}

/** By digest, and never anything else under it. */
async function kept(digest: string, archives: Archives, fetch: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const found = await archives.read(digest);
  if (found !== undefined && sha256(found) === digest) return found;
  const bytes = await fetch();
  await archives.write(digest, bytes);
  return bytes;
}

function layersOf(bytes: Uint8Array): readonly Layer[] {
  const manifest: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const layers = typeof manifest === "object" && manifest !== null && "layers" in manifest ? manifest.layers : [];
  return (Array.isArray(layers) ? layers : []).flatMap((layer: unknown) => {
    const mediaType = textAt(layer, "mediaType") ?? "";
    const digest = textAt(layer, "digest") ?? "";
    if (mediaType !== bundleLayer && mediaType !== rootsLayer && !fileLayers.has(mediaType)) return [];
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new RefusedError("it names a layer without a digest of SHA-256.");
    const annotations = typeof layer === "object" && layer !== null && "annotations" in layer ? layer.annotations : {};
    return [{ mediaType, digest, title: textAt(annotations, "org.opencontainers.image.title") }];
  });
}

function pathOf({ mediaType, digest, title }: Layer): string {
  if (mediaType === rootsLayer) return ".manifest";
  if (title === undefined) throw new RefusedError(`its layer ${digest} does not say which file it is.`);
  const segments = title.replace(/^\.?\//, "").split("/");
  if (title.includes("\\") || segments.includes("..") || segments[0] === "")
    throw new RefusedError("it holds a path that leads out of it.");
  return segments.filter((segment) => segment !== "" && segment !== ".").join("/");
}
