import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sourceOf } from "../../../src/adapters/opa/capabilities.ts";
import { compareWithOpa } from "./differential.ts";
import { localTools, opaPath } from "./local-tools.ts";

const opa = test.skipIf(opaPath === undefined);

const folder = join(import.meta.dirname, "corpus");
const files = readdirSync(folder);

const input = {
  list: [1],
  object: { a: 1 },
  text: "text",
  unicode: "ä€😀",
  two: 2,
  half: 0.5,
  mixed: [1, "a", true],
  big: 123456789012345680000,
  small: 1e-7,
};

opa.each(files)("every expression in %s is worth what OPA says", async (file) => {
  const { same, different } = expressionsIn(file);

  const differences = await compareWithOpa([...same, ...different], input);

  const isKnown = (told: string) => different.some((expression) => told.startsWith(`${expression} is `));
  expect(differences.filter((told) => !isKnown(told))).toEqual([]);
  expect(differences.length, "what is said to differ does").toBe(different.length);
});

opa("every function that policies can call is in the corpus, and none that they cannot", async () => {
  const outcome = await localTools.run("opa", ["capabilities", "--current"], {
    directory: "/",
    timeoutMs: 60_000,
    maxOutputBytes: 1e8,
  });
  const { builtins } = JSON.parse(outcome.status === "ended" ? outcome.stdout : "") as {
    readonly builtins: readonly { readonly name: string }[];
  };
  const callable = builtins.map(({ name }) => name).filter((name) => sourceOf(name) !== "refused");
  const compared = new Set(files.flatMap((file) => [...textOf(file).matchAll(/^# (\S+)$/gm)].map(([, name]) => name)));

  expect(callable.filter((name) => !compared.has(name))).toEqual([]);
  expect([...compared].filter((name) => !callable.includes(name ?? ""))).toEqual([]);
});

function textOf(file: string): string {
  return readFileSync(join(folder, file), "utf8");
}

/** Under a heading for each function, `# name`; behind `~ ` those that are known to differ. */
function expressionsIn(file: string) {
  const lines = textOf(file)
    .split("\n")
    .filter((line) => line !== "" && !/^# \S+$/.test(line));
  return {
    same: lines.filter((line) => !line.startsWith("~ ")),
    different: lines.filter((line) => line.startsWith("~ ")).map((line) => line.slice(2)),
  };
}
