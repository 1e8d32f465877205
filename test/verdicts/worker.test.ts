import { expect, test } from "vitest";
import { createWorker } from "../../src/verdicts/worker.ts";

const silent = { info: () => {}, warn: () => {}, error: () => {} };

test("a worker that stops aborts what runs, waits for its last beat and beats no more", async () => {
  const first = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  let beats = 0;
  const beat = async (ids: readonly string[]) => {
    beats += 1;
    first.resolve();
    await release.promise;
    return new Set(ids);
  };
  const worker = createWorker("one", { beat }, silent);
  const signal = worker.watch("a check");
  await first.promise;

  let ended = false;
  const stopping = worker.stop().then(() => {
    ended = true;
  });
  await Promise.resolve();
  expect(signal.aborted).toBe(true);
  expect(ended).toBe(false);
  release.resolve();
  await stopping;

  expect(beats).toBe(1);
  expect(worker.watch("a late one").aborted).toBe(true);
});

test("a check that another worker took is aborted by the next beat, and the others go on", async () => {
  const worker = createWorker("one", { beat: async () => new Set(["kept"]) }, silent);
  const kept = worker.watch("kept");
  const lost = worker.watch("lost");

  await new Promise((aborted) => lost.addEventListener("abort", aborted, { once: true }));

  expect(kept.aborted).toBe(false);
  await worker.stop();
});
