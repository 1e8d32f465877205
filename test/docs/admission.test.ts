import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.ts";

const page = readFileSync("docs/admission.md", "utf8");

test("the configuration that the page shows is one", () => {
  const blocks = [...page.matchAll(/```yaml\n(checks:.*?)```/gs)].map(([, text = ""]) => parseConfig(text));

  expect(blocks.length).toBeGreaterThan(0);
  expect(blocks.filter(({ ok }) => !ok)).toEqual([]);
});

test("the page leads to files that are there", () => {
  const links = [...page.matchAll(/\]\(([^)#:]+)\)/g)].map(([, link = ""]) => link);

  expect(links).toContain("../examples/gatekeeper/README.md");
  for (const link of links) expect(() => readFileSync(`docs/${link}`), link).not.toThrow();
});
