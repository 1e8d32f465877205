import { expect, test } from "vitest";
import { readBounded } from "../../src/adapters/bounded-body.ts";

test("a body is read up to the limit, and one that goes on is let go of", async () => {
  let asked = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      asked += 1;
      controller.enqueue(new Uint8Array(4));
    },
  });

  expect((await readBounded(new Response("12345678"), 8))?.toString()).toBe("12345678");
  expect(await readBounded(new Response("123456789"), 8)).toBeUndefined();
  expect(await readBounded(new Response(endless), 8)).toBeUndefined();
  expect(asked).toBeLessThan(8);
});
