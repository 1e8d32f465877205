import { expect, test } from "vitest";
import { createLog } from "../../src/adapters/log.ts";

/** Put together here, so that no scanner of this repository takes them for real. */
const letters = "0123456789abcdefABCDEF";
const secrets = {
  "an installation's token": `ghs_${letters}`,
  "a person's token": `github_pat_${letters}_${letters}`,
  "a token of old": `v1.${"0a".repeat(20)}`,
  "an App's token": `eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjF9.${letters}`,
  "a password in an address": "shop:hunter2",
};

test.each(Object.entries(secrets))("%s is never in a line, wherever it stands", (_, secret) => {
  const printed = logged((log) => {
    log.warn({ url: `https://${secret}@github.com/acme/shop.git`, deep: { list: [`https://${secret}@x`] } }, "fields");
    log.error({ error: new Error(`fatal: https://${secret}@github.com/ not found`) }, `https://${secret}@host failed`);
  });

  expect(printed).not.toContain(secret);
  expect(printed).toContain("github.com/acme/shop.git");
});

test("a private key is never in a line, be it whole or cut off", () => {
  const key = (end: string) => `-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n${end}`;

  const printed = logged((log) => {
    log.error({ error: key("-----END RSA PRIVATE KEY-----") }, "whole");
    log.error({ error: new Error(key("")) }, "cut off");
  });

  expect(printed).not.toContain("MIIEow");
});

test("headers that sign or authorise are never in a line", () => {
  const printed = logged((log) => {
    log.warn({ headers: { authorization: "Basic hunter2", "x-hub-signature-256": "sha256=hunter3" } }, "headers");
    log.warn({}, "authorization: token hunter4");
  });

  expect(printed).not.toMatch(/hunter\d/);
});

test("a line is one JSON object with its time, level and what was said", () => {
  const printed = logged((log) => log.info({ check: "one", count: 2 }, "two\nlines"));

  expect(printed.split("\n")).toHaveLength(2);
  expect(JSON.parse(printed)).toEqual({
    time: "1970-01-01T00:00:00.000Z",
    level: "info",
    message: "two\nlines",
    check: "one",
    count: 2,
  });
});

function logged(say: (log: ReturnType<typeof createLog>) => void): string {
  let printed = "";
  const write = (line: string) => {
    printed += line;
  };
  say(createLog(write, () => 0));
  return printed;
}
