import { nearest } from "../domain/nearest.ts";
import { UsageError, type Verb } from "./verb.ts";

const commands = ["test", "list", "explain", "build"] as const;

export const policy: Verb = {
  name: "policy",
  help: `
Tests, lists, explains and compiles policies. Both syntaxes of Rego load side by side.

Usage
  fairlead policy test [DIR]… [--built-in] [--run REGEX] [--coverage] [--threshold PERCENT]
                       [--format text|json|junit] [-v]
  fairlead policy list [DIR]… [--format text|json]
  fairlead policy explain RULE [DIR]…
  fairlead policy build [DIR] -o FILE

Commands
  test     run the tests (*_test.rego, Gatekeeper's suites) of each DIR; without one of policies/, or of the
           built-in policies where there is no such folder
  list     list the built-in rules and those of each DIR, with severity, source and parameters; without a DIR
           those that fairlead check would load here, from folders, pinned sources and the operator
  explain  what a rule is for, how much it weighs here and why, its parameters, and what passes and fails
  build    compile the policies of DIR, or of this repository, to one WebAssembly module, as a check does

Options of test
  --built-in          the built-in policies as well
  --run REGEX         only tests whose name, data.<package>.<test>, matches
  --coverage          how many lines of each file the tests reach, and which they do not
  --threshold PERCENT fail when they reach less
  --format FORMAT     text, json, or junit (XML for CI systems)
  -v, --verbose       every test, also those that pass

Examples
  fairlead policy test policies --coverage --threshold 80
  fairlead policy test policies --format junit > junit.xml
  fairlead policy list --format json
  fairlead policy explain latest-tag
  fairlead policy build policies -o policies.wasm

Exit code: 0 all is well, 1 a test failed or a policy is wrong, 2 it could not be done, 64 wrong usage.`,
  async run([command, ...args], terminal) {
    if (command === "test") return (await import("./policy/test.ts")).testPolicies(args, terminal);
    if (command === "list") return (await import("./policy/list.ts")).listPolicies(args, terminal);
    if (command === "explain") return (await import("./policy/explain.ts")).explainPolicy(args, terminal);
    if (command === "build") return (await import("./policy/build.ts")).buildPolicies(args, terminal);
    throw new UsageError(
      command === undefined
        ? `Say what to do: fairlead policy ${commands.slice(0, -1).join(", ")} or ${commands.at(-1)}.`
        : `fairlead policy has no command ${JSON.stringify(command)}${meant(command)}`,
    );
  },
};

function meant(command: string): string {
  const close = nearest(command, commands);
  return close === undefined ? `: it is one of ${commands.join(", ")}.` : `; did you mean ${close}?`;
}
