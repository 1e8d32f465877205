import type { FieldChange } from "../domain/plan.ts";

/** An image reference in its parts; a port belongs to the registry, and so to the name. */
type Image = { readonly name: string; readonly tag: string; readonly digest: string };

/** `ghcr.io/acme/web, tag 1.8.2 → 1.9.0 (newer)`, or undefined where it is not only the tag of an image that changes. */
export function imageWords({ path, before, after, note }: FieldChange): string | undefined {
  const images = imagesOf(path, before, after);
  if (images === undefined || images.before.digest !== "" || images.after.digest !== "") return undefined;
  return `${images.after.name}, tag ${images.before.tag} → ${images.after.tag}${noted(note)}`;
}

/** `1.8.2 → 1.9.0 (newer)`: the same for a glance, where a digest is told by its first digits. */
export function imageBrief({ path, before, after, note }: FieldChange): string | undefined {
  const images = imagesOf(path, before, after);
  if (images === undefined) return undefined;
  const words = [images.before, images.after].map(({ tag, digest }) => tag || digest.slice(0, "sha256:".length + 7));
  if (words[0] === words[1]) return `${words[0]} with another digest${noted(note)}`;
  return `${words.join(" → ")}${noted(note)}`;
}

/** What an image is called, without registry and tag: `web`. */
export function imageName({ after, before }: FieldChange): string {
  const image = typeof after === "string" ? after : String(before);
  return parseImage(image).name.split("/").at(-1) ?? image;
}

function imagesOf(path: string, before: unknown, after: unknown) {
  if (!/(?:^|[.\]])image$/.test(path) || typeof before !== "string" || typeof after !== "string") return undefined;
  const images = { before: parseImage(before), after: parseImage(after) };
  const told = [images.before, images.after].every(({ name, tag, digest }) => name !== "" && `${tag}${digest}` !== "");
  return told && images.before.name === images.after.name && before !== after ? images : undefined;
}

function noted(note: string | undefined): string {
  return note === undefined ? "" : ` (${note})`;
}

function parseImage(text: string): Image {
  const [rest = "", digest = ""] = text.split("@", 2);
  const colon = rest.indexOf(":", rest.lastIndexOf("/") + 1);
  const name = colon < 0 ? rest : rest.slice(0, colon);
  return { name, tag: colon < 0 ? "" : rest.slice(colon + 1), digest };
}
