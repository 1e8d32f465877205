import { expect, test } from "vitest";
import { remembered } from "../../../src/forge/git/remember.ts";

const [one, other] = ["1".repeat(40), "2".repeat(40)];

function counted(answer: () => Promise<string> = async () => "answer") {
  const asked: string[] = [];
  const ask = remembered((directory, from, to) => {
    asked.push(`${directory} ${from[0]} ${to[0]}`);
    return answer();
  });
  return { ask, asked };
}

test("two objects are asked about once in each repository, and in each order", async () => {
  const { ask, asked } = counted();

  for (const directory of ["a", "b", "a"]) await ask(directory, one, other);
  await ask("a", other, one);

  expect(asked).toEqual(["a 1 2", "b 1 2", "a 2 1"]);
});

test("what a name means is asked every time, and so is what failed", async () => {
  const { ask, asked } = counted(() => Promise.reject(new Error("gone")));

  await expect(ask("a", one, "main")).rejects.toThrow("gone");
  await expect(ask("a", one, "main")).rejects.toThrow("gone");
  await expect(ask("a", one, other)).rejects.toThrow("gone");
  await expect(ask("a", one, other)).rejects.toThrow("gone");

  expect(asked).toEqual(["a 1 m", "a 1 m", "a 1 2", "a 1 2"]);
});

test("what was asked longest ago is forgotten", async () => {
  const { ask, asked } = counted();
  for (let index = 0; index <= 500; index += 1) await ask(`repository ${index}`, one, other);

  await ask("repository 500", one, other);
  await ask("repository 0", one, other);

  expect(asked).toHaveLength(502);
});
