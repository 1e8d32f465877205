import { UsageError, type Verb } from "./verb.ts";

export const policy: Verb = {
  name: "policy",
  help: `
Tests, lists and compiles policies. Both syntaxes of Rego load side by side.

Usage
  fairlead policy test [DIR]…
  fairlead policy list [DIR]… [--format text|json]
  fairlead policy build DIR -o FILE

Commands
  test   run the tests (*_test.rego) of the built-in policies and of each DIR
  list   list the rules of the built-in policies and of each DIR, with id, severity and title
  build  compile the policies of DIR to one WebAssembly module, as a check does

Examples
  fairlead policy test policies
  fairlead policy list --format json
  fairlead policy build policies -o policies.wasm

Exit code: 0 all is well, 1 a test failed or a policy is wrong, 2 OPA could not be run, 64 wrong usage.`,
  async run([command, ...args], terminal) {
    if (command === "test") return (await import("./policy/test.ts")).testPolicies(args, terminal);
    if (command === "list") return (await import("./policy/list.ts")).listPolicies(args, terminal);
    if (command === "build") return (await import("./policy/build.ts")).buildPolicies(args, terminal);
    throw new UsageError(
      command === undefined
        ? "Say what to do: fairlead policy test, list or build."
        : `fairlead policy has no command ${JSON.stringify(command)}: it is one of test, list, build.`,
    );
  },
};
