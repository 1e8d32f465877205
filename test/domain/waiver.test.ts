import { expect, test } from "vitest";
import { covers, type Waiver } from "../../src/domain/waiver.ts";

const fingerprint = "ab".repeat(32);

test.each([
  ["the whole fingerprint", fingerprint, true],
  ["as much of it as nobody can make another finding begin with", fingerprint.slice(0, 32), true],
  ["less of it", fingerprint.slice(0, 31), false],
  ["another", `${fingerprint.slice(0, 62)}00`, false],
])("a waiver names a finding by %s", (_, written, covered) => {
  expect(covers(waiver(written), { rule: "latest-tag", fingerprint }, 5)).toBe(covered);
});

test("a waiver covers nothing of another rule, nothing without a fingerprint, and nothing once it has ended", () => {
  const given = waiver(fingerprint);
  expect(covers(given, { rule: "host-path", fingerprint }, 5)).toBe(false);
  expect(covers(given, { rule: "latest-tag" }, 5)).toBe(false);
  expect(covers(given, { rule: "latest-tag", fingerprint }, 10)).toBe(false);
});

function waiver(written: string): Waiver {
  const about = { owner: "mona", reason: "until the next release", ticket: null, origin: "file" } as const;
  return { id: "file-1", rule: "latest-tag", fingerprints: [written], until: 10, ...about };
}
