import { describe, expect, test } from "vitest";
import type { RemoteChart } from "../../../src/domain/recipe.ts";
import type { Charts } from "../../../src/ports/charts.ts";
import { digestsOf } from "../../../src/renderers/helm/lock.ts";
import { chart, configMap, hasHelm, objects, packed, render, rendered, told } from "./charts.ts";

const names = async (rendering: ReturnType<typeof render>) =>
  rendered(await rendering).manifests.map(({ id, origins }) => `${id.name} ${origins[0]?.path}:${origins[0]?.line}`);

const own = configMap("{{ .Chart.Name }}", "a: '{{ .Values.size }}'");
const db = { "Chart.yaml": chart("db"), "values.yaml": "size: 1\n", "templates/a.yaml": own };
const below = (folder: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
const archive = packed(below("db", db));

const dependencies = (...entries: string[]) =>
  chart("web", `dependencies:\n${entries.map((one) => `  - ${one}\n`).join("")}`);
const lock = (version: string, digest: string) =>
  `dependencies:\n- name: db\n  repository: https://charts.test/a\n  version: ${version}\ndigest: ${digest}\n`;
const asked = { name: "db", version: "^1.0.0", repository: "https://charts.test/a" };
const digest = (version: string) => digestsOf([asked], [{ ...asked, version }], "v2")[0] ?? "";
const remote = '{name: db, version: "^1.0.0", repository: "https://charts.test/a"}';

/** Charts of one host, with what was asked of it. */
function host(answer: Uint8Array = archive): Charts & { readonly asked: RemoteChart[] } {
  const asked: RemoteChart[] = [];
  return {
    asked,
    refusal: ({ repository }) => (repository.startsWith("https://charts.test/") ? null : "That host is not allowed."),
    fetch: async (wanted) => {
      asked.push(wanted);
      return { status: "fetched", archive: answer, digest: "sha256:0" };
    },
  };
}

test("the digest of a lock is Helm's own", () => {
  const given = {
    name: "common",
    version: ">=0.1.0",
    repository: "file://../common",
    condition: "com.enabled",
    tags: ["a", "b"],
    "import-values": [{ child: "xx", parent: "yy" }],
    alias: "com",
  };
  const locked = { name: "common", repository: "file://../common", version: "0.1.0" };

  // As `helm dependency update` wrote it.
  expect(digestsOf([given], [locked], "v2")).toEqual([
    "sha256:de21248b7f12810824bc5c4610d165a6dfb71f8994f97dd131b8b935f7fa6a91",
  ]);
  expect(digestsOf([given], [locked], "v1")).toHaveLength(2);
});

describe.skipIf(!hasHelm)("dependencies", () => {
  test("in charts/, as folders and as archives, are rendered, with conditions and aliases", async () => {
    const files = {
      "web/Chart.yaml": dependencies(
        "{name: db, version: 1.0.0, repository: 'https://charts.test/a', alias: main}",
        "{name: db, version: 1.0.0, repository: 'https://charts.test/a', alias: spare, condition: spare.enabled}",
        "{name: cache, version: 1.0.0, repository: 'https://charts.test/a', tags: [extra]}",
      ),
      "web/values.yaml": "main: {size: 2}\nspare: {enabled: false}\ntags: {extra: true}\n",
      "web/charts/db-1.0.0.tgz": archive,
      ...below("web/charts/cache", { ...db, "Chart.yaml": chart("cache") }),
    };

    expect(await names(render(files))).toEqual([
      "cache web/charts/cache/templates/a.yaml:1",
      "main web/charts/db-1.0.0.tgz:1",
    ]);
    expect(objects(await render(files))).toMatchObject([{ data: { a: "1" } }, { data: { a: "2" } }]);
  });

  test("at file:// in the repository are put in place, however deep, and libraries with them", async () => {
    const files = {
      "apps/web/Chart.yaml": dependencies("{name: db, version: 1.0.0, repository: 'file://../../charts/db'}"),
      "charts/db/Chart.yaml": chart(
        "db",
        "dependencies:\n  - {name: lib, version: 0.x.x, repository: 'file://../lib'}\n",
      ),
      "charts/db/templates/a.yaml": 'kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: {{ include "lib.name" . }}\n',
      "charts/lib/Chart.yaml": chart("lib", "type: library\n", "0.1.0"),
      "charts/lib/templates/_name.tpl": '{{ define "lib.name" }}from-lib{{ end }}',
    };

    expect(await names(render(files, { path: "apps/web" }))).toEqual(["from-lib charts/db/templates/a.yaml:1"]);
    expect(told(await render(files, { path: "charts/lib" }))).toEqual([
      "charts/lib/Chart.yaml:1 chart: This is a library chart: it renders nothing by itself.",
    ]);
  });

  test.each([
    [
      "{name: db, version: 1.0.0, repository: 'file://../../../etc'}",
      "db is at file://../../../etc, which leads out of the repository.",
    ],
    [
      "{name: db, version: 1.0.0, repository: 'file:///etc'}",
      "db is at file:///etc, which leads out of the repository.",
    ],
    ["{name: db, version: 1.0.0, repository: 'file://../db'}", "db is at file://../db, and there is no chart."],
    ["{name: web, version: 1.0.0, repository: 'file://../web'}", "web depends on the chart that asks for it."],
    ["{name: db, version: 1.0.0}", "db has no repository and is not in charts/."],
  ])("%s is the author's to mend", async (dependency, message) => {
    expect(
      told(
        await render({
          "web/Chart.yaml": dependencies("{name: x, version: 1.0.0}", dependency),
          "web/charts/x/Chart.yaml": chart("x"),
        }),
      ),
    ).toEqual([`web/Chart.yaml:6 dependency: ${message}`]);
  });

  test("that are locked are fetched by the locked version, and told where they are asked for", async () => {
    const charts = host();
    const files = { "web/Chart.yaml": dependencies(remote), "web/Chart.lock": lock("1.0.0", digest("1.0.0")) };

    expect(await names(render(files, {}, { charts }))).toEqual(["db web/Chart.yaml:5"]);
    expect(charts.asked).toEqual([{ repository: "https://charts.test/a", name: "db", version: "1.0.0" }]);
  });

  test("that are neither vendored nor locked, or from a host that is not allowed, are not rendered", async () => {
    const charts = host();
    const vendor = 'Vendor it: run "helm dependency build" and commit charts/.';
    const elsewhere = dependencies("{name: db, version: 1.0.0, repository: 'oci://evil.test/a'}");
    const alias = dependencies("{name: db, version: 1.0.0, repository: '@ours'}");
    const at = "web/Chart.yaml:5 errored:";

    expect(told(await render({ "web/Chart.yaml": dependencies(remote) }, {}, { charts }))).toEqual([
      `${at} Not rendered, because db is neither in charts/ nor locked to one version. ${vendor}`,
    ]);
    expect(told(await render({ "web/Chart.yaml": elsewhere }, {}, { charts }))).toEqual([
      `${at} That host is not allowed. ${vendor}`,
    ]);
    expect(told(await render({ "web/Chart.yaml": alias }, {}, { charts }))).toEqual([
      `${at} Not rendered, because db is not in charts/ and @ours is known only to the machine of its author. ${vendor}`,
    ]);
    expect(charts.asked).toEqual([]);
  });

  test("that are not what the lock says fail, whether they are in place or not", async () => {
    const files = { "web/Chart.yaml": dependencies(remote), "web/charts/db-1.0.0.tgz": archive };

    expect(told(await render({ ...files, "web/Chart.lock": lock("1.0.0", "sha256:0") }))).toEqual([
      'web/Chart.yaml:5 lock: Chart.lock does not belong to these dependencies any more; run "helm dependency update" and commit what it writes.',
    ]);
    expect(told(await render({ ...files, "web/Chart.lock": lock("1.2.0", digest("1.2.0")) }))).toEqual([
      'web/Chart.yaml:5 dependency: charts/ holds db 1.0.0, and 1.2.0 is locked; run "helm dependency build" and commit what it writes.',
    ]);
    expect(await names(render({ ...files, "web/Chart.lock": lock("1.0.0", digest("1.0.0")) }))).toHaveLength(1);
  });

  test("of a chart of Helm 2 are in requirements.yaml", async () => {
    const files = {
      "web/Chart.yaml": "apiVersion: v1\nname: web\nversion: 1.0.0\n",
      "web/requirements.yaml": "dependencies:\n  - {name: db, version: 1.0.0, repository: 'https://charts.test/a'}\n",
    };

    expect(await names(render({ ...files, "web/charts/db-1.0.0.tgz": archive }))).toEqual([
      "db web/charts/db-1.0.0.tgz:1",
    ]);
    expect(await names(render(files, {}, { charts: host() }))).toEqual(["db web/requirements.yaml:2"]);
  });
});

describe.skipIf(!hasHelm)("a chart from elsewhere", () => {
  const given = {
    chart: { repository: "https://charts.test/a", name: "db", version: "1.0.0" },
    recipe: { declaredAt: { path: "hr.yaml", line: 7 } },
  };

  test("is fetched, and told where it is declared", async () => {
    const charts = host();

    expect(await names(render({ "hr.yaml": "" }, given, { charts }))).toEqual(["db hr.yaml:7"]);
    expect(charts.asked).toEqual([given.chart]);
  });

  test("is not rendered when its host is not allowed, and fails when it is no chart", async () => {
    const chart = { ...given.chart, repository: "https://evil.test" };

    expect(told(await render({}, { ...given, chart }, { charts: host() }))).toEqual([
      "hr.yaml:7 errored: That host is not allowed.",
    ]);
    expect(told(await render({}, given, { charts: host(Buffer.from("<html>")) }))).toEqual([
      expect.stringMatching(/^hr\.yaml:7 archive: The archive of db is no gzip archive/),
    ]);
  });
});
