import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type CustomKinds, customKinds } from "../../../src/checks/schema/custom-resources.ts";
import { judgeManifest } from "../../../src/checks/schema/judge-manifest.ts";
import { isJsonObject, type JsonObject } from "../../../src/domain/json.ts";
import { readDocuments } from "../../../src/sources/documents.ts";
import { treeOf } from "../../sources/trees.ts";

/* Definitions of custom resources by others, and what an API server said of theirs; none of it is part of the project. */

const shared = process.env.FAIRLEAD_TEST_DATA ?? "../shared/data";
const engines = `${shared}/engines`;
const exchanges = `${shared}/kubernetes-1.36/exchanges`;

function errors(object: JsonObject, kinds: CustomKinds): string[] {
  const verdict = judgeManifest(object, 36, kinds);
  if (verdict.status === "unknown") return ["nothing knows the kind"];
  return verdict.problems.filter(({ severity }) => severity !== "warning").map(({ message }) => message);
}

test.skipIf(!existsSync(engines))(`every definition of ${engines} is one that the API server takes`, () => {
  const files = readdirSync(engines, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"));
  const definitions = files.flatMap((file) =>
    readDocuments(readFileSync(`${engines}/${file}`)).documents.flatMap(({ object }) =>
      isJsonObject(object) ? [object] : [],
    ),
  );

  expect(definitions.length).toBeGreaterThan(20);
  expect(definitions.flatMap((definition) => errors(definition, new Map()))).toEqual([]);
});

type Exchange = {
  readonly note?: string;
  readonly request: { readonly method: string; readonly path: string; readonly body?: JsonObject };
  readonly response: { readonly status: number };
};

/** Rules in CEL, what changes of an object may be, and a field that is dropped with a warning, are told elsewhere. */
const elsewhere = /CEL|pruned with a warning|status through the main resource/;

test.skipIf(!existsSync(exchanges))(
  `objects of a custom resource are judged as the API server of ${exchanges} did`,
  async () => {
    const read = (file: string): readonly Exchange[] =>
      JSON.parse(readFileSync(`${exchanges}/${file}`, "utf8")).exchanges;
    const all = [...read("17-crd-then-custom-resource.json"), ...read("18-crd-schema.json")];
    const bodies = all.flatMap(({ request }) => (request.body === undefined ? [] : [request.body]));
    const kinds = await customKinds(
      treeOf({}),
      bodies.filter(({ kind }) => kind === "CustomResourceDefinition"),
    );

    const judged = all.filter(({ note = "", request: { method, path, body } }) => {
      if (body?.kind !== "Widget" || elsewhere.test(note) || /\/(?:status|scale)$/.test(path)) return false;
      return method === "POST" || body.metadata !== undefined;
    });
    const differing = judged.flatMap(({ note, request: { body = {} }, response: { status } }) => {
      const found = errors(body, kinds);
      const refused = [400, 422, 500].includes(status);
      return refused === found.length > 0 || status === 404 || status === 409 || status === 415
        ? []
        : [`${note} ${status}: ${found.join()}`];
    });

    expect(judged.length).toBeGreaterThan(25);
    expect(differing).toEqual([]);
  },
);
