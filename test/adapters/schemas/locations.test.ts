import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { addressOf } from "../../../src/adapters/schemas/location.ts";
import { createSchemaLocations } from "../../../src/adapters/schemas/locations.ts";
import { parseOperatorConfig } from "../../../src/config/operator.ts";
import { temporaryDirectory } from "../git/repositories.ts";

const folder = temporaryDirectory();
afterAll(() => folder.remove());

const widget = { apiVersion: "example.com/v1", kind: "Widget", kubernetesVersion: "1.34", known: false };
const catalogue = "https://schemas.example.com/{{ .Group }}/{{.ResourceKind}}_{{ .ResourceAPIVersion }}.json";
const address = "https://schemas.example.com/example.com/widget_v1.json";

test.each([
  [catalogue, widget, address],
  ["/s", { ...widget, apiVersion: "v1", kind: "Pod" }, "/s/v1.34.0-standalone-strict/pod-v1.json"],
  [
    "/s/",
    { ...widget, apiVersion: "apps/v1", kind: "Deployment" },
    "/s/v1.34.0-standalone-strict/deployment-apps-v1.json",
  ],
  [
    "/s/{{ .ResourceKind }}{{ .KindSuffix }}.json",
    { ...widget, apiVersion: "networking.k8s.io/v1", kind: "Ingress" },
    "/s/ingress-networking-v1.json",
  ],
  ["/s/{{ .ResourceKind }}.json", { ...widget, kind: "../../etc/passwd" }, undefined],
  ["/s/{{ .Group }}.json", { ...widget, apiVersion: "../v1" }, undefined],
])("of %s and %j the address is as kubeconform's: %s", (location, wanted, expected) => {
  expect(addressOf(location, wanted)).toBe(expected);
});

/** A host with these files, and what it was asked. */
function hostWith(files: Readonly<Record<string, Response | (() => Response)>>) {
  const asked: string[] = [];
  return {
    asked,
    fetch: async (url: URL) => {
      asked.push(url.href);
      const found = files[url.href] ?? new Response(null, { status: 404 });
      return typeof found === "function" ? found() : found;
    },
  };
}

const schema = () => Response.json({ $schema: "http://json-schema.org/schema#", type: "object" });

test("a host is asked once a day for what it has, and once an hour for what it has not, also by the next process", async () => {
  const { asked, fetch } = hostWith({ [address]: schema });
  let now = 0;
  const open = () =>
    createSchemaLocations({
      locations: [catalogue],
      cacheDirectory: join(folder.path, "kept"),
      clock: { now: () => now },
      fetch,
    });
  const hour = 60 * 60 * 1000;
  const other = { ...widget, kind: "Other" };

  const places = open();
  const found = await Promise.all([places.find(widget), places.find(widget)]);
  now = hour * 2;
  await open().find(widget);
  const before = asked.length;
  await open().find(other);
  now = hour * 3.5;
  await open().find(other);
  now = hour * 26;
  await open().find(widget);

  expect(found).toEqual(Array(2).fill({ status: "found", schema: { type: "object" }, from: address }));
  expect([before, asked.length]).toEqual([1, 4]);
});

test("what was had once is used while the host is away", async () => {
  let away = false;
  const { fetch } = hostWith({ [address]: () => (away ? new Response(null, { status: 503 }) : schema()) });
  let now = 0;
  const places = createSchemaLocations({ locations: [catalogue], clock: { now: () => now }, fetch });

  await places.find(widget);
  [away, now] = [true, 48 * 60 * 60 * 1000];

  expect((await places.find(widget)).status).toBe("found");
  expect(await places.find({ ...widget, kind: "Other" })).toEqual({ status: "none" });
});

test.each([
  ["that is away", () => new Response(null, { status: 503 }), "HTTP 503"],
  ["that refuses us", () => new Response(null, { status: 403 }), "HTTP 403"],
  ["that sends no JSON", () => new Response("<html>"), "is no JSON Schema"],
  ["that sends too much", () => new Response(new Uint8Array(9 * 1024 * 1024)), "more than 8 MiB"],
  [
    "that sends us elsewhere",
    () => new Response(null, { status: 302, headers: { location: "https://elsewhere.example.com/a" } }),
    "elsewhere.example.com is where schemas.example.com sends us",
  ],
])("a host %s is no host without the schema", async (_what, response, words) => {
  const { fetch } = hostWith({ [address]: response });
  const places = createSchemaLocations({ locations: [catalogue], clock: { now: () => 0 }, fetch });

  const found = await places.find(widget);

  expect(found).toMatchObject({ status: "unreachable", reason: expect.stringContaining(words) });
});

test("a folder is read, a file that is absent is none, and a folder that is absent is said", async () => {
  const root = join(folder.path, "schemas");
  mkdirSync(join(root, "example.com"), { recursive: true });
  writeFileSync(join(root, "example.com/widget_v1.json"), '{"type":"object"}');
  const at = (place: string) =>
    createSchemaLocations({
      locations: [`${place}/{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json`],
      clock: { now: () => 0 },
    });

  expect((await at(root).find(widget)).status).toBe("found");
  expect((await at(root).find({ ...widget, kind: "Other" })).status).toBe("none");
  expect(await at(join(folder.path, "absent")).find(widget)).toMatchObject({
    status: "unreachable",
    reason: expect.stringContaining("is not there"),
  });
});

test("what comes with Fairlead is asked of places before `default` only", async () => {
  const known = { ...widget, apiVersion: "v1", kind: "Pod", known: true };
  const { asked, fetch } = hostWith({});
  const first = "https://first.example.com/{{ .ResourceKind }}.json";
  const last = "https://last.example.com/{{ .ResourceKind }}.json";
  const places = createSchemaLocations({ locations: [first, "default", last], clock: { now: () => 0 }, fetch });

  await places.find(known);
  await places.find(widget);

  expect(asked).toEqual([
    "https://first.example.com/pod.json",
    "https://first.example.com/widget.json",
    "https://last.example.com/widget.json",
  ]);
});

test.each([
  "http://schemas.example.com/{{ .ResourceKind }}.json",
  "https://{{ .Group }}/a.json",
  "https://schemas.example.com/{{ .Name }}.json",
  "https://user:pass@schemas.example.com/a.json",
  "schemas/{{ .ResourceKind }}.json",
  "/schemas/../{{ .ResourceKind }}.json",
])("%s is refused as a place of schemas, with its line", (location) => {
  const parsed = parseOperatorConfig(`schemas:\n  locations:\n    - default\n    - ${JSON.stringify(location)}\n`);

  expect(parsed).toMatchObject({ ok: false, problems: [{ line: 4 }] });
});

test("kubeconform's catalogue of custom resources is a place of schemas", () => {
  const location =
    "https://raw.githubusercontent.com/datreeio/CRDs-catalog/main/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json";

  expect(parseOperatorConfig(`schemas:\n  locations: [default, ${JSON.stringify(location)}]\n`).ok).toBe(true);
});
