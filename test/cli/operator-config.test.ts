import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readOperatorConfig } from "../../src/cli/operator-config.ts";

const directory = mkdtempSync(join(tmpdir(), "operator-"));
afterAll(() => rmSync(directory, { recursive: true }));

function read(yaml: string) {
  writeFileSync(join(directory, "operator.yml"), yaml);
  return readOperatorConfig({ FAIRLEAD_OPERATOR_CONFIG: "operator.yml" }, directory);
}

test("without a file nothing is switched on", () => {
  expect(readOperatorConfig({}, directory)).toMatchObject({
    terraform: { runners: [], hcp: [] },
    policies: { hosts: [], required: [] },
  });
});

test("a runner needs its repository and has defaults for the rest", () => {
  expect(read("terraform:\n  runners:\n    - repository: acme/infra\n").terraform.runners).toEqual([
    { repository: "acme/infra", roots: [], variables: {}, variablesFrom: [], minutes: 15 },
  ]);
});

test("everything that is wrong is told at once, with its line", () => {
  expect(() => read("terraform:\n  runners:\n    - repository: infra\n      minutes: 600\n  unknown: 1\n")).toThrow(
    /operator\.yml:3: .*repository.*operator\.yml:4: .*minutes.*operator\.yml:5: .*unknown/s,
  );
  expect(() => readOperatorConfig({ FAIRLEAD_OPERATOR_CONFIG: "gone.yml" }, directory)).toThrow("cannot be read");
});

test("policies are required of repositories, pinned, and from hosts that are allowed", () => {
  const required = (more: string) =>
    `policies:\n  hosts:\n    - host: ghcr.io\n      tokenFrom: GHCR\n  required:\n    - name: base\n      repositories: ["acme/*"]\n${more}`;
  const digest = `sha256:${"0a".repeat(32)}`;

  expect(read(required(`      url: oci://ghcr.io/acme/policies\n      pin: ${digest}\n`)).policies).toEqual({
    hosts: [{ host: "ghcr.io", tokenFrom: "GHCR", plain: false }],
    required: [
      {
        name: "base",
        repositories: ["acme/*"],
        url: "oci://ghcr.io/acme/policies",
        pin: digest,
        holds: "policy",
        environments: [],
      },
    ],
  });
  expect(() => read(required("      url: oci://ghcr.io/acme/policies\n      pin: latest\n"))).toThrow(
    /operator\.yml:9: .*is not a digest/,
  );
  expect(() => read(required("      url: oci://ghcr.io/acme/policies\n"))).toThrow(/:6: .*"pin" is missing/);
  expect(() => read(required(`      url: oci://quay.io/acme/policies\n      pin: ${digest}\n`))).toThrow(
    /:8: .*policies\.hosts does not name quay\.io/,
  );
});
