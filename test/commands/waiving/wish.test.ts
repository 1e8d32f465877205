import { expect, test } from "vitest";
import { parseArguments } from "../../../src/commands/parse.ts";
import { waive } from "../../../src/commands/waive.ts";
import { parseWish } from "../../../src/commands/waiving/wish.ts";

test("every option is read, and what is not said has its default", () => {
  expect(
    wish(
      'latest-tag -r web,api --resource "Deployment shop/x" -p shop -e dev -e qa --reason “Good until it is gone” —for 12h --ticket OPS-7',
    ),
  ).toEqual({
    ok: true,
    wish: {
      rule: "latest-tag",
      resources: ["web", "api", "Deployment shop/x"],
      applications: ["shop"],
      environments: ["dev", "qa"],
      reason: "Good until it is gone",
      durationMs: 12 * 3_600_000,
      ticket: "OPS-7",
    },
  });
  expect(wish('x --reason "Good until it is gone"')).toMatchObject({
    wish: { resources: [], ticket: null, durationMs: 30 * 86_400_000 },
  });
});

test.each([
  ["x", "A waiver needs a reason"],
  ['x --reason "..........!!"', "The reason is too short"],
  ['x --reason "wip wip wip"', "The reason is too short"],
  [`x --reason "${"so ".repeat(200)}"`, "longer than 500 characters"],
  ['x --reason "Good until it is gone" --for 0d', "0d is not a duration"],
  ['x --reason "Good until it is gone" --for -5d', "-5d is not a duration"],
  ['x --reason "Good until it is gone" --for 30', "30 is not a duration"],
  ['x --reason "Good until it is gone" --ticket "see the wiki"', "A ticket is a key"],
])("%s is refused", (text, problem) => {
  expect(wish(text)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
});

test("a reason may be in any script", () => {
  expect(wish('x --reason "次のリリースで固定されます"').ok).toBe(true);
});

function wish(text: string) {
  const parsed = parseArguments(text, waive.options);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parseWish(parsed);
}
