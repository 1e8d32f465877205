import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createCharts } from "../../../src/adapters/charts/charts.ts";
import type { RemoteChart } from "../../../src/domain/recipe.ts";
import { type Answer, archive, digestOf, type Host, index, manifest, openHost } from "./registry.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function host(answer: Host["answer"]): Promise<Host> {
  const opened = await openHost(answer);
  closing.push(opened.close);
  return opened;
}

function charts(hosts: readonly Host[], more: { credentials?: Record<string, string>; cacheDirectory?: string } = {}) {
  const { credentials = {}, ...options } = more;
  return createCharts({
    allowed: {
      hosts: hosts.map((one) => ({ host: one.host, plain: true })),
      credentials: new Map(Object.entries(credentials).map(([name, basic]) => [name, `Basic ${basic}`])),
      listedIn: "FAIRLEAD_CHART_HOSTS",
    },
    ...options,
  });
}

const web = (repository: string, more: Partial<RemoteChart> = {}): RemoteChart => ({
  repository,
  name: "web",
  version: "1.2.3",
  ...more,
});

const files =
  (answers: Readonly<Record<string, Answer>>): Host["answer"] =>
  (path) =>
    answers[path];

test("a chart of an HTTP repository comes with the digest that its index promises", async () => {
  const one = await host(
    files({
      "/charts/index.yaml": { body: index("web-1.2.3.tgz", digestOf(archive)) },
      "/charts/web-1.2.3.tgz": { body: archive },
    }),
  );

  expect(await charts([one]).fetch(web(`http://${one.host}/charts`))).toEqual({
    status: "fetched",
    archive: Buffer.from(archive),
    digest: digestOf(archive),
  });
});

test("what is not what the index promises is refused", async () => {
  const one = await host(
    files({ "/index.yaml": { body: index("web.tgz", digestOf("x")) }, "/web.tgz": { body: archive } }),
  );

  expect(await charts([one]).fetch(web(`http://${one.host}`))).toEqual({
    status: "refused",
    reason: "The chart web 1.2.3 cannot be had: what was sent is not what its digest promises.",
  });
});

test("a chart in a registry is found by its tag, and a token is asked for where the registry says", async () => {
  const one: Host = await host((path, authorization) => {
    if (path.startsWith("/token")) return { body: JSON.stringify({ token: "t0k" }) };
    if (authorization !== "Bearer t0k") {
      const realm = `Bearer realm="http://${one.host}/token",service="r",scope="repository:acme/web:pull"`;
      return { status: 401, headers: { "www-authenticate": realm } };
    }
    if (path === "/v2/acme/web/manifests/1.2.3_build.1") return { body: manifest };
    return path === `/v2/acme/web/blobs/${digestOf(archive)}` ? { body: archive } : undefined;
  });

  const fetched = await charts([one], { credentials: { [one.host]: "dXNlcjpwYXNz" } }).fetch(
    web(`oci://${one.host}/acme`, { version: "1.2.3+build.1" }),
  );

  expect(fetched).toMatchObject({ status: "fetched", digest: digestOf(archive) });
  expect(one.asked.map(({ path, authorization }) => `${path} ${authorization}`)).toEqual([
    "/v2/acme/web/manifests/1.2.3_build.1 Basic dXNlcjpwYXNz",
    "/token?service=r&scope=repository%3Aacme%2Fweb%3Apull Basic dXNlcjpwYXNz",
    "/v2/acme/web/manifests/1.2.3_build.1 Bearer t0k",
    `/v2/acme/web/blobs/${digestOf(archive)} Bearer t0k`,
  ]);
});

test("a digest names the chart whatever its tag is, and must be that of what comes", async () => {
  const one = await host((path) =>
    path.includes("/manifests/") ? { body: manifest } : path.includes("/blobs/") ? { body: archive } : undefined,
  );
  const chart = web(`oci://${one.host}/acme/web`, { name: "", version: "latest" });

  expect(await charts([one]).fetch({ ...chart, digest: digestOf(manifest) })).toMatchObject({ status: "fetched" });
  expect(await charts([one]).fetch({ ...chart, digest: digestOf("other") })).toMatchObject({ status: "refused" });
});

test("a host that is not on the list is never asked, also when an allowed one sends us there", async () => {
  const secret = await host(files({ "/web.tgz": { body: archive } }));
  const one = await host(
    files({
      "/index.yaml": { body: index("web.tgz", digestOf(archive)) },
      "/web.tgz": { status: 302, headers: { location: `http://${secret.host}/web.tgz` } },
      "/far/index.yaml": { body: index(`http://${secret.host}/web.tgz`, digestOf(archive)) },
    }),
  );

  expect(await charts([one]).fetch(web(`http://${one.host}`))).toEqual({
    status: "refused",
    reason: `The chart web 1.2.3 cannot be had: ${secret.host} is where ${one.host} sends us, and is not allowed here; the operator may add it to FAIRLEAD_CHART_HOSTS.`,
  });
  expect(await charts([one]).fetch(web(`http://${one.host}/far`))).toMatchObject({ status: "refused" });
  expect(charts([one]).refusal(web(`http://${secret.host}`))).toMatch(/is not allowed here/);
  expect(secret.asked).toEqual([]);
});

test("credentials go to their own host alone", async () => {
  const other = await host(files({ "/web.tgz": { body: archive } }));
  const one = await host(
    files({
      "/index.yaml": { body: index("web.tgz", digestOf(archive)) },
      "/web.tgz": { status: 302, headers: { location: `http://${other.host}/web.tgz` } },
    }),
  );

  const fetched = await charts([one, other], { credentials: { [one.host]: "c2VjcmV0" } }).fetch(
    web(`http://${one.host}`),
  );

  expect(fetched).toMatchObject({ status: "fetched" });
  expect(one.asked.map(({ authorization }) => authorization)).toEqual(["Basic c2VjcmV0", "Basic c2VjcmV0"]);
  expect(other.asked).toEqual([{ path: "/web.tgz", authorization: undefined }]);
});

test("a registry cannot have its credentials sent to a token server elsewhere", async () => {
  const thief = await host(() => ({ body: JSON.stringify({ token: "t" }) }));
  const one = await host(() => ({
    status: 401,
    headers: { "www-authenticate": `Bearer realm="http://${thief.host}/token"` },
  }));

  const allowed = charts([one, thief], { credentials: { [one.host]: "c2VjcmV0" } });
  expect(await allowed.fetch(web(`oci://${one.host}`))).toMatchObject({ status: "refused" });
  expect(
    await charts([one], { credentials: { [one.host]: "c2VjcmV0" } }).fetch(web(`oci://${one.host}`)),
  ).toMatchObject({
    status: "refused",
  });

  expect(thief.asked.map(({ authorization }) => authorization)).toEqual([undefined]);
});

test.each([
  ["^1.2.0", 'asks for the version "^1.2.0"'],
  ["1.x", 'asks for the version "1.x"'],
  ["latest", 'asks for the version "latest"'],
  ["", "asks for no version"],
])("a version %j is refused before anybody is asked", async (version, words) => {
  const one = await host(() => undefined);

  expect(charts([one]).refusal(web(`http://${one.host}`, { version }))).toContain(words);
  expect(one.asked).toEqual([]);
});

test.each(["ftp://x/y", "file:///etc", "git@github.com:a/b", "", "http://user:pass@host/x", "oci://"])(
  "%j is no address of charts",
  (repository) => {
    expect(charts([]).refusal(web(repository))).toMatch(/no address of charts|not allowed/);
  },
);

test("a host that fails is no answer about the chart", async () => {
  const one = await host(() => ({ status: 503 }));

  await expect(charts([one]).fetch(web(`http://${one.host}`))).rejects.toThrow("answered HTTP 503");
});

test("redirects that never end are refused", async () => {
  const one: Host = await host((path) => ({ status: 302, headers: { location: `${path}x` } }));

  expect(await charts([one]).fetch(web(`http://${one.host}`))).toMatchObject({
    reason: expect.stringContaining("redirects more than 5 times"),
  });
});

test("an archive is fetched once, also by another process, and again when its copy is damaged", async () => {
  const cacheDirectory = await mkdtemp(join(tmpdir(), "charts-"));
  closing.push(() => rm(cacheDirectory, { recursive: true }));
  const one = await host(
    files({ "/index.yaml": { body: index("web.tgz", digestOf(archive)) }, "/web.tgz": { body: archive } }),
  );
  const chart = web(`http://${one.host}`);

  await charts([one], { cacheDirectory }).fetch(chart);
  expect(await charts([one], { cacheDirectory }).fetch(chart)).toMatchObject({ digest: digestOf(archive) });
  expect(one.asked).toHaveLength(2);

  for (const name of await readdir(cacheDirectory)) await writeFile(join(cacheDirectory, name), "broken");
  expect(await charts([one], { cacheDirectory }).fetch(chart)).toMatchObject({ digest: digestOf(archive) });
  expect(one.asked).toHaveLength(4);
});

test("whoever asks for the same chart at once shares one answer", async () => {
  const one = await host(
    files({ "/index.yaml": { body: index("web.tgz", digestOf(archive)) }, "/web.tgz": { body: archive } }),
  );
  const shared = charts([one]);

  await Promise.all([1, 2, 3].map(() => shared.fetch(web(`http://${one.host}`))));

  expect(one.asked).toHaveLength(2);
});
