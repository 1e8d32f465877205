import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readModels } from "./kubernetes-models.ts";

/*
 * Writes src/checks/kubernetes/engines.json: the fields of the custom resources of Argo CD and Flux, in the
 * form of definitions.json. The source is the declaration files of packages that are generated from the
 * engines' own CustomResourceDefinitions.
 */

const packages = ["@kubernetes-models/argo-cd@4.0.0", "@kubernetes-models/flux-cd@4.0.0"];

const folder = mkdtempSync(join(tmpdir(), "kubernetes-models-"));
try {
  const models = packages.map((name) => readModels(download(name)));
  const kinds = models.flatMap((one) => [...one.kinds]);
  const definitions = models.flatMap((one) => [...one.definitions]);
  writeFileSync(
    "src/checks/kubernetes/engines.json",
    `{"kinds":${lines(kinds)},\n"definitions":${lines(definitions)}}\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function download(name: string): string {
  const pack = ["pack", "--silent", "--json", "--pack-destination", folder, name];
  execFileSync("npm", pack, { stdio: ["ignore", "ignore", "inherit"] });
  const into = join(folder, name.replaceAll(/\W/g, "-"));
  mkdirSync(into);
  const archive = `${name.replace("@", "").replace("/", "-").replace("@", "-")}.tgz`;
  execFileSync("tar", ["xzf", join(folder, archive), "-C", into]);
  return join(into, "package");
}

/** One entry a line, so that a new release shows as a readable difference. */
function lines(entries: readonly (readonly [string, unknown])[]): string {
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{\n${sorted.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",\n")}\n}`;
}
