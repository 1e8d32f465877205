import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeSchemas } from "../../../bench/peers.ts";
import { temporaryDirectory } from "../../adapters/git/repositories.ts";
import { wrongManifests } from "./wrong-manifests.ts";

/* What kubeconform says of the corpus by the same schemas; it is not part of the project. */

const folder = temporaryDirectory();
afterAll(() => folder.remove());

const there = installed();

function installed(): boolean {
  try {
    execFileSync("kubeconform", ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Names of the files in which it finds something wrong. */
function refused(files: ReadonlyMap<string, string>): ReadonlySet<string> {
  const manifests = join(folder.path, "manifests");
  mkdirSync(manifests, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(manifests, name), text);
  writeSchemas(join(folder.path, "schemas"));
  const location = join(folder.path, "schemas", "{{ .ResourceKind }}{{ .KindSuffix }}.json");
  const args = ["-ignore-missing-schemas", "-output", "json", "-schema-location", location, manifests];
  let printed: string;
  try {
    printed = execFileSync("kubeconform", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch (error) {
    printed = typeof error === "object" && error !== null && "stdout" in error ? String(error.stdout) : "";
  }
  const { resources }: { resources: readonly { readonly filename: string }[] } = JSON.parse(printed);
  return new Set(resources.map(({ filename }) => filename.slice(manifests.length + 1)));
}

test.skipIf(!there)("kubeconform, where it is on PATH, refuses nothing that we take", () => {
  const originals = readdirSync("test/fixtures/manifests").map((name): [string, string] => [
    name,
    readFileSync(`test/fixtures/manifests/${name}`, "utf8"),
  ]);
  const texts = new Map(originals);
  const wrong = wrongManifests.map(({ file, from, to }, index): [string, string] => [
    `${index}.yaml`,
    (texts.get(`${file}.yaml`) ?? "").replace(from, () => to),
  ]);

  const found = refused(new Map([...originals, ...wrong]));

  // Each of the wrong is found by us, as the corpus' own test says; kubeconform finds some of them.
  expect(originals.map(([name]) => name).filter((name) => found.has(name))).toEqual([]);
  expect(found.size).toBeGreaterThan(100);
});
