import { expect, test } from "vitest";
import { untouched } from "../../src/pipeline/untouched.ts";

const application = (name: string, environment: string) => ({
  name,
  environment,
  path: name,
  renderer: "plain",
  why: "The test says so.",
});

test("of what changes, the environments that do not are named, and nothing of other applications", () => {
  const known = [application("web", "prod"), application("web", "dev"), application("api", "prod")];

  expect(untouched(known, [{ application: application("web", "dev") }])).toEqual([
    { name: "web", environment: "prod" },
  ]);
});
