import fc from "fast-check";
import { expect, test } from "vitest";
import { createSlots } from "../../src/pipeline/slots.ts";

test("whoever wants little is not kept waiting by whoever wants much", async () => {
  const slots = createSlots(2);
  const [large, small] = [{}, {}];
  const order: string[] = [];
  const work = (name: string) => async () => void order.push(name);

  await Promise.all([
    ...Array.from({ length: 50 }, () => slots(large, work("large"))),
    ...Array.from({ length: 3 }, () => slots(small, work("small"))),
  ]);

  expect(order).toHaveLength(53);
  expect(order.lastIndexOf("small")).toBeLessThan(12);
});

test("work of one owner begins in the order in which it was asked for", async () => {
  const slots = createSlots(1);
  const owner = {};
  const order: number[] = [];

  await Promise.all([0, 1, 2, 3].map((index) => slots(owner, async () => void order.push(index))));

  expect(order).toEqual([0, 1, 2, 3]);
});

test("never more at once than there are slots, and all of it is done, whatever fails", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.record({ owner: fc.nat(3), fails: fc.boolean(), turns: fc.nat(3) }), { maxLength: 40 }),
      async (count, jobs) => {
        const slots = createSlots(count);
        const owners = [{}, {}, {}, {}];
        let [now, most] = [0, 0];

        const done = await Promise.allSettled(
          jobs.map(({ owner, fails, turns }) =>
            slots(owners[owner] ?? {}, async () => {
              now += 1;
              most = Math.max(most, now);
              for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
              now -= 1;
              if (fails) throw new Error("failed");
            }),
          ),
        );

        expect(done.map(({ status }) => status === "rejected")).toEqual(jobs.map(({ fails }) => fails));
        expect(most).toBeLessThanOrEqual(count);
        expect(await slots({}, async () => "free")).toBe("free");
      },
    ),
  );
});
