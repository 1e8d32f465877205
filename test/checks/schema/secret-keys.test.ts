import { expect, test } from "vitest";
import { judgeManifest } from "../../../src/checks/schema/judge-manifest.ts";

test("no message about a Secret holds a key that is none, which may be a value in the wrong place", () => {
  const verdict = judgeManifest(
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "db" },
      data: { "hunter2 is it": 1, ok: 2 },
      "hunter2 too": "x",
    },
    34,
    new Map(),
  );

  const messages = verdict.status === "known" ? verdict.problems.map(({ message }) => message) : [];
  expect(messages.length).toBeGreaterThan(2);
  expect(messages.join("\n")).not.toContain("hunter2");
  expect(messages.join("\n")).toContain("data.ok");
});
