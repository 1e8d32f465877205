import { pathWithin } from "../paths.ts";
import { below, type Place, textOf } from "./place.ts";

const annotation = "argocd.argoproj.io/manifest-generate-paths";

/**
 * What an Application says may change it, as globs from the repository's root: relative paths count from each
 * source's own (util/app/path/path.go).
 */
export function watchesOf(root: Place, sources: readonly Place[]): { readonly watches?: readonly string[] } {
  const written = textOf(below(root, "metadata", "annotations", annotation))
    .split(";")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  if (written.length === 0) return {};
  const directories = [...new Set(sources.map((source) => textOf(below(source, "path")) || "."))];
  const paths = written.flatMap((one) =>
    one.startsWith("/")
      ? [pathWithin(".", one.replace(/^\/+/, ""))]
      : directories.map((directory) => pathWithin(directory, one)),
  );
  const inside = paths.filter((path) => path !== null);
  return { watches: [...new Set(inside)].map((path) => (path === "." ? "/**" : `/${path}`)) };
}
