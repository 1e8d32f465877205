import { expect, test } from "vitest";
import { readDocumentText } from "../../../src/sources/documents.ts";
import { unwrapLists } from "../../../src/sources/manifests.ts";
import { type Files, hasKustomize, ports, tools } from "../rendering.ts";
import { features } from "./features.ts";
import { manifestsOf, placeOf, renderBy } from "./recipes.ts";

/** What kustomize says of the very same files, asked by hand. */
async function built(files: Files): Promise<readonly unknown[]> {
  const contents = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(String(text))]));
  return ports.workspaces.with(contents, async (directory) => {
    const outcome = await tools.run("kustomize", ["build", "app"], {
      directory,
      timeoutMs: 30_000,
      maxOutputBytes: 1 << 24,
    });
    if (outcome.status !== "ended" || outcome.code !== 0) throw new Error(JSON.stringify(outcome));
    return readDocumentText(outcome.stdout).documents.flatMap((one) =>
      unwrapLists(one.object).map(({ object }) => object),
    );
  });
}

test.skipIf(!hasKustomize).each(features)(
  "$name: what is rendered is what kustomize builds",
  async ({ files, shows, places }) => {
    const manifests = manifestsOf(await renderBy(files, "app", {}));

    expect(manifests.map(({ object }) => object)).toEqual(await built(files));
    expect(JSON.stringify(manifests.map(({ object }) => object))).toMatch(shows);
    for (const [kind, pointer, place] of places ?? [])
      expect(
        await placeOf(
          files,
          manifests.find(({ id }) => id.kind === kind),
          pointer,
        ),
      ).toBe(place);
  },
);
