import { expect, test } from "vitest";
import { asked } from "./asked.ts";
import { themes } from "./themes.ts";

test.each(themes.map((theme) => [theme.about, theme] as const))("%s", async (_, { rules, good, bad }) => {
  for (const object of good) expect(await asked({ rules, objects: object }), object).toEqual([]);
  for (const [object, pointer] of bad) {
    const answers = await asked({ rules, objects: object });
    expect(answers, object).toHaveLength(1);
    expect(answers[0], object).toContain(`: deny p/r at ${pointer}: `);
  }
});
