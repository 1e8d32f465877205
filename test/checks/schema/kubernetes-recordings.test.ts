import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { judgeManifest } from "../../../src/checks/schema/judge-manifest.ts";
import type { JsonObject } from "../../../src/domain/json.ts";

/*
 * What a real API server of Kubernetes 1.36 answered, compared with what we say of the same object.
 * The recordings are not part of the project.
 */

const recordings = process.env.FAIRLEAD_TEST_DATA ?? "../shared/data";
const folder = `${recordings}/kubernetes-1.36`;
const there = existsSync(folder);
const list = (name: string) => (there ? readdirSync(`${folder}/${name}`).filter((file) => file.endsWith(".json")) : []);
const read = (name: string) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8"));

function problems(object: JsonObject): readonly { readonly rule: string; readonly message: string }[] {
  const verdict = judgeManifest(object, 36, new Map());
  return verdict.status === "known"
    ? verdict.problems.filter(({ severity }) => severity !== "warning")
    : [{ rule: "missing-schema", message: String(object.kind) }];
}

test.skipIf(!there)(`every object that the API server of ${folder} keeps is fine, as applied and as kept`, () => {
  const wrong = list("pairs").flatMap((file) => {
    const pair = read(`pairs/${file}`);
    return [pair.applied, pair.live].flatMap((object) => problems(object).map(({ message }) => `${file}: ${message}`));
  });

  expect(list("pairs").length).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});

type Exchange = {
  readonly note?: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Record<string, string>;
    readonly body?: unknown;
  };
  readonly response: { readonly status: number; readonly body: unknown };
};

/** Whole objects of built-in kinds that were created or applied. */
function written(file: string): { readonly object: JsonObject; readonly exchange: Exchange }[] {
  const exchanges: readonly Exchange[] = read(`exchanges/${file}`).exchanges;
  return exchanges.flatMap((exchange) => {
    const { method, path, headers, body } = exchange.request;
    const applied = method === "PATCH" && (headers["content-type"] ?? "").includes("apply");
    if (!applied && method !== "POST") return [];
    if (typeof body !== "object" || body === null || !("kind" in body) || !("apiVersion" in body)) return [];
    if (/\/(?:status|scale|token|eviction|binding)$/.test(path) || String(body.apiVersion).includes("example.com"))
      return [];
    return [{ object: body as JsonObject, exchange }];
  });
}

/** The server took these although they are mistakes or no whole objects; each is ours to say something about. */
const oursToSay: ReadonlySet<string> = new Set([
  "07-apply-request-errors.json name left out of the body",
  "09-field-validation.json POST, unknown fields, Warn",
  "09-field-validation.json POST, unknown fields, Ignore",
  "09-field-validation.json POST, unknown fields, no fieldValidation",
  "11-lists-and-maps.json a second manager adds an env variable, a port and a sidecar",
  "11-lists-and-maps.json the sidecar is left out and disappears",
  "78-scale-and-status-subresources.json another way: a second apply manager for replicas alone",
  "91-kubectl-client-side.json undefined",
]);

test.skipIf(!there)(`what the API server of ${folder} took is fine`, () => {
  const taken = list("exchanges").flatMap((file) =>
    written(file)
      .filter(({ exchange }) => exchange.response.status < 300 && !oursToSay.has(`${file} ${exchange.note}`))
      .map((each) => ({ ...each, file })),
  );

  expect(taken.length).toBeGreaterThan(500);
  expect(
    taken.flatMap(({ object, file, exchange }) =>
      problems(object).map(({ message }) => `${file} ${exchange.note}: ${message}`),
    ),
  ).toEqual([]);
});

/** Files about objects that are wrong in themselves, whatever the cluster holds. */
test
  .skipIf(!there)
  .each(["10-wrong-types.json", "13-invalid-objects.json", "60-quantities.json", "61-int-or-string.json"])(
  `what the API server of ${folder} refused in %s is found`,
  (file) => {
    const refused = written(file).filter(({ exchange }) => [400, 422, 500].includes(exchange.response.status));

    expect(refused.length).toBeGreaterThan(3);
    const missed = refused.filter(({ object }) => problems(object).length === 0).map(({ exchange }) => exchange.note);
    expect(missed.filter((note) => !note?.includes("placeholder"))).toEqual([]);
  },
);
