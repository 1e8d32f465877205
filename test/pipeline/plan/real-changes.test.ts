import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { canonicalJson, isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../src/domain/json.ts";
import { type Manifest, resourceKey } from "../../../src/domain/manifest.ts";
import { planChanges } from "../../../src/pipeline/plan/plan-changes.ts";
import { locateByPointer, manifestOf } from "./manifests.ts";

const repository = join(process.env.FAIRLEAD_TEST_DATA ?? "../shared/data", "repositories/home-ops");
const patches = existsSync(repository) ? readdirSync(join(repository, "changes")).toSorted() : [];
const workTree = mkdtempSync(join(tmpdir(), "fairlead-changes-"));

/** All that thirty changes give reason to stop at: one application is taken away, and both its objects take along what runs. */
const worthALook = ["28 uninstalls HelmRelease deduparr", "28 uninstalls Kustomization deduparr"];

const texts = new Map<string, readonly Json[]>();

afterAll(() => rmSync(workTree, { recursive: true, force: true }));

test.skipIf(patches.length === 0)(
  "30 real changes: what differs in a plain comparison is what is planned",
  async () => {
    cpSync(join(repository, "tree"), workTree, { recursive: true });
    let before = readManifests();
    let planned = 0;
    const raised: string[] = [];
    for (const patch of patches.filter((name) => name.endsWith(".patch"))) {
      execFileSync("git", ["apply", "--whitespace=nowarn", resolve(repository, "changes", patch)], {
        cwd: workTree,
      });
      const after = readManifests();

      const { plan } = await plans(before, after);

      const named = plan.changes.map(
        ({ action, id }) => `${action === "replace" ? "update" : action} ${resourceKey(id)}`,
      );
      expect(named.toSorted(), patch).toEqual(plainComparison(before, after));
      planned += named.length;
      raised.push(
        ...plan.changes.flatMap(({ id, risks }) =>
          risks.map((risk) => `${patch.slice(0, 2)} ${risk} ${id.kind} ${id.name}`),
        ),
      );
      before = after;
    }
    expect(planned).toBeGreaterThan(30);
    expect(raised).toEqual(worthALook);
  },
  120_000,
);

test.skipIf(patches.length === 0)("real manifests with their keys in another order do not differ", async () => {
  cpSync(join(repository, "tree"), workTree, { recursive: true });
  const manifests = readManifests();

  const { plan } = await plans(
    manifests,
    manifests.map((each) => ({ ...each, object: turned(each.object) })),
  );

  expect(manifests.length).toBeGreaterThan(300);
  expect(plan.changes).toEqual([]);
});

/** Every named document below the work tree; of one identity in several files, one for each file. */
function readManifests(): readonly Manifest[] {
  const names = readdirSync(workTree, { recursive: true, encoding: "utf8" }).filter((name) => /\.ya?ml$/.test(name));
  return names.toSorted().flatMap((name) =>
    objectsOf(readFileSync(join(workTree, name), "utf8"))
      .filter(({ apiVersion, kind, metadata }) => apiVersion && kind && isJsonObject(metadata) && metadata.name)
      .map((object) => manifestOf(object, { path: name }))
      .map((manifest) => ({
        ...manifest,
        id: { ...manifest.id, namespace: `${name} ${manifest.id.namespace ?? ""}` },
      })),
  );
}

/** Thirty changes leave most files as they are: each text is read once. */
function objectsOf(text: string): readonly JsonObject[] {
  const known =
    texts.get(text) ?? parseAllDocuments(text, { uniqueKeys: false }).map((document): Json => document.toJS());
  texts.set(text, known);
  return known.filter((object) => isJsonObject(object));
}

function plainComparison(before: readonly Manifest[], after: readonly Manifest[]): readonly string[] {
  const old = new Map(before.map(({ id, object }) => [resourceKey(id), canonicalJson(object)]));
  const next = new Map(after.map(({ id, object }) => [resourceKey(id), canonicalJson(object)]));
  const gone = [...old.keys()].filter((key) => !next.has(key)).map((key) => `delete ${key}`);
  const rest = [...next].flatMap(([key, text]) => {
    if (!old.has(key)) return [`create ${key}`];
    return old.get(key) === text ? [] : [`update ${key}`];
  });
  return [...gone, ...rest].toSorted();
}

function plans(base: readonly Manifest[], head: readonly Manifest[]) {
  const application = { name: "home", environment: "default" };
  return planChanges({ application, base, head, ignore: [], locateBase: locateByPointer, locateHead: locateByPointer });
}

function turned(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, isJsonArray(each) ? each.map(turnedWithin) : turnedWithin(each)]),
  );
}

function turnedWithin(value: Json): Json {
  if (isJsonArray(value)) return value.map(turnedWithin);
  return isJsonObject(value) ? turned(value) : value;
}
