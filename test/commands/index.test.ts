import { expect, test } from "vitest";
import type { Command } from "../../src/commands/command.ts";
import { commands } from "../../src/commands/index.ts";
import { runCommand } from "../../src/commands/run.ts";
import type { AuditEntry } from "../../src/domain/audit.ts";
import type { Permission } from "../../src/ports/github.ts";

type Line = Parameters<typeof runCommand>[0]["line"];
type CommandPorts = Parameters<Command["run"]>[1];

const caller = {
  repository: { id: 1, installation: 1, owner: "acme", name: "shop" },
  pullRequest: 1,
  author: "alice",
  comment: { id: 5, writtenAt: 0 },
};

test.each([...commands])("the usage of /%s starts with its name", (name, { usage }) => {
  expect(usage.split(" ")[0]).toBe(`/${name}`);
});

test.each([...commands.keys()])("/%s --help tells its usage and does nothing", async (name) => {
  const { text } = await run({ name, word: name, rest: "--help" });

  expect(text).toContain(commands.get(name)?.usage);
});

test.each([...commands])("whoever GitHub does not know may not even ask for /%s", async (name, { permission }) => {
  const { text, entries } = await run({ name, word: name, rest: "" }, "none");

  expect(text).toContain(`needs \`${permission}\` permission`);
  expect(entries).toMatchObject([{ action: "command", actor: "alice", details: { command: name, allowed: false } }]);
});

test("a command that fails says so, and the log has it", async () => {
  const { text, entries } = await run({ name: "status", word: "status", rest: "" });

  expect(text).toContain("GitHub is away");
  expect(entries).toMatchObject([{ details: { command: "status", allowed: true, done: false, comment: 5 } }]);
});

test("a word too many is refused", async () => {
  expect((await run({ name: "plan", word: "plan", rest: "everything" })).text).toContain("a word too many: everything");
});

async function run(line: Line, permission: Permission = "write") {
  const entries: AuditEntry[] = [];
  const people = { permission: async () => permission, membership: async () => "none" as const };
  const append = async (entry: AuditEntry) => void entries.push(entry);
  // Whatever else is asked for fails.
  const ports = new Proxy({} as CommandPorts, {
    get(_, name) {
      const given = { people, clock: { now: () => 0 }, audit: { append } };
      if (Object.hasOwn(given, name)) return given[name as keyof typeof given];
      throw new Error("GitHub is away");
    },
  });
  const { text } = await runCommand({ line, place: 0 }, caller, ports as Parameters<typeof runCommand>[2]);
  return { text, entries };
}
