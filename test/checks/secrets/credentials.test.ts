import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { findCredentials } from "../../../src/checks/secrets/credentials.ts";

test("searches leave nothing behind that a long life would add up", async () => {
  await findCredentials([{ path: "web.yaml", text: "before: anything\n" }]);
  const before = performance.getEntries().length;

  const found = await findCredentials([{ path: "web.yaml", text: `url: https://web:${"xK4"}pq9v2@db.example.com/\n` }]);

  expect(found.map(({ path, line }) => [path, line])).toEqual([["web.yaml", 1]]);
  expect(performance.getEntries()).toHaveLength(before);
});
