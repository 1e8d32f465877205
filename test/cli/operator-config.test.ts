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
  expect(readOperatorConfig({}, directory)).toEqual({ terraform: { runners: [], hcp: [] } });
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
