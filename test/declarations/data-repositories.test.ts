import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { Files } from "../renderers/rendering.ts";
import { hasKustomize } from "../renderers/rendering.ts";
import { filesIn, type Looked, look } from "./looking.ts";

const data = new URL("../../../shared/data/repositories", import.meta.url).pathname;
const skip = !existsSync(data) || !hasKustomize;

type Standing = {
  readonly path: string;
  readonly first: number;
  readonly last: number;
  readonly kind: string;
  readonly name: string;
};

/** Every object of Flux that deploys something, by a reading that has nothing in common with ours. */
function objectsOfFlux(files: Files): Standing[] {
  return Object.entries(files).flatMap(([path, bytes]) => {
    if (!/\.ya?ml$/.test(path) || !(bytes instanceof Uint8Array)) return [];
    const text = Buffer.from(bytes).toString();
    const lineAt = (offset: number) => text.slice(0, offset).split("\n").length;
    return parseAllDocuments(text).flatMap((document) => {
      const kind = document.getIn?.(["kind"]);
      const group = String(document.getIn?.(["apiVersion"]) ?? "").split("/")[0];
      const deploys =
        (group === "kustomize.toolkit.fluxcd.io" &&
          kind === "Kustomization" &&
          document.hasIn(["spec", "sourceRef"])) ||
        (group === "helm.toolkit.fluxcd.io" && kind === "HelmRelease" && document.hasIn(["spec", "interval"]));
      if (!deploys) return [];
      const [first, last] = [lineAt(document.range[0]), lineAt(document.range[2])];
      return [{ path, first, last, kind: String(kind), name: String(document.getIn(["metadata", "name"])) }];
    });
  });
}

/** How an object is accounted for, or undefined. */
function account({ applications, notEvaluated }: Looked, { path, first, last, kind, name }: Standing) {
  const isSaid = notEvaluated.some(
    (one) => one.path === path && one.line >= first && one.line <= last && one.reason !== "",
  );
  if (kind === "HelmRelease") {
    const isDelivered = applications.some(({ inputs }) => inputs.includes(path));
    return isDelivered ? (isSaid ? "delivered, not rendered" : "delivered") : undefined;
  }
  const isApplication = applications.some(({ why, parts }) =>
    parts.some(({ recipe }) => recipe.declaredAt?.path === path && why.includes(name)),
  );
  return isApplication ? "application" : isSaid ? "not evaluated" : undefined;
}

test.skipIf(skip).each([
  ["home-ops", 77, 68],
  ["flux2-kustomize-helm-example", 6, 3],
])(
  "every Kustomization and HelmRelease of %s is an application, is delivered by one, or is said",
  async (name, kustomizations, releases) => {
    const files = filesIn(`${data}/${name}/tree`);
    const objects = objectsOfFlux(files);
    const found = await look(files);

    const accounts = objects.map((object) => ({ ...object, account: account(found, object) }));

    expect(accounts.filter((one) => one.account === undefined)).toEqual([]);
    const counts = Object.groupBy(accounts, (one) => one.account ?? "");
    expect(counts.application).toHaveLength(kustomizations);
    expect(counts["delivered, not rendered"]).toHaveLength(releases);
    const places = found.notEvaluated.map(({ path, line }) => `${path}:${line}`);
    expect(new Set(places).size).toBe(places.length);
  },
  60_000,
);

test.skipIf(skip)("the children of home-ops hold what its top patches into them, and it is rendered once", async () => {
  const found = await look(filesIn(`${data}/home-ops/tree`));
  const children = found.applications.filter(({ parts }) => parts[0]?.recipe.declaredAt?.path.endsWith("/ks.yaml"));

  expect(children.length).toBeGreaterThan(70);
  for (const { parts } of children)
    expect(JSON.stringify(parts[0]?.recipe.kustomize?.overlay.patches)).toContain("RemediateOnFailure");
  expect(found.renderings).toEqual(["cluster-apps default"]);
});
