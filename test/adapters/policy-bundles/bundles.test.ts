import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { createPolicyBundles } from "../../../src/adapters/policy-bundles/bundles.ts";
import type { OperatorPolicies } from "../../../src/config/operator.ts";
import { header, packed, tar } from "../../renderers/helm/charts.ts";
import { type Answer, digestOf, type Host, openHost } from "../charts/registry.ts";
import { commit, createRepository, gitEnv, serveGit, temporaryDirectory } from "../git/repositories.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const rego = 'package acme\n\ndeny contains "no" if true\n';
const archive = packed({ "policies/a.rego": rego, "policies/teams/data.json": "{}", "README.md": "x" });
const pin = digestOf(archive);

type Given = {
  readonly hosts?: readonly { readonly host: string }[];
  readonly host?: Partial<OperatorPolicies["hosts"][number]>;
  readonly required?: OperatorPolicies["required"];
  readonly env?: Readonly<Record<string, string>>;
  readonly cacheDirectory?: string;
};

function bundles({ hosts = [], host = {}, required = [], env = {}, cacheDirectory }: Given) {
  return createPolicyBundles({
    policies: { hosts: hosts.map((one) => ({ host: one.host, plain: true, ...host })), required: [...required] },
    env: { ...gitEnv, ...env },
    directory: "/",
    cacheDirectory,
  });
}

async function host(answers: Readonly<Record<string, Answer>> | Host["answer"]): Promise<Host> {
  const opened = await openHost(typeof answers === "function" ? answers : (path) => answers[path]);
  closing.push(opened.close);
  return opened;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "fairlead-bundles-"));
  closing.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test("an archive that is what is pinned comes with its policies and nothing else", async () => {
  const one = await host({ "/x.tar.gz": { body: archive } });

  const fetched = await bundles({ hosts: [one] }).fetch({ url: `https://${one.host}/x.tar.gz`, pin });

  expect(texts(fetched)).toEqual({ "policies/a.rego": rego, "policies/teams/data.json": "{}" });
});

test("of a directory, only what stands below it, and named from there", async () => {
  const one = await host({ "/x.tar.gz": { body: archive } });

  const of = (directory: string) =>
    bundles({ hosts: [one] }).fetch({ url: `https://${one.host}/x.tar.gz`, pin, directory });

  expect(texts(await of("policies/"))).toEqual({ "a.rego": rego, "teams/data.json": "{}" });
  expect(await of("elsewhere")).toMatchObject({ reason: expect.stringContaining("no policy below elsewhere/") });
});

test("what was fetched is had again while its host is down; what was not is never taken for empty", async () => {
  const cacheDirectory = folder();
  const one = await host({ "/x.tar.gz": { body: archive } });
  const reference = { url: `https://${one.host}/x.tar.gz`, pin };
  await bundles({ hosts: [one], cacheDirectory }).fetch(reference);
  await one.close();

  expect(await bundles({ hosts: [one], cacheDirectory }).fetch(reference)).toMatchObject({ status: "fetched" });
  await expect(bundles({ hosts: [one] }).fetch(reference)).rejects.toThrow("could not be fetched");
});

test("a bundle is asked for once, however many want it at once", async () => {
  const one = await host({ "/x.tar.gz": { body: archive } });
  const asked = bundles({ hosts: [one] });

  await Promise.all([1, 2, 3].map(() => asked.fetch({ url: `https://${one.host}/x.tar.gz`, pin })));

  expect(one.asked).toHaveLength(1);
});

test.each<readonly [string, Buffer | Uint8Array, string]>([
  ["a symbolic link", gzipSync(Buffer.concat([header("a.rego", 0, "2"), tar({})])), "holds links"],
  ["a path that leads out", packed({ "../a.rego": rego }), "leads out"],
  ["more than it may unpack to", gzipSync(Buffer.alloc(65 * 1024 * 1024)), "unpacks to more than 64 MiB"],
  ["no archive", Buffer.from("package a"), "no gzip archive"],
  ["no policy", packed({ "README.md": "x" }), "there is no policy in it"],
])("an archive with %s is refused", async (_, body, reason) => {
  const one = await host({ "/x": { body } });

  const fetched = await bundles({ hosts: [one] }).fetch({ url: `https://${one.host}/x`, pin: digestOf(body) });

  expect(fetched).toMatchObject({ status: "refused", reason: expect.stringContaining(reason) });
});

test("what is not pinned, not allowed, not there or not had is told, and nothing of it is kept", async () => {
  const cacheDirectory = folder();
  const one = await host({ "/x": { body: archive }, "/down": { status: 500 } });
  const asked = bundles({ hosts: [one], cacheDirectory });
  const reasonOf = async (url: string, wanted = pin) => {
    const fetched = await asked.fetch({ url, pin: wanted });
    return fetched.status === "refused" ? fetched.reason : "";
  };

  expect(await reasonOf(`https://${one.host}/x`, digestOf("other"))).toContain(`its digest is ${pin}`);
  expect(await reasonOf("https://elsewhere.example.com/x")).toContain("the operator may add it to policies.hosts");
  expect(await reasonOf(`https://${one.host}/gone`)).toContain("has no /gone");
  await expect(reasonOf(`https://${one.host}/down`)).rejects.toThrow("HTTP 500");
});

test("a token goes to its own host alone, from a variable or a file, and is never told", async () => {
  const other = await host({ "/there": { body: archive } });
  const one = await host({ "/x": { status: 302, headers: { location: `http://${other.host}/there` } } });
  const file = join(folder(), "token");
  writeFileSync(file, "hunter2\n");
  const reference = { url: `https://${one.host}/x`, pin };
  const hosts = [one, other];

  const given = await bundles({ hosts, host: { tokenFrom: "TOKEN" }, env: { TOKEN: "hunter2" } }).fetch(reference);
  await bundles({ hosts, host: { tokenFile: file, username: "me" } }).fetch(reference);
  const unset = await bundles({ hosts, host: { tokenFrom: "TOKEN" } }).fetch(reference);

  expect(given.status).toBe("fetched");
  expect(one.asked.map(({ authorization }) => authorization)).toEqual([
    "Bearer hunter2",
    `Basic ${btoa("me:hunter2")}`,
  ]);
  expect(other.asked.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
  expect(unset).toMatchObject({ reason: expect.stringContaining("TOKEN is not set") });
});

test("a redirect to a host that is not allowed is not followed", async () => {
  const one = await host({ "/x": { status: 302, headers: { location: "http://169.254.169.254/" } } });

  const fetched = await bundles({ hosts: [one] }).fetch({ url: `https://${one.host}/x`, pin });

  expect(fetched).toMatchObject({ reason: expect.stringContaining("169.254.169.254 is where") });
});

const file = "application/vnd.cncf.openpolicyagent.policy.layer.v1+rego";
const data = "application/vnd.cncf.openpolicyagent.data.layer.v1+json";
const bundle = "application/vnd.oci.image.layer.v1.tar+gzip";

type Layer = readonly [mediaType: string, body: string | Uint8Array, title?: string];

/** A registry with one manifest of these layers. */
async function registry(layers: readonly Layer[]) {
  const manifest = JSON.stringify({
    schemaVersion: 2,
    layers: layers.map(([mediaType, body, title]) => ({
      mediaType,
      digest: digestOf(body),
      ...(title !== undefined && { annotations: { "org.opencontainers.image.title": title } }),
    })),
  });
  const blobs = layers.map(([, body]) => [`/v2/acme/policies/blobs/${digestOf(body)}`, { body }] as const);
  const one = await host({
    [`/v2/acme/policies/manifests/${digestOf(manifest)}`]: { body: manifest },
    ...Object.fromEntries(blobs),
  });
  return { one, reference: { url: `oci://${one.host}/acme/policies`, pin: digestOf(manifest) } };
}

test("what conftest pushes is a file in each layer", async () => {
  const { one, reference } = await registry([
    [file, rego, "policy/a.rego"],
    [data, '{"a": 1}', "policy/teams/a.json"],
    ["application/octet-stream", "x", "b.rego"],
  ]);

  const fetched = await bundles({ hosts: [one] }).fetch({ ...reference, directory: "policy" });

  expect(texts(fetched)).toEqual({ "a.rego": rego, "teams/a.json": '{"a": 1}' });
});

test("what OPA builds is one layer, and had again while the registry is down", async () => {
  const cacheDirectory = folder();
  const built = packed({ "/.manifest": '{"roots":["acme"]}', "/a.rego": rego, "/data.json": "{}" });
  const { one, reference } = await registry([[bundle, built]]);
  const fetched = await bundles({ hosts: [one], cacheDirectory }).fetch(reference);
  await one.close();

  expect(Object.keys(texts(fetched))).toEqual([".manifest", "a.rego", "data.json"]);
  expect(await bundles({ hosts: [one], cacheDirectory }).fetch(reference)).toEqual(fetched);
});

test.each<readonly [string, readonly Layer[], string]>([
  ["a path that leads out", [[file, rego, "../a.rego"]], "leads out"],
  ["an absolute path", [[file, rego, "//etc/a.rego"]], "leads out"],
  ["a file without a name", [[file, rego]], "does not say which file it is"],
  ["a Helm chart", [["application/vnd.cncf.helm.chart.content.v1.tar+gzip", "x"]], "holds no policies"],
])("a registry with %s is refused", async (_, layers, reason) => {
  const { one, reference } = await registry(layers);

  expect(await bundles({ hosts: [one] }).fetch(reference)).toMatchObject({ reason: expect.stringContaining(reason) });
});

test("a layer that is not what its manifest says is refused", async () => {
  const { one, reference } = await registry([[file, rego, "a.rego"]]);
  const honest = one.answer;
  one.answer = (path, authorization) =>
    path.includes("/blobs/") ? { body: "package evil" } : honest(path, authorization);

  expect(await bundles({ hosts: [one] }).fetch(reference)).toMatchObject({
    reason: expect.stringContaining("has another digest"),
  });
});

test("a commit of a Git repository comes with its policies, and once more without the host", async () => {
  const root = temporaryDirectory();
  closing.push(root.remove);
  const repository = createRepository(join(root.path, "acme"));
  const revision = commit(repository, { "policies/a.rego": rego, "main.go": "x", "policies/run.sh": "x" });
  commit(repository, { "policies/a.rego": "package other\n" });
  const server = await serveGit(root.path, { token: "hunter2" });
  closing.push(server.close);
  const given = {
    hosts: [{ host: new URL(server.url).host }],
    host: { tokenFrom: "TOKEN" },
    env: { TOKEN: "hunter2" },
    cacheDirectory: folder(),
  };
  const reference = { url: `git+${server.url.replace("http:", "https:")}/acme/.git`, pin: revision };

  const fetched = await bundles(given).fetch({ ...reference, directory: "policies" });
  await server.close();
  closing.pop();

  expect(texts(fetched)).toEqual({ "a.rego": rego });
  expect(await bundles(given).fetch({ ...reference, directory: "policies" })).toEqual(fetched);
  await expect(bundles({ ...given, cacheDirectory: folder() }).fetch(reference)).rejects.toThrow("could not be");
});

test("a commit that is not there, and a token that opens nothing, are told without the token", async () => {
  const root = temporaryDirectory();
  closing.push(root.remove);
  commit(createRepository(join(root.path, "acme")), { "a.rego": rego });
  const server = await serveGit(root.path, { token: "right" });
  closing.push(server.close);
  const url = `git+${server.url.replace("http:", "https:")}/acme/.git`;
  const given = { hosts: [{ host: new URL(server.url).host }], host: { tokenFrom: "T" }, cacheDirectory: folder() };

  const gone = await bundles({ ...given, env: { T: "right" } }).fetch({ url, pin: "0".repeat(40) });
  const locked = await bundles({ ...given, env: { T: "hunter2" } }).fetch({ url, pin: "1".repeat(40) });

  expect(gone).toMatchObject({ reason: expect.stringContaining("has no commit 000") });
  expect(locked).toMatchObject({ status: "refused", reason: expect.not.stringContaining("hunter2") });
});

test("git follows no redirect to another host", async () => {
  const thief = await host({});
  const one = await host(() => ({ status: 302, headers: { location: `http://${thief.host}/acme/info/refs` } }));
  const given = { hosts: [one, thief], host: { tokenFrom: "T" }, env: { T: "hunter2" }, cacheDirectory: folder() };

  await bundles(given)
    .fetch({ url: `git+https://${one.host}/acme`, pin: "0".repeat(40) })
    .catch(() => {});

  expect(one.asked.length).toBeGreaterThan(0);
  expect(thief.asked).toEqual([]);
});

test("what the operator requires is of the repositories that its globs name, whatever their case", () => {
  const required = (name: string, repositories: string[]): OperatorPolicies["required"][number] => ({
    name,
    repositories,
    url: "oci://ghcr.io/acme/policies",
    pin,
    directory: "a",
    holds: "policy",
    environments: ["prod"],
  });
  const given = bundles({ required: [required("all", ["acme/*"]), required("shop", ["acme/shop"])] });

  expect(given.required("Acme/Shop").map(({ name }) => name)).toEqual(["all", "shop"]);
  expect(given.required("acme/web")).toEqual([
    {
      name: "all",
      reference: { url: "oci://ghcr.io/acme/policies", pin, directory: "a" },
      holds: "policy",
      environments: ["prod"],
    },
  ]);
  expect([...given.required("other/shop"), ...given.required(null)]).toEqual([]);
});

function texts(fetched: Awaited<ReturnType<ReturnType<typeof bundles>["fetch"]>>) {
  if (fetched.status === "refused") throw new Error(fetched.reason);
  return Object.fromEntries([...fetched.files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]));
}
