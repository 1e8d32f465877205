import { expect, test } from "vitest";
import { readableEntries } from "../../../src/checks/secrets/secret-entries.ts";
import { notDeterministic } from "../../../src/domain/not-deterministic.ts";

test("what a chart makes up when it is rendered is no secret of the repository", () => {
  const secret = {
    data: { password: notDeterministic, other: "aHVudGVyMg==" },
    stringData: { login: `admin:${notDeterministic}` },
  };

  expect(readableEntries(secret).map(({ key }) => key)).toEqual(["other"]);
});
