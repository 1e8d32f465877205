import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { verbs } from "../../src/cli/index.ts";
import { runCommandLine } from "../../src/cli/run.ts";
import { exitCode, type Terminal, UsageError, type Verb } from "../../src/cli/verb.ts";
import { recordingTerminal } from "./terminal.ts";

const version = "1.2.3";

const greet: Verb = {
  name: "greet",
  help: "\nUsage\n  fairlead greet\n",
  async run(args, terminal) {
    terminal.out(`hello ${args.join(" ")}`);
    return exitCode.failed;
  },
};

test("a verb gets what follows it, and its answer is the exit code", async () => {
  expect(await run([greet], ["greet", "you", "--loud"])).toEqual({ code: 1, out: "hello you --loud", err: "" });
});

test("--help lists every verb on standard output; nothing at all lists them as a mistake", async () => {
  const asked = await run([greet], ["--help"]);
  const bare = await run([greet], []);

  expect(asked.code).toBe(0);
  expect(asked.out).toContain("greet  Say hello.");
  expect(bare).toEqual({ code: 64, out: "", err: asked.out });
});

test("the list of verbs loads none of them", async () => {
  const load = () => Promise.reject(new Error("loaded"));
  const { terminal, printed } = recordingTerminal({});

  const code = await runCommandLine(
    ["--help"],
    { verbs: { greet: { summary: "Say hello.", load } }, version },
    terminal,
  );

  expect(code).toBe(0);
  expect(printed.out).toContain("greet  Say hello.");
});

test.each([[["greet", "--help"]], [["greet", "-h"]], [["help", "greet"]], [["--help", "greet"]]])(
  "%j prints the verb's own help and does not run it",
  async (args) => {
    expect(await run([greet], args)).toEqual({ code: 0, out: "Usage\n  fairlead greet\n", err: "" });
  },
);

test("an unknown verb is one sentence with what was probably meant", async () => {
  const { code, err, out } = await run([greet], ["gret"]);

  expect({ code, out }).toEqual({ code: 64, out: "" });
  expect(err).toBe('fairlead: There is no verb "gret"; did you mean greet?\nRead on with: fairlead --help\n');
});

test("a name that every object has is no verb", async () => {
  expect((await run([greet], ["constructor"])).err).toContain('There is no verb "constructor".');
});

test("wrong arguments point to the verb's help; other failures are exit code 2 without a stack trace", async () => {
  const wrong = await run([failing(new UsageError("--x needs a value after it."))], ["fail"]);
  const broken = await run([failing(new Error("git is gone."))], ["fail"]);

  expect(wrong).toEqual({
    code: 64,
    out: "",
    err: "fairlead: --x needs a value after it.\nRead on with: fairlead fail --help\n",
  });
  expect(broken).toEqual({
    code: 2,
    out: "",
    err: "fairlead: git is gone.\nSet FAIRLEAD_DEBUG=1 to see where this came from.\n",
  });
});

test("FAIRLEAD_DEBUG prints where an error came from, causes included", async () => {
  const error = new Error("git is gone.", { cause: new Error("ENOENT") });

  const { err } = await run([failing(error)], ["fail"], { env: { FAIRLEAD_DEBUG: "1" } });

  expect(err).toMatch(/fairlead: git is gone\.\nError: git is gone\.\n +at /);
  expect(err).toContain("because Error: ENOENT");
});

test("a run that was stopped says nothing more and exits as shells expect", async () => {
  const verb = failing(new Error("stopped half-way"));

  expect(await run([verb], ["fail"], { signal: AbortSignal.abort() })).toEqual({ code: 130, out: "", err: "" });
});

test("only a verb that says so reads .env, and variables that are set win", async () => {
  const directory = mkdtempSync(join(tmpdir(), "fairlead-env-"));
  writeFileSync(join(directory, ".env"), "APP_ID=12\nPATH=/evil\n");
  const show = (terminal: Terminal) => `${terminal.env.APP_ID} ${terminal.env.PATH}`;
  const plain: Verb = {
    ...greet,
    async run(_, terminal) {
      terminal.out(show(terminal));
      return exitCode.passed;
    },
  };

  const without = await run([plain], ["greet"], { directory, env: { PATH: "/bin" } });
  const withFile = await run([{ ...plain, readsEnvFile: true }], ["greet"], { directory, env: { PATH: "/bin" } });
  rmSync(directory, { recursive: true });

  expect(without.out).toBe("undefined /bin");
  expect(withFile.out).toBe("12 /bin");
});

test("the version is the package's", async () => {
  expect((await run([greet], ["--version"])).out).toBe("fairlead 1.2.3\n");
});

test.each(Object.entries(verbs))("%s says its usage, examples and exit codes", async (name, { summary, load }) => {
  const verb = await load();

  expect(verb.name).toBe(name);
  expect(summary).toMatch(/^[A-Z].{10,90}\.$/);
  expect(verb.help).toContain(`Usage\n  fairlead ${name}`);
  expect(verb.help).toContain(`Examples\n  `);
  expect(verb.help).toContain("Exit code");
  expect(Math.max(...verb.help.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
});

function failing(error: Error): Verb {
  return { ...greet, name: "fail", run: () => Promise.reject(error) };
}

async function run(
  registered: readonly Verb[],
  args: readonly string[],
  given: Parameters<typeof recordingTerminal>[0] = {},
) {
  const { terminal, printed } = recordingTerminal(given);
  const verbs = Object.fromEntries(
    registered.map((verb) => [verb.name, { summary: "Say hello.", load: async () => verb }]),
  );
  const code = await runCommandLine(args, { verbs, version }, terminal);
  return { code, ...printed };
}
