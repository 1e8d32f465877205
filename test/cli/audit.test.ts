import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAudit } from "../../src/adapters/database/audit.ts";
import { type Database, openDatabase } from "../../src/adapters/database/database.ts";
import { unprivilegedUser } from "../../src/adapters/database/postgres-binaries.ts";
import { temporaryFor } from "../../src/adapters/database/quarters.ts";
import { audit } from "../../src/cli/audit.ts";
import { recordingTerminal } from "./terminal.ts";

let dataDirectory: string;
let database: Database;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(await temporaryFor(await unprivilegedUser()), "fairlead-audit-"));
  database = await openDatabase({ dataDirectory });
  const entry = { repository: "acme/shop", actor: "bob", action: "command", subject: "#7", details: {} } as const;
  const { append } = openAudit(database.pool);
  await append({ ...entry, at: Date.UTC(2026, 10, 1) });
  await append({
    ...entry,
    at: Date.UTC(2026, 10, 2),
    repository: "acme/other",
    details: { said: 'a "word", or two' },
  });
  await append({ ...entry, at: Date.UTC(2026, 10, 3), subject: "=HYPERLINK(1)" });
});

afterAll(async () => {
  await database.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

test("the embedded database is read beside the program that uses it", async () => {
  const { code, out } = await run("verify");

  expect(code).toBe(0);
  expect(out).toMatch(/^The audit log is whole: 3 entries\.\nTo compare with later: --seen 3:[0-9a-f]{64}\n$/);
  const [, seen = ""] = /--seen (\S+)/.exec(out) ?? [];
  expect((await run("verify", "--seen", seen)).code).toBe(0);
  expect(await run("verify", "--seen", seen.replace("3:", "2:"))).toMatchObject({
    code: 1,
    out: "Entry 2 of the audit log is wrong: it is another one than was seen before.\n",
  });
});

test("entries are chosen by time and repository, and printed one to a line", async () => {
  const subjects = async (...args: readonly string[]) =>
    (await run("export", ...args)).out
      .split("\n")
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { seq: number }).seq);

  expect(await subjects()).toEqual([1, 2, 3]);
  expect(await subjects("--since", "2026-11-02")).toEqual([2, 3]);
  expect(await subjects("--since", "2026-11-02T00:00:01Z", "--repository", "Acme/Shop")).toEqual([3]);
  expect((await run("export")).out).toContain('{"time":"2026-11-01T00:00:00.000Z","seq":1,');
});

test("CSV quotes what it must, and no cell is a formula", async () => {
  const { out } = await run("export", "--format", "csv");

  expect(out).toContain('"{""said"":""a \\""word\\"", or two""}"');
  expect(out).toContain(",'=HYPERLINK(1),");
  expect(out.split("\r\n")).toHaveLength(5);
});

test.each([
  [[], "Say what to do"],
  [["prove"], "no command"],
  [["verify", "--seen", "3"], "--seen takes"],
  [["export", "--since", "yesterday"], "is no time such as"],
  [["export", "--format", "xml"], "--format"],
])("%j is wrong usage", async (args, sentence) => {
  await expect(run(...args)).rejects.toThrow(sentence);
});

test("a folder without a database is told, and none is made there", async () => {
  const { terminal, printed } = recordingTerminal({
    directory: "/",
    env: { FAIRLEAD_DATA_DIR: join(dataDirectory, "none") },
  });

  expect(await audit.run(["verify"], terminal)).toBe(2);
  expect(printed.err).toContain("There is no database in");
});

async function run(...args: readonly string[]) {
  const { terminal, printed } = recordingTerminal({ directory: "/", env: { FAIRLEAD_DATA_DIR: dataDirectory } });
  const code = await audit.run(args, terminal);
  return { code, ...printed };
}
