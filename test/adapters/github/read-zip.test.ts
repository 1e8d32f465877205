import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { readZip } from "../../../src/adapters/github/read-zip.ts";

test("files are read by path, directories are none", () => {
  const files = readZip(zipSync({ "a/": new Uint8Array(), "a/b.json": strToU8("{}") }));

  expect([...(files ?? new Map())].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
    ["a/b.json", "{}"],
  ]);
});

test("what is no archive is no archive", () => {
  expect(readZip(strToU8("not a zip"))).toBeUndefined();
  expect(readZip(new Uint8Array())).toBeUndefined();
});

test("a file larger than any plan is left out, however small it is packed", () => {
  const archive = zipSync({ "bomb.json": new Uint8Array(65 * 1024 * 1024), "plan.json": strToU8("{}") });

  expect(archive.length).toBeLessThan(200 * 1024);
  expect([...(readZip(archive) ?? new Map()).keys()]).toEqual(["plan.json"]);
});

test("an archive that says less than it holds gives no more than it says", () => {
  const archive = zipSync({ "plan.json": strToU8("x".repeat(100_000)) });
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  for (let at = 0; at + 28 < archive.length; at++) {
    const signature = view.getUint32(at, true);
    if (signature === 0x04034b50) view.setUint32(at + 22, 10, true);
    if (signature === 0x02014b50) view.setUint32(at + 24, 10, true);
  }

  const length = [...(readZip(archive) ?? new Map<string, Uint8Array>()).values()].reduce(
    (sum, { length }) => sum + length,
    0,
  );

  expect(length).toBeLessThanOrEqual(10);
});
