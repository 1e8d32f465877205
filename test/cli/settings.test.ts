import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseSettings, settingsSchema } from "../../src/cli/settings.ts";
import { secretNames } from "../../src/cli/variable.ts";

const key = "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----";
const env = { APP_ID: "7", PRIVATE_KEY: key, WEBHOOK_SECRET: "sixteen letters!" };
const example = readFileSync(".env.example", "utf8");

test(".env.example lists exactly what is read, each with its description", () => {
  const listed = [...example.matchAll(/^# (.+)\n([A-Z_]+)=/gm)].map(([, description, name]) => [name, description]);
  const read = Object.entries(settingsSchema.properties).map(([name, schema]) => [
    name,
    "description" in schema ? schema.description : "",
  ]);

  expect(listed).toEqual(read);
  for (const name of secretNames) expect(example).toContain(`${name}_FILE`);
});

test("an empty environment names everything that is missing at once", () => {
  const parsed = parseSettings({}, "/");

  expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.split(" ")[0])).toEqual([
    "APP_ID",
    "PRIVATE_KEY",
    "WEBHOOK_SECRET",
  ]);
});

test("wrong values are told with the name, and never repeated", () => {
  const parsed = parseSettings({ ...env, APP_ID: "seven", WEBHOOK_SECRET: "short", PORT: "http" }, "/");

  expect(parsed.ok).toBe(false);
  expect(parsed.ok ? "" : parsed.problems.join("\n")).toMatch(
    /^APP_ID is wrong.*\nWEBHOOK_SECRET is wrong.*\nPORT is wrong/,
  );
  expect(parsed.ok ? "" : parsed.problems.join("\n")).not.toContain("short");
});

test("a private key may be plain, escaped, in base64, or in a file", () => {
  const file = { ...env, PRIVATE_KEY: "", PRIVATE_KEY_FILE: "test/cli/settings.test.ts" };
  const keys = [env, { ...env, PRIVATE_KEY: key.replaceAll("\n", "\\n") }, { ...env, PRIVATE_KEY: btoa(key) }].map(
    (one) => {
      const parsed = parseSettings(one, "/");
      return parsed.ok && parsed.settings.privateKey;
    },
  );

  expect(keys).toEqual([key, key, key]);
  expect(parseSettings(file, process.cwd()).ok).toBe(true);
  expect(parseSettings({ ...file, PRIVATE_KEY_FILE: "gone.pem" }, "/")).toMatchObject({ ok: false });
});

test("the server's API follows from its address", () => {
  const url = (given?: string) => {
    const parsed = parseSettings({ ...env, GITHUB_URL: given }, "/");
    return parsed.ok && parsed.settings.apiUrl;
  };

  expect([url(), url("https://github.example")]).toEqual(["https://api.github.com", "https://github.example/api/v3"]);
});

test("the public address is kept without a slash at its end, and is none without a scheme", () => {
  const url = (given?: string) => {
    const parsed = parseSettings({ ...env, FAIRLEAD_PUBLIC_URL: given }, "/");
    return parsed.ok ? parsed.settings.publicUrl : parsed.problems.join();
  };

  expect([url(), url("https://a.example/"), url("http://a.example:8080/fairlead/")]).toEqual([
    undefined,
    "https://a.example",
    "http://a.example:8080/fairlead",
  ]);
  for (const wrong of ["a.example", "ftp://a.example", "https://a.example/?x", "https://a .example"])
    expect(url(wrong)).toContain("FAIRLEAD_PUBLIC_URL is wrong");
});
