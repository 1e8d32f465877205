import { expect, test } from "vitest";
import { secondsToWait } from "../../../src/adapters/github/pace-requests.ts";

const read = { method: "GET", url: "/repos" };
const write = { method: "POST", url: "/repos" };

test.each([
  [
    "a secondary limit is waited for as long as GitHub says",
    { status: 403, response: { headers: { "retry-after": "7" } } },
    write,
    1,
    7,
  ],
  [
    "a limit that lasts too long is not waited for",
    { status: 429, response: { headers: { "retry-after": "3600" } } },
    write,
    1,
    undefined,
  ],
  [
    "no limit is waited for without bound",
    { status: 429, response: { headers: { "retry-after": "1" } } },
    write,
    3,
    undefined,
  ],
  ["a plain refusal is final", { status: 403, response: { headers: {} } }, read, 1, undefined],
  ["a read is repeated after a hiccup", { status: 502 }, read, 1, 0.5],
  ["a read is repeated when nobody answered", {}, read, 1, 0.5],
  ["a write that may have happened is not repeated", { status: 502 }, write, 1, undefined],
  ["nor when nobody answered", {}, write, 1, undefined],
  ["what is not there stays so", { status: 404 }, read, 1, undefined],
])("%s", (_, failure, request, attempt, seconds) => {
  expect(secondsToWait(failure, request, attempt)).toBe(seconds);
});

test("a primary limit is waited for until it resets, by GitHub's own clock", () => {
  const headers = {
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": "1000020",
    date: new Date(1_000_000_000).toUTCString(),
  };

  expect(secondsToWait({ status: 403, response: { headers } }, read, 1)).toBe(20);
});
