import { afterEach, beforeEach, expect, test } from "vitest";
import type { Revision } from "../../src/domain/revision.ts";
import { judgeLines } from "./line-judge.ts";
import { concluded, createSetting, lines, type Setting } from "./setting.ts";

let setting: Setting;

beforeEach(async () => {
  setting = await createSetting();
});

afterEach(() => setting.stop());

test("a head is judged against the base branch as it is now, not as it was when the pull request was opened", async () => {
  const { forge, shop } = setting;
  const bases: (Revision | null)[] = [];
  forge.install(setting.app, shop);
  await shop.commit({ branch: "change", files: { "web.yaml": `${lines("better")}\n` }, author: "alice" });
  const { number, headSha } = await forge.as("alice").openPullRequest("acme/shop", { title: "Change", head: "change" });
  const tip = await shop.commit({ files: { "policies/new.rego": "package new\n" }, author: "alice" });

  await setting.start((request, repository) => {
    bases.push(request.base);
    return judgeLines(request, repository);
  });
  await forge.as("alice").comment("acme/shop", number, "/plan");
  await concluded(forge, headSha, "success");

  expect(bases).toContain(tip);
  expect(bases.every((base) => base === tip)).toBe(true);
});
