import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { HclReader } from "../../../src/sources/hcl/reader.ts";

test("a text that takes too long costs the thread, and the next ones are read", async () => {
  const slow = `a = [${"1,".repeat(100_000)}]`;
  const impatient = new HclReader(1);
  const patient = new HclReader();

  expect(await impatient.read(slow)).toEqual({
    status: "stopped",
    reason: "reading it took longer than 0.001 seconds",
  });
  expect(await patient.read("a = 1")).toMatchObject({ status: "read", object: { a: 1 } });
});

test("texts are answered in the order in which they were asked", async () => {
  const reader = new HclReader();

  const answers = await Promise.all(["a = 1", "a = ", "a = 2"].map((text) => reader.read(text)));

  expect(answers.map(({ status }) => status)).toEqual(["read", "broken", "read"]);
});

test("a program that has read its texts ends, although the thread waits for more", () => {
  const program = `
    import { HclReader } from ${JSON.stringify(resolve("src/sources/hcl/reader.ts"))};
    console.log((await new HclReader().read("a = 1")).status);
  `;

  const out = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
    timeout: 25_000,
  });

  expect(out).toBe("read\n");
}, 30_000);
