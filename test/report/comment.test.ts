import { expect, test } from "vitest";
import { renderComment } from "../../src/report/comment.ts";
import { links } from "./builders.ts";
import { stories } from "./stories.ts";

test.each(Object.entries(stories))("the comment of the story %s reads as its golden file", async (name, story) => {
  await expect(renderComment(story, links)).toMatchFileSnapshot(`./comment/${name}.md`);
});
