import { existsSync, readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { createExpressions } from "../../../src/adapters/cel/expressions.ts";
import { admission } from "../../../src/checks/admission.ts";
import { isJsonObject, type JsonObject } from "../../../src/domain/json.ts";
import { findingsOf, noPorts, scopeOf } from "../scope.ts";

/* What an API server of Kubernetes 1.36 answered to the same objects under the same policies. No part of the project. */

const data = process.env.FAIRLEAD_TEST_DATA ?? "../shared/data";
const recording = `${data}/kubernetes-1.36/exchanges/74-admission-policies-and-webhooks.json`;

const expressions = createExpressions({ workers: 1 });
afterAll(() => expressions.close());

type Exchange = {
  readonly request: { readonly method: string; readonly path: string; readonly body?: JsonObject };
  readonly response: { readonly status: number; readonly body: JsonObject; readonly headers: JsonObject };
};

const said = /ValidatingAdmissionPolicy '([^']+)' with binding '[^']+'(?: denied request)?: ([^"]*)/;

test.skipIf(!existsSync(recording))(
  "policies refuse and warn of what the API server refused and warned of",
  async () => {
    const { exchanges } = JSON.parse(readFileSync(recording, "utf8")) as { readonly exchanges: readonly Exchange[] };
    const rules = new Map<string, JsonObject>();
    let judged = 0;
    for (const { request, response } of exchanges) {
      const { body, path, method } = request;
      // From here on the policies are gone.
      if (path.includes("/mutatingadmissionpolicies/")) break;
      const isRule = path.includes("/validatingadmissionpolic") && method === "PATCH";
      if (isRule && isJsonObject(body) && response.status < 300) rules.set(path, body);
      if (path.endsWith("/validatingadmissionpolicies/bad") && isJsonObject(body)) {
        const [broken] = await findings([body], { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } });
        expect(broken?.message).toContain("is no rule that could be enforced");
      }
      if (!path.includes("/namespaces/admission/configmaps/") || method !== "PATCH" || !isJsonObject(body)) continue;
      if (rules.size < 2) continue;
      const message = said.exec(
        `${JSON.stringify(response.body.message ?? "")} ${JSON.stringify(response.headers.warning ?? "")}`,
      );
      const told = await findings([...rules.values()], body);
      expect(told.length > 0, path).toBe(message !== null);
      if (message !== null) {
        judged += 1;
        expect(told[0]?.rule).toBe(`ValidatingAdmissionPolicy/${message[1]}`);
        expect(told.map((one) => one.message)).toContain(message[2]?.replace(/\\$/, ""));
        expect(told.some(({ severity }) => severity === "error")).toBe(response.status >= 400);
      }
    }
    expect(judged).toBeGreaterThan(4);
  },
);

async function findings(rules: readonly JsonObject[], object: JsonObject) {
  const namespace = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "admission", labels: { "admission-test": "yes" } },
  };
  // A rule that is broken is told of the head, where it can be mended.
  const base = { "rules.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: [...rules, namespace] }) };
  const scope = scopeOf({ ...base, "object.json": JSON.stringify(object) }, { base });
  return findingsOf(await admission.check(scope, undefined, { ...noPorts, expressions }));
}
