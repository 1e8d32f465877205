import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readSealed, writeSealed } from "../../src/adapters/sealed-file.ts";

const directory = mkdtempSync(join(tmpdir(), "sealed-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("what was written is read under its key and no other, by our user alone", async () => {
  const path = join(directory, "deep", "kept");
  const bytes = await writeSealed(path, "one", Buffer.from("content"));

  expect((await readSealed(path, "one"))?.toString()).toBe("content");
  expect(await readSealed(path, "two")).toBeUndefined();
  expect(statSync(path)).toMatchObject({ size: bytes });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("what is damaged, cut short or absent counts as absent", async () => {
  const path = join(directory, "damaged");
  await writeSealed(path, "one", Buffer.from("content"));
  const whole = readFileSync(path);

  const read = async (content: Uint8Array) => {
    writeFileSync(path, content);
    return readSealed(path, "one");
  };

  expect(await read(Buffer.concat([whole, Buffer.from("!")]))).toBeUndefined();
  expect(await read(whole.subarray(0, 20))).toBeUndefined();
  expect(await read(new Uint8Array())).toBeUndefined();
  expect(await readSealed(join(directory, "gone"), "one")).toBeUndefined();
});
