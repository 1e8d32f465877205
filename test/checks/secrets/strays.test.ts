import { expect, test } from "vitest";
import { secrets } from "../../../src/checks/secrets.ts";
import type { Manifest } from "../../../src/domain/manifest.ts";
import { findingsOf, manifestsOf, noPorts, scopeOf, told } from "../scope.ts";

const password = "correct-horse-battery-7";
const sops = "sops:\n  age: [{recipient: age1x, enc: x}]\n  mac: ENC[AES256_GCM,data:x]\n  version: 3.9.4\n";
const encrypted = "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]";
const sealed = `Ag${"By3i4OJSWK".repeat(40)}`;

async function judge(files: Readonly<Record<string, string>>, base?: Readonly<Record<string, string>>) {
  const result = await secrets.check(scopeOf(files, base === undefined ? {} : { base }), undefined, noPorts);
  expect(JSON.stringify(result)).not.toContain(password);
  return result;
}

test.each([
  ["a sops section that SOPS did not write", `a: b\nsops: {mac: x}\n`, ["x.yaml:2 error sops-broken"]],
  ["a sops section without keys", `a: b\nsops: {mac: x, version: 3.9.4}\n`, ["x.yaml:2 error sops-broken"]],
  [
    "a sops section over nothing that is encrypted",
    `db: {user: shop, host: db}\n${sops}`,
    ["x.yaml:2 error sops-covers-nothing"],
  ],
  [
    "a secret that an encrypted file leaves out",
    `db:\n  user: ${encrypted}\n  password: ${password}\n${sops}`,
    ["x.yaml:3 error left-unencrypted"],
  ],
  ["an encrypted file whose other values are no secrets", `db: {password: "${encrypted}", host: db}\n${sops}`, []],
])("%s", async (_, text, expected) => {
  expect(told(await judge({ "x.yaml": text }))).toEqual(expected);
});

const sealedSecret = (fields: string, meta = "{name: db, namespace: shop}") =>
  `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: ${meta}\nspec:\n${fields}`;

test.each([
  ["what is sealed is fine", `  encryptedData:\n    password: ${sealed}\n`, []],
  [
    "what is not sealed is found",
    `  encryptedData:\n    user: ${sealed}\n    password: ${password}\n`,
    ["x.yaml:7 error not-sealed"],
  ],
  [
    "a plain value in the template is found",
    `  encryptedData: {a: ${sealed}}\n  template:\n    data:\n      url: "postgres://{{ .a }}@db"\n      password: ${password}\n`,
    ["x.yaml:9 error plaintext-secret"],
  ],
  ["values of old that are not sealed are found", `  data: ${password}\n`, ["x.yaml:5 error not-sealed"]],
])("of a SealedSecret %s", async (_, fields, expected) => {
  expect(told(await judge({ "x.yaml": sealedSecret(fields) }))).toEqual(expected);
});

test.each([
  ["its name", "{name: other, namespace: shop}", "", ["x.yaml:3 warning sealed-elsewhere"]],
  ["its namespace", "{name: db, namespace: other}", "", ["x.yaml:3 warning sealed-elsewhere"]],
  ["its name within its namespace", "{name: other, namespace: shop", "namespace-wide", []],
  [
    "its namespace beyond what it was sealed for",
    "{name: db, namespace: other",
    "namespace-wide",
    ["x.yaml:3 warning sealed-elsewhere"],
  ],
  ["everything where it may", "{name: other, namespace: other", "cluster-wide", []],
])("a SealedSecret that changes %s is warned of where it cannot be unsealed", async (_, meta, scope, expected) => {
  const annotations = scope === "" ? "" : `, annotations: {sealedsecrets.bitnami.com/${scope}: "true"}}`;
  const before = sealedSecret(
    `  encryptedData: {a: ${sealed}}\n`,
    scope === "" ? undefined : `{name: db, namespace: shop${annotations}`,
  );
  const after = sealedSecret(`  encryptedData: {a: ${sealed}}\n`, `${meta}${annotations}`);
  const asked = scopeOf({ "x.yaml": after }, { base: { "x.yaml": before } });
  const [old] = manifestsOf("x.yaml", before);
  const [now] = manifestsOf("x.yaml", after);
  const subject = (one: Manifest | undefined) => one ?? null;
  const applications = asked.applications.map((one) => ({
    ...one,
    subjects: [{ old: subject(old), new: subject(now), change: null }],
  }));

  const result = await secrets.check({ ...asked, applications }, undefined, noPorts);

  expect(told(result)).toEqual(expected);
});

const external = (fields: string) =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: db}\nspec:\n  target:\n    template:\n      data:\n${fields}`;

test("an ExternalSecret may not write a secret out in its template", async () => {
  const text = external(`        user: shop\n        url: "{{ .url }}"\n        password: ${password}\n`);

  expect(told(await judge({ "x.yaml": text }))).toEqual(["x.yaml:10 error plaintext-secret"]);
});

test("fake stores and fake generators hold what they hold in plain text", async () => {
  const store = `apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: f}\nspec:\n  provider:\n    fake:\n      data:\n        - key: db\n          value: ${password}\n`;
  const generator = `apiVersion: generators.external-secrets.io/v1alpha1\nkind: Fake\nmetadata: {name: f}\nspec:\n  data:\n    a: ${password}\n`;

  expect(told(await judge({ "store.yaml": store, "generator.yaml": generator }))).toEqual([
    "store.yaml:9 error plaintext-secret",
    "generator.yaml:6 error plaintext-secret",
  ]);
});

test("a ConfigMap is searched for Secrets in its texts and for values under names that say secret", async () => {
  const inner = `apiVersion: v1\n    kind: Secret\n    metadata: {name: a}\n    stringData: {a: ${password}}`;
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  MODE: fast\n  DB_PASSWORD: ${password}\n  seed.yaml: |\n    ${inner}\n`;

  expect(told(await judge({ "x.yaml": text }))).toEqual([
    "x.yaml:6 warning plaintext-config",
    "x.yaml:7 error plaintext-secret",
  ]);
});

test("only what the change adds is told, wherever it moves in the file", async () => {
  const before = external(`        password: ${password}\n`);

  expect(told(await judge({ "x.yaml": `# moved\n${before}` }, { "x.yaml": before }))).toEqual([]);
});

test("the substance of a finding follows the value and tells nothing of it", async () => {
  const of = async (value: string) => {
    const result = await secrets.check(
      scopeOf({ "x.yaml": external(`        password: ${value}\n`) }),
      undefined,
      noPorts,
    );
    return findingsOf(result).map(({ substance }) => substance);
  };

  const [first, again, other] = await Promise.all([of(password), of(password), of(`${password}8`)]);

  expect(first).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test.each([
  [
    "a file that .sops.yaml wants encrypted",
    "values.sops.yaml",
    "db: {user: shop}\n",
    ["apps/values.sops.yaml:1 error not-encrypted"],
  ],
  ["one that is", "values.sops.yaml", `db: {user: "${encrypted}"}\n${sops}`, []],
  ["a file that no rule matches", "values.yaml", "db: {user: shop}\n", []],
  ["a kustomization that only names secrets", "secrets.sops.yaml", "resources: [a.yaml]\n", []],
])("%s", async (_, name, text, expected) => {
  const rules = "creation_rules:\n  - path_regex: .*\\.sops\\.ya?ml$\n    age: age1x\n";

  expect(told(await judge({ ".sops.yaml": rules, [`apps/${name}`]: text }))).toEqual(expected);
});
