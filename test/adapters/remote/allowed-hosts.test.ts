import { expect, test } from "vitest";
import { allowedUrl, parseAllowedHosts, parseCredentials } from "../../../src/adapters/remote/allowed-hosts.ts";

test("hosts are listed with commas or blanks, and only http:// turns TLS off", () => {
  expect(parseAllowedHosts("ghcr.io, Charts.Example.com:8443 http://charts.internal/")).toEqual([
    { host: "ghcr.io", plain: false },
    { host: "charts.example.com:8443", plain: false },
    { host: "charts.internal", plain: true },
  ]);
});

test.each(["*", "example.com/path", "*.example.com", "a b@c"])("%j is no list of hosts", (text) => {
  expect(parseAllowedHosts(text)).toMatch(/is not a host such as/);
});

test.each([
  ["https://ghcr.io/x", true],
  ["http://ghcr.io/x", false],
  ["https://ghcr.io:444/x", false],
  ["https://ghcr.io.evil.com/x", false],
  ["https://user@ghcr.io/x", false],
  ["https://evil.com/#ghcr.io", false],
  ["http://charts.internal/x", true],
  ["https://charts.internal/x", true],
  ["no url", false],
])("%s is allowed: %s", (url, expected) => {
  const hosts = parseAllowedHosts("ghcr.io http://charts.internal");
  if (typeof hosts === "string") throw new Error(hosts);

  expect(allowedUrl(url, { hosts }) !== undefined).toBe(expected);
});

test("credentials are read as docker and helm keep them, and what is wrong is told without a value", () => {
  const auths = {
    "ghcr.io": { auth: "dXNlcjpwYXNz" },
    "https://index.docker.io/v1/": { username: "me", password: "pw" },
    "empty.io": {},
  };

  expect(parseCredentials(JSON.stringify({ auths }))).toEqual(
    new Map([
      ["ghcr.io", "Basic dXNlcjpwYXNz"],
      ["index.docker.io", "Basic bWU6cHc="],
    ]),
  );
  expect(parseCredentials("hunter2")).toBe("it is not JSON");
  expect(parseCredentials('{"hunter2": 1}')).not.toContain("hunter2");
});
