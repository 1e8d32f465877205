import { posix } from "node:path";
import type { Json } from "../../domain/json.ts";
import type { Manifest } from "../../domain/manifest.ts";
import { listAt, textAt } from "../fields.ts";
import { nearest } from "../near.ts";
import { pathWithin } from "../paths.ts";
import {
  type Among,
  elsewhere,
  type Placed,
  placeInSource,
  referenceOf,
  type SourceReference,
  sourceName,
} from "./source.ts";

/**
 * A path of an artifact that an ArtifactGenerator copies together, from this repository's root. Only where
 * all of it lies as it does here can it be rendered from here: else what its files name is somewhere else.
 */
export async function placeInArtifact(reference: SourceReference, path: string, among: Among): Promise<Placed> {
  const name = sourceName(reference);
  const generator = nearest(
    among.objects.filter((one) => makes(one, reference)),
    among.from,
  );
  if (generator === undefined) return elsewhere(`It comes from ${name}, which nothing in this repository makes.`);
  const artifact = listAt(generator.object, "spec", "artifacts").find((one) => textAt(one, "name") === reference.name);
  const copies = listAt(artifact, "copy").map(readCopy);
  const shifts = new Set(copies.map((copy) => copy?.shift ?? null));
  const [shift = null] = shifts;
  if (shifts.size !== 1 || shift === null) {
    return elsewhere(`It comes from ${name}, whose files do not lie as they do in this repository.`);
  }
  for (const alias of new Set(copies.map((copy) => copy?.alias))) {
    const source = listAt(generator.object, "spec", "sources").find((one) => textAt(one, "alias") === alias);
    const origin = referenceOf(source, generator.id.namespace);
    if (origin === undefined)
      return elsewhere(`It comes from ${name}, which copies from ${alias}, and nothing is called so.`);
    const placed = await placeInSource(origin, shift === "." ? path : shift, among);
    if (placed.status === "elsewhere") return placed;
  }
  return { status: "here", path: pathWithin(shift, path) ?? "." };
}

function makes({ id, object }: Manifest, { name, namespace }: SourceReference): boolean {
  return (
    id.kind === "ArtifactGenerator" &&
    (namespace === null || id.namespace === null || id.namespace === namespace) &&
    listAt(object, "spec", "artifacts").some((artifact) => textAt(artifact, "name") === name)
  );
}

/** `@alias/apps/base/**` to `@artifact/base/`: everything is found below `apps`. Null for what is laid out anew. */
function readCopy(copy: Json): { readonly alias: string; readonly shift: string } | null {
  const from = /^@([^/]+)\/?(.*)$/.exec(textAt(copy, "from") ?? "");
  const to = /^@artifact\/?(.*)$/.exec(textAt(copy, "to") ?? "");
  if (from === null || to === null) return null;
  const [, alias = "", path = ""] = from;
  const contents = /^(?:(.*)\/)?\*\*$/.exec(path);
  const source = normal(contents === null ? path : (contents[1] ?? ""));
  if (/[*?[{]/.test(source)) return null;
  const written = to[1] ?? "";
  const isInto = contents === null && (written === "" || written.endsWith("/"));
  const target = normal(isInto ? `${written}${posix.basename(source)}` : written);
  if (target === ".") return { alias, shift: source };
  if (source === target) return { alias, shift: "." };
  return source.endsWith(`/${target}`) ? { alias, shift: source.slice(0, -target.length - 1) } : null;
}

function normal(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/$/, "");
}
