import { expect, test } from "vitest";
import { commands } from "../../src/commands/index.ts";
import { runCommand } from "../../src/commands/run.ts";

const caller = { repository: { id: 1, installation: 1, owner: "acme", name: "shop" }, pullRequest: 1, author: "alice" };

test.each([...commands])("the usage of /%s starts with its name", (name, { usage }) => {
  expect(usage.split(" ")[0]).toBe(`/${name}`);
});

test.each([...commands.keys()])("/%s --help tells its usage and does nothing", async (name) => {
  const reply = await run({ name, word: name, rest: "--help" });

  expect(reply).toContain(commands.get(name)?.usage);
});

test("whoever GitHub does not know may do nothing", async () => {
  const ports = { people: { permission: async () => "none" as const }, requestAgain: neverCalled };

  expect((await runCommand({ name: "plan", word: "plan", rest: "" }, caller, ports)).text).toContain(
    "needs `write` permission",
  );
});

test("a command that fails says so", async () => {
  const ports = {
    people: { permission: async () => "admin" as const },
    requestAgain: async () => {
      throw new Error("GitHub is away");
    },
  };

  expect((await runCommand({ name: "plan", word: "plan", rest: "" }, caller, ports)).text).toContain("GitHub is away");
});

test("a word too many is refused", async () => {
  expect(await run({ name: "plan", word: "plan", rest: "everything" })).toContain("a word too many: everything");
});

function run(line: Parameters<typeof runCommand>[0]): Promise<string> {
  const ports = { people: { permission: async () => "write" as const }, requestAgain: neverCalled };
  return runCommand(line, caller, ports).then(({ text }) => text);
}

async function neverCalled(): Promise<never> {
  throw new Error("The command did its work.");
}
