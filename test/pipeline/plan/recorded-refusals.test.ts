import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isJsonObject, type Json, type JsonObject } from "../../../src/domain/json.ts";
import { planChanges } from "../../../src/pipeline/plan/plan-changes.ts";
import { locateByPointer, manifestOf } from "./manifests.ts";

/** Changes that were sent to an API server, and what it said to them. */
const file = join(
  process.env.FAIRLEAD_TEST_DATA ?? "../shared/data",
  "kubernetes-1.36/exchanges/16-immutable-fields.json",
);

if (!existsSync(file)) process.stderr.write(`skipped: ${file} is missing\n`);

type Exchange = {
  readonly note?: string;
  readonly request: { readonly method: string; readonly path: string; readonly body?: Json };
  readonly response: { readonly status: number };
};

test.skipIf(!existsSync(file))(
  "what an API server refuses to change in place is a replace, and nothing else is",
  async () => {
    const { exchanges }: { readonly exchanges: readonly Exchange[] } = JSON.parse(readFileSync(file, "utf8"));
    const applied = new Map<string, JsonObject>();
    const answers: (readonly [string, string | undefined])[] = [];
    for (const { note = "", request, response } of exchanges) {
      if (request.method !== "PATCH" || !isJsonObject(request.body)) continue;
      const before = applied.get(request.path);
      if (response.status < 300) applied.set(request.path, request.body);
      if (before === undefined) continue;
      answers.push([`${note}: ${response.status < 300 ? "allowed" : "refused"}`, await actionOf(before, request.body)]);
    }

    expect(answers.length).toBeGreaterThan(15);
    expect(answers.filter(([answer, action]) => (action === "replace") !== answer.endsWith("refused"))).toEqual([
      // A claim grows once it is bound, which this one never is.
      ["PVC size while unbound: refused", "update"],
    ]);
  },
);

async function actionOf(before: JsonObject, after: JsonObject) {
  const application = { name: "a", environment: "b" };
  const sides = { base: [manifestOf(before)], head: [manifestOf(after)] };
  const locate = { locateBase: locateByPointer, locateHead: locateByPointer };
  const { plan } = await planChanges({ application, ...sides, ignore: [], ...locate });
  return plan.changes[0]?.action;
}
