import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { defaults } from "../../src/forge/apps.ts";

test("an App asks for what app.yml asks for, unless told otherwise", () => {
  const manifest: { default_permissions: object; default_events: string[] } = parse(readFileSync("app.yml", "utf8"));

  expect(defaults.permissions).toEqual(manifest.default_permissions);
  expect(defaults.events).toEqual(manifest.default_events);
});
