import { expect, test } from "vitest";
import { renderCrashed, renderProgress, renderSkipped, renderSuperseded } from "../../src/report/progress.ts";
import { base, head } from "./builders.ts";

test("a running check says what is being judged, and the stage", () => {
  expect(renderProgress(base, head).title).toBe("Being checked");
  expect(renderProgress(base, head, "rendering 3 of 9 applications").title).toBe(
    "Being checked: rendering 3 of 9 applications",
  );
  expect(renderProgress(base, head).summary).toContain("`9c41d7e` into `1f0a7c9`");
});

test("a superseded check is cancelled and names what took its place", () => {
  expect(renderSuperseded(head)).toMatchObject({ conclusion: "cancelled", title: "Superseded by 9c41d7e" });
});

test("a crash fails, gives the reason as text, and offers another run", () => {
  const crashed = renderCrashed("git ended: <b>@octocat</b>");

  expect(crashed.conclusion).toBe("failure");
  expect(crashed.summary).toContain("The check could not be finished: git ended: &lt;b&gt;@\u200boctocat");
  expect(crashed.actions.map(({ identifier }) => identifier)).toEqual(["rerun"]);
});

test("what had not to be judged succeeds and says why", () => {
  const skipped = renderSkipped("The merge queue's tree equals one that passed.");

  expect(skipped).toMatchObject({ conclusion: "success", title: "Nothing to judge" });
  expect(skipped.summary).toBe("The merge queue's tree equals one that passed.\n");
});
