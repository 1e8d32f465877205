import { expect, test } from "vitest";
import { secrets } from "../../src/checks/secrets.ts";
import type { Manifest } from "../../src/domain/manifest.ts";
import { findingsOf, manifestsOf, noPorts, scopeOf, told } from "./scope.ts";

type Files = Readonly<Record<string, string | Uint8Array>>;

async function judge(head: Files, base?: Files) {
  return secrets.check(scopeOf(head, base === undefined ? {} : { base }), undefined, noPorts);
}

/** Put together here so that no scanner takes the test for a leak. */
const token = ["ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("_");
const password = "correct-horse-battery";

/** As SOPS writes it, without what nobody reads. */
const sops = "sops:\n  age: [{recipient: age1x, enc: x}]\n  mac: ENC[AES256_GCM,data:x]\n  version: 3.9.4\n";

function secret(fields: string, kind = "Secret", apiVersion = "v1"): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: db\n${fields}`;
}

test("a Secret with values is found at the line of each key", async () => {
  const encoded = Buffer.from(password).toString("base64");

  const found = await judge({
    "db.yaml": secret(`data:\n  password: ${encoded}\nstringData:\n  url: |\n    first\n    second\n`),
  });

  expect(told(found)).toEqual(["db.yaml:6 error plaintext-secret", "db.yaml:8 error plaintext-secret"]);
});

test("a Secret in a List is found in its item", async () => {
  const list = `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    metadata: { name: a }\n    stringData:\n      a: ${password}\n`;

  expect(told(await judge({ "list.yaml": list }))).toEqual(["list.yaml:8 error plaintext-secret"]);
});

function pod(...variables: readonly string[]): string {
  const env = variables.map((variable) => `        - ${variable}\n`).join("");
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      env:\n${env}`;
}

test("a variable whose name says secret and whose value is written out is warned of at its line", async () => {
  const found = await judge({
    "web.yaml": pod(
      "{ name: MODE, value: fast }",
      `{ name: DB_PASSWORD, value: ${password} }`,
      "{ name: API_TOKEN, valueFrom: { secretKeyRef: { name: a, key: b } } }",
      "{ name: SMTP_PASSWORD, value: $(DB_PASSWORD) }",
    ),
  });

  expect(told(found)).toEqual(["web.yaml:10 warning plaintext-env"]);
  expect(JSON.stringify(found)).not.toContain(password);
  expect(JSON.stringify(found)).toContain("secretKeyRef");
});

test("of variables only what the change adds is warned of", async () => {
  const old = `{ name: DB_PASSWORD, value: ${password} }`;

  const found = await judge(
    { "web.yaml": pod(old, `{ name: API_KEY, value: ${password} }`) },
    { "web.yaml": pod(old) },
  );

  expect(told(found)).toEqual(["web.yaml:10 warning plaintext-env"]);
});

test("no finding holds a value", async () => {
  const findings = findingsOf(
    await judge({
      "db.yaml": secret(`stringData:\n  password: ${password}\n`),
      "ci.txt": `token ${token}\nurl postgres://user:${password}@db/shop\n`,
      "kustomization.yaml": `secretGenerator:\n  - name: a\n    literals: ["b=${password}"]\n`,
    }),
  );

  expect(findings).toHaveLength(4);
  expect(JSON.stringify(findings)).not.toContain(password);
  expect(JSON.stringify(findings)).not.toContain(token);
  expect(findings.every(({ remediation = "" }) => remediation.includes("replace it"))).toBe(true);
});

test.each([
  ["no values", "type: Opaque\n"],
  ["empty values", 'data: {}\nstringData:\n  a: ""\n'],
  ["values that SOPS encrypted", `data:\n  a: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\n${sops}`],
  [
    "references that are resolved at deployment",
    "stringData:\n  a: ref+vault://path#key\n  b: vault:secret/data/db#password\n",
  ],
  ["a placeholder of Argo CD's Vault plugin", "data:\n  a: PHBhdGg6c2VjcmV0L2RiI3Bhc3N3b3JkPg==\n"],
  [
    "a certificate alone",
    `data:\n  ca.crt: ${Buffer.from("-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n").toString("base64")}\n`,
  ],
])("a Secret with %s is fine", async (_name, fields) => {
  expect(told(await judge({ "db.yaml": secret(fields) }))).toEqual([]);
});

test("Argo CD's Vault plugin fills in placeholders where an annotation says from where", async () => {
  const text = (annotation: string) =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: db, annotations: {${annotation}: secret/db}}\nstringData:\n  url: postgres://shop:<password>@db\n`;

  expect(told(await judge({ "db.yaml": text("avp.kubernetes.io/path") }))).toEqual([]);
  expect(told(await judge({ "db.yaml": text("example.com/path") }))).toEqual(["db.yaml:5 error plaintext-secret"]);
});

test.each([
  ["SealedSecret", "bitnami.com/v1alpha1", "spec:\n  encryptedData:\n    password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq\n"],
  [
    "ExternalSecret",
    "external-secrets.io/v1",
    "spec:\n  data:\n    - secretKey: password\n      remoteRef: { key: db }\n",
  ],
  ["Secret", "example.com/v1", `stringData:\n  a: ${password}\n`],
])("a %s of %s is no Secret in plain text", async (kind, apiVersion, fields) => {
  expect(told(await judge({ "db.yaml": secret(fields, kind, apiVersion) }))).toEqual([]);
});

test.each([
  "changeme",
  "CHANGE_ME",
  "<password>",
  "$" + "{DB_PASSWORD}",
  "$(PASSWORD)",
  "{{ .Values.password }}",
  "your-password-here",
  "********",
])("the placeholder %s is a warning", async (value) => {
  const found = await judge({ "db.yaml": secret(`stringData:\n  password: "${value}"\n`) });

  expect(told(found)).toEqual(["db.yaml:6 warning placeholder"]);
});

test("a value that SOPS left out is found", async () => {
  const fields = `stringData:\n  a: ENC[AES256_GCM,data:x,iv:y]\n  b: ${password}\n${sops}`;

  expect(told(await judge({ "db.yaml": secret(fields) }))).toEqual(["db.yaml:7 error left-unencrypted"]);
});

test("the literals of a secretGenerator are found at their lines, those of a configMapGenerator are not", async () => {
  const kustomization = [
    "configMapGenerator:",
    "  - name: c",
    "    literals: [mode=production]",
    "secretGenerator:",
    "  - name: s",
    "    literals:",
    "      - user=",
    `      - password=${password}`,
    "      - token=changeme",
  ].join("\n");

  const found = await judge({ "app/kustomization.yaml": kustomization });

  expect(told(found)).toEqual([
    "app/kustomization.yaml:8 error plaintext-secret",
    "app/kustomization.yaml:9 warning placeholder",
  ]);
});

test("the files of a secretGenerator are found where the values are written", async () => {
  const found = await judge({
    "app/kustomization.yaml":
      "secretGenerator:\n  - name: s\n    envs: [db.env]\n    files: [tls.key=../keys/key.txt]\n",
    "app/db.env": `# a comment\nUSER=\nPASSWORD="${password}"\nTOKEN=ENC[AES256_GCM,data:x]\nsops_mac=ENC[x]\n`,
    "keys/key.txt": "not much of a key\n",
    "app/other.env": `PASSWORD=${password}\n`,
  });

  expect(told(found)).toEqual(["app/db.env:3 error plaintext-secret", "keys/key.txt:1 error plaintext-secret"]);
});

test("a file of variables that SOPS encrypted is no secret, unless a value of it was left out", async () => {
  const generator = "secretGenerator:\n  - name: s\n    files: [a.env, b.env]\n";
  const file = "TOKEN=ENC[AES256_GCM,data:x,iv:y]\nsops_version=3.9.4\nsops_mac=ENC[AES256_GCM,data:x]\n";
  const files = { "app/a.env": file, "app/b.env": `PASSWORD=${password}\n${file}` };

  expect(told(await judge({ "app/kustomization.yaml": generator, ...files }))).toEqual([
    "app/b.env:1 error plaintext-secret",
  ]);
});

test("credentials are recognised in any text file, at their lines", async () => {
  const found = await judge({
    "a/ci.sh": `#!/bin/sh\nexport TOKEN=${token}\n`,
    "b/main.tf": "x = 1\n",
    "c/settings.txt": `a\nb\nurl = postgres://user:${password}@db/shop\n`,
    ".npmrc": `//registry.npmjs.org/:_authToken=npm_${"a1B2".repeat(9)}\n`,
    "picture.png": new Uint8Array([137, 80, 0, 1]),
  });

  expect(told(found).toSorted()).toEqual([
    ".npmrc:1 error credential",
    "a/ci.sh:2 error credential",
    "c/settings.txt:3 error credential",
  ]);
});

test("a comment in the file does not switch the search off", async () => {
  const found = await judge({ "ci.sh": `# secretlint-disable\nexport TOKEN=${token}\n` });

  expect(told(found)).toEqual(["ci.sh:2 error credential"]);
});

test("a connection string without a password in it is fine", async () => {
  const text = "a = postgres://user:$" + "{PASSWORD}@db/shop\nb = https://user:<password>@example.com\n";

  expect(told(await judge({ "settings.txt": text }))).toEqual([]);
});

test("only what the change adds is found", async () => {
  const base = {
    "db.yaml": secret(`stringData:\n  old: ${password}\n`),
    "ci.sh": `export A=${token}\n`,
    "kustomization.yaml": `secretGenerator:\n  - name: s\n    literals:\n      - old=${password}\n`,
  };
  const head = {
    "db.yaml": secret(`stringData:\n  new: another-${password}\n  old: ${password}\n`),
    "ci.sh": `set -e\nexport A=${token}\nexport B=${token.replaceAll("w", "v")}\n`,
    "kustomization.yaml": `secretGenerator:\n  - name: s\n    literals:\n      - new=${password}\n      - old=${password}\n`,
  };

  expect(told(await judge(head, base))).toEqual([
    "db.yaml:6 error plaintext-secret",
    "kustomization.yaml:4 error plaintext-secret",
    "ci.sh:3 error credential",
  ]);
});

test("a value that changes inside a block is new, though its key's line is not", async () => {
  const before = { "db.yaml": secret("stringData:\n  url: |\n    first\n    second\n") };
  const after = { "db.yaml": secret("stringData:\n  url: |\n    first\n    third\n") };

  expect(told(await judge(after, before))).toEqual(["db.yaml:6 error plaintext-secret"]);
});

test("a Secret that only shows once rendered is found where its origin is, unless it was there before", async () => {
  const scope = scopeOf({ "app/values.txt": "one\ntwo\n" });
  const [manifest] = manifestsOf("made.yaml", secret(`stringData:\n  password: ${password}\n`));
  const rendered = { ...manifest!, origins: [{ ...manifest!.origins[0]!, path: "app/values.txt", line: 2 }] };
  const [application] = scope.applications;
  const subjects = (old: Manifest | null) => [{ ...application!, subjects: [{ old, new: rendered, change: null }] }];
  const locate = async () => ({ path: "app/values.txt", line: 2 });
  const asked = { ...scope, mode: "change" as const, locate };

  const added = await secrets.check({ ...asked, applications: subjects(null) }, undefined, noPorts);
  const kept = await secrets.check({ ...asked, applications: subjects(rendered) }, undefined, noPorts);

  expect(told(added)).toEqual(["app/values.txt:2 error plaintext-secret"]);
  expect(findingsOf(added)[0]).toMatchObject({ application: "app", environment: "default", resource: "Secret db" });
  expect(told(kept)).toEqual([]);
});

test("what Terraform's files write out under a name that says secret is found at its line", async () => {
  const found = await judge({
    "infra/main.tf": [
      `provider "postgresql" {`,
      `  host     = "db.example.com"`,
      `  password = "${password}"`,
      `}`,
      `variable "api" {`,
      `  sensitive   = true`,
      `  description = "The key, a secret"`,
      `  default     = "${password}"`,
      `}`,
      `variable "db_password" {`,
      `  type = string`,
      `}`,
      `resource "aws_db_instance" "a" {`,
      `  password  = var.db_password`,
      `  user_pool = { client_secret = "changeme" }`,
      `}`,
      "",
    ].join("\n"),
    "infra/prod.tfvars": `region = "eu"\n\ndb_password = "${password}"\n`,
    "infra/dev.tfvars.json": `{\n"tokens": ["a"],\n"api_token": "${password}"}`,
    "infra/broken.tf": `password = "${password}`,
  });

  expect(told(found).toSorted()).toEqual([
    "infra/dev.tfvars.json:3 error plaintext-variable",
    "infra/main.tf:15 warning placeholder",
    "infra/main.tf:3 error plaintext-variable",
    "infra/main.tf:8 error plaintext-variable",
    "infra/prod.tfvars:3 error plaintext-variable",
  ]);
  expect(JSON.stringify(found)).not.toContain(password);
});

test("a variable that held its secret before is not told again", async () => {
  const before = `db_password = "${password}"\n`;

  expect(told(await judge({ "a.tfvars": `region = "eu"\n${before}` }, { "a.tfvars": before }))).toEqual([]);
});

test("an unchanged file is not looked at", async () => {
  const files = { "db.yaml": secret(`stringData:\n  old: ${password}\n`) };

  expect(told(await judge({ ...files, "new.txt": "hello\n" }, files))).toEqual([]);
});

test("the level lowers findings, or switches the check off", async () => {
  const scope = scopeOf({ "db.yaml": secret(`stringData:\n  a: ${password}\n  b: changeme\n`) });

  expect(told(await secrets.check(scope, "notice", noPorts))).toEqual([
    "db.yaml:6 notice plaintext-secret",
    "db.yaml:7 notice placeholder",
  ]);
  expect(told(await secrets.check(scope, false, noPorts))).toEqual([]);
});
