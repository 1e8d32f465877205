import { expect, test } from "vitest";
import { fromJson } from "../../../src/adapters/cel/from-json.ts";
import { toJson } from "../../../src/adapters/cel/to-json.ts";
import { corpus, type Expected, object } from "./corpus.ts";
import { evaluate } from "./evaluate.ts";

const variables = new Map([["object", fromJson(object)]]);

test.each(Object.entries(corpus))("the API server's answers: %s", (_, expressions) => {
  const found = Object.keys(expressions).map((text): [string, Expected] => [text, answerTo(text)]);
  expect(Object.fromEntries(found)).toEqual(expressions);
});

test("the corpus is large", () => {
  expect(Object.values(corpus).flatMap((one) => Object.keys(one)).length).toBeGreaterThan(300);
});

test("a release has the functions of that release", () => {
  expect(evaluate("isIP('::1')", new Map(), 29).status).toBe("refused");
  expect(evaluate("isIP('::1')", new Map(), 30).status).toBe("value");
  expect(evaluate("[1].all(i, v, true)", new Map(), 31).status).toBe("refused");
  expect(evaluate("[1].all(i, v, true)", new Map(), 32).status).toBe("value");
  expect(evaluate("[2, 1].sort()", new Map(), 33).status).toBe("refused");
});

function answerTo(text: string): Expected {
  const found = evaluate(text, variables);
  return found.status === "value" ? toJson(found.value) : { status: found.status };
}
