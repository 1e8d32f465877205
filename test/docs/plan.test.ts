import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { actions, risks } from "../../src/domain/plan.ts";
import { noiseNames } from "../../src/pipeline/plan/noise.ts";
import { riskSentence } from "../../src/report/words.ts";

const page = readFileSync("docs/plan.md", "utf8");
const words = page.replaceAll(/\s+/g, " ");

test("every risk has a row, in their order, with the sentence that the report says", () => {
  const section = page.slice(page.indexOf("## Risks"));
  const rows = [...section.matchAll(/^\| `([\w-]+)` \| ([^|]+) \| ([^|]+) \|$/gm)];

  expect(rows.map(([, risk, sentence]) => [risk, sentence])).toEqual(risks.map((risk) => [risk, riskSentence[risk]]));
});

test("every action is explained", () => {
  for (const action of actions) expect(words, action).toContain(`\`${action}\``);
});

test("every label and annotation that is left out is named", () => {
  expect(noiseNames.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
