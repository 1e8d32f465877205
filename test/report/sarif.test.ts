import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, test } from "vitest";
import { renderSarif } from "../../src/report/sarif.ts";
import { hostileReport } from "./hostile.ts";
import { stories } from "./stories.ts";

/** What SARIF 2.1.0 (OASIS, section 3) and GitHub's code scanning demand of the parts we write. */
const sarifSchema = {
  type: "object",
  required: ["$schema", "version", "runs"],
  additionalProperties: false,
  properties: {
    $schema: { type: "string" },
    version: { const: "2.1.0" },
    runs: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["tool", "results", "invocations"],
        properties: {
          columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
          tool: {
            type: "object",
            required: ["driver"],
            properties: {
              driver: {
                type: "object",
                required: ["name", "rules"],
                properties: {
                  name: { type: "string" },
                  rules: {
                    type: "array",
                    uniqueItems: true,
                    items: {
                      type: "object",
                      required: ["id"],
                      properties: {
                        defaultConfiguration: {
                          type: "object",
                          properties: { level: { enum: ["none", "note", "warning", "error"] } },
                        },
                        help: { type: "object", required: ["text"] },
                      },
                    },
                  },
                },
              },
            },
          },
          invocations: {
            type: "array",
            items: { type: "object", required: ["executionSuccessful"] },
          },
          results: {
            type: "array",
            items: {
              type: "object",
              required: ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
              properties: {
                level: { enum: ["none", "note", "warning", "error"] },
                message: { type: "object", required: ["text"], properties: { text: { type: "string" } } },
                partialFingerprints: { type: "object", additionalProperties: { type: "string" } },
                locations: {
                  type: "array",
                  minItems: 1,
                  items: {
                    type: "object",
                    properties: {
                      physicalLocation: {
                        type: "object",
                        properties: {
                          artifactLocation: {
                            type: "object",
                            properties: { uri: { type: "string", pattern: '^[^\\s\\\\<>"{}|^`#?]*$' } },
                          },
                          region: { type: "object", properties: { startLine: { type: "integer", minimum: 1 } } },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
} as const;

const isSarif = new Ajv({ allErrors: true }).compile(sarifSchema);

function expectValid(text: string): void {
  const log = JSON.parse(text);
  isSarif(log);
  expect(isSarif.errors ?? []).toEqual([]);
  const [{ tool, results }] = log.runs;
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
}

test.each(Object.entries(stories))("the story %s is valid SARIF", (_, story) => {
  expectValid(renderSarif(story, "0.1.0"));
});

test("every report is valid SARIF, and each result names its rule", () => {
  fc.assert(
    fc.property(hostileReport, (hostile) => {
      expectValid(renderSarif(hostile, "0.1.0"));
    }),
    { numRuns: 200 },
  );
});

test("a bad change reads as its golden file", async () => {
  await expect(renderSarif(stories.bad, "0.1.0")).toMatchFileSnapshot("./sarif/bad.json");
});

test("what could not be judged makes the run unsuccessful, with its reasons", () => {
  const [{ invocations }] = JSON.parse(renderSarif(stories.errored, "0.1.0")).runs;

  expect(invocations[0].executionSuccessful).toBe(false);
  expect(invocations[0].toolExecutionNotifications.length).toBe(2);
});
