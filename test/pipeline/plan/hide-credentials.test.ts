import { expect, test } from "vitest";
import { planChanges } from "../../../src/pipeline/plan/plan-changes.ts";
import { locateByPointer, manifest } from "./manifests.ts";

// In two parts, so that nobody's scanner takes this file for a leak.
const token = ["ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"].join("");
const url = "postgres://shop:hunter2hunter2@db.internal/shop";

const configMap = (value: string) =>
  manifest(`
apiVersion: v1
kind: ConfigMap
metadata: { name: c, namespace: shop }
data: { a: "${value}", b: plain }`);

test.each([token, url])("a credential outside of Secrets is shown nowhere in the plan: %s", async (credential) => {
  const [none, held, other] = [configMap("nothing"), configMap(credential), configMap(`${credential.slice(0, -1)}q`)];

  const plans = await Promise.all([
    fieldsOf([none], [held]),
    fieldsOf([held], [none]),
    fieldsOf([held], [other]),
    fieldsOf([], [held]),
    fieldsOf([held], []),
  ]);

  expect(JSON.stringify(plans)).not.toContain(credential);
  expect(plans.slice(0, 3)).toEqual([
    [{ path: "data.a", before: "nothing", after: "(hidden)" }],
    [{ path: "data.a", before: "(hidden)", after: "nothing" }],
    [{ path: "data.a", before: "(hidden)", after: "(hidden, changed)" }],
  ]);
  expect(JSON.stringify(plans[3])).toContain("plain");
});

async function fieldsOf(base: ReturnType<typeof configMap>[], head: ReturnType<typeof configMap>[]) {
  const application = { name: "shop", environment: "prod" };
  const input = { application, base, head, ignore: [], locateHead: locateByPointer, locateBase: locateByPointer };
  const { plan } = await planChanges(input);
  return plan.changes.flatMap(({ fields }) => fields);
}
