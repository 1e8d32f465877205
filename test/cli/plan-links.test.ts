import { expect, test } from "vitest";
import { createPlanLinks } from "../../src/cli/plan-links.ts";
import type { StoredPlan } from "../../src/ports/stored-plans.ts";
import { report } from "../report/builders.ts";

const plan: StoredPlan = {
  repository: { owner: "acme", name: "shop" },
  pullRequest: 7,
  repositoryUrl: "https://github.com/acme/shop",
  at: 0,
  report: report(),
};

test.each([
  ["the public address, whatever listens", "https://plans.example.com", "0.0.0.0", "https://plans.example.com/plans/t"],
  [
    "the public address, on this machine too",
    "https://plans.example.com",
    "127.0.0.1",
    "https://plans.example.com/plans/t",
  ],
  ["where it listens on this machine alone", undefined, "127.0.0.1", "http://127.0.0.1:3000/plans/t"],
])("a link leads to %s", async (_, publicUrl, host, expected) => {
  const links = createPlanLinks({ keep: async () => "t" }, { publicUrl, host });
  links.listening("http://127.0.0.1:3000");

  expect(await links.keepPlan(plan)).toBe(expected);
});

test("nothing is kept where no link could lead", async () => {
  let kept = 0;
  const keep = async () => {
    kept += 1;
    return "t";
  };
  const unnamed = createPlanLinks({ keep }, { publicUrl: undefined, host: "0.0.0.0" });
  unnamed.listening("http://127.0.0.1:3000");
  const worker = createPlanLinks({ keep }, { publicUrl: undefined, host: "127.0.0.1" });

  expect([await unnamed.keepPlan(plan), await worker.keepPlan(plan), kept]).toEqual([null, null, 0]);
});

test("a plan that is too large has no link", async () => {
  const links = createPlanLinks({ keep: async () => null }, { publicUrl: "https://plans.example.com", host: "::" });

  expect(await links.keepPlan(plan)).toBeNull();
});
