import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readBuiltInPolicies } from "../../src/adapters/built-in-policies.ts";
import { createPolicyRunner } from "../../src/adapters/opa/runner.ts";
import { isJsonArray, isJsonObject, type Json } from "../../src/domain/json.ts";
import { readDocuments } from "../../src/sources/documents.ts";
import { localTools, localWorkspaces, opaPath } from "../adapters/opa/local-tools.ts";

const opa = test.skipIf(opaPath === undefined);
const runner = createPolicyRunner({ tools: localTools, workspaces: localWorkspaces, timeoutMs: 60_000 });
afterAll(() => runner.close());

const root = join(import.meta.dirname, "marked", "all");

/** A rule that fails on what is written wrong would keep everything else from being judged. */
opa("no rule fails on a file in which some value is of another type", { timeout: 120_000 }, async () => {
  const loaded = await runner.load(await readBuiltInPolicies(), {});
  if (loaded.status === "broken") throw new Error(JSON.stringify(loaded.problems));
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => /\.ya?ml$/.test(name));
  const objects = names
    .filter((name) => statSync(join(root, name)).isFile())
    .flatMap((name) => readDocuments(readFileSync(join(root, name))).documents.map(({ object }) => object));
  const inputs = objects.flatMap((object) => [...changed(object)]);
  const values = loaded.rules.map((rule) => [
    rule.id,
    Object.fromEntries(rule.parameters.map((one) => [one.name, one.default])),
  ]);
  const parameters = Object.fromEntries([...values, ["image-registry", { allowed: ["ghcr.io"] }]]);

  const answers = await loaded.evaluate([...new Set(loaded.rules.map((rule) => rule.package))], inputs, {
    data: { fairlead: { environment: "prod", parameters } },
  });

  expect(inputs.length).toBeGreaterThan(2_000);
  expect(answers).toHaveLength(inputs.length);
});

const others: readonly Json[] = [null, "a", 7, true, [], {}, [null], { a: null }];

/** The value once for each place in it and each other type, with that in its stead. */
function* changed(value: Json): Iterable<Json> {
  yield* others;
  if (isJsonArray(value)) {
    for (const [index, item] of value.entries()) for (const other of changed(item)) yield value.with(index, other);
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value))
      for (const other of changed(item)) yield { ...value, [key]: other };
  }
}
