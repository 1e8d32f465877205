import { expect, test } from "vitest";
import { play } from "../../src/cli/demo/play.ts";
import type { Stage } from "../../src/cli/demo/stage.ts";
import { type Step, sight } from "../../src/cli/demo/step.ts";
import { recordingTerminal } from "./terminal.ts";

/** These steps look at nothing. */
const stage = {} as Stage;

test("a step is looked at again until it is as told", async () => {
  const { terminal, printed } = recordingTerminal();
  let looks = 0;
  const story = [step("It works", () => ++looks > 2)];

  expect(await play(story, stage, terminal)).toBe(1);
  expect(printed.out).toContain("1. It works\n   → sent\n   ✓ it holds\n");
});

test("the story ends at the first step that is not as told, and says which expectation failed", async () => {
  const { terminal, printed } = recordingTerminal();
  const story = [step("First", () => true), step("Second", () => false), step("Third", () => true)];

  expect(await play(story, stage, terminal, 0)).toBe(1);
  expect(printed.out).toContain("   ✗ it holds\n");
  expect(printed.out).not.toContain("Third");
});

test("a step that cannot be acted is told with its reason", async () => {
  const { terminal, printed } = recordingTerminal();
  const broken: Step = { ...step("Push", () => true), act: () => Promise.reject(new Error("git push failed")) };

  expect(await play([broken], stage, terminal)).toBe(0);
  expect(printed.out).toContain("✗ git push failed");
});

function step(title: string, holds: () => boolean): Step {
  return { title, act: async () => "sent", see: async () => sight([[holds(), "it holds"]]) };
}
