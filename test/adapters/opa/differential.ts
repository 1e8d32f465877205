import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPolicyRunner } from "../../../src/adapters/opa/runner.ts";
import type { Json } from "../../../src/domain/json.ts";
import type { LoadedPolicies } from "../../../src/ports/policies.ts";
import { localTools, localWorkspaces } from "./local-tools.ts";

/** What an expression is worth, as OPA prints it: exact numbers, sets apart from arrays; or `undefined`. */
type Worth = string;

/**
 * Asks `opa eval` and our engine for every expression, over one input. Each is a rule of one module, so that
 * both compile once; ours asks again one by one where some expression makes the whole evaluation fail.
 */
export async function compareWithOpa(
  expressions: readonly string[],
  input: Json,
  shared = "",
): Promise<readonly string[]> {
  const text = moduleOf(expressions, shared);
  const [theirs, ours] = await Promise.all([askOpa(text, input), askOurs(text, expressions.length, input)]);
  return expressions.flatMap((expression, index) => {
    const [wanted = "undefined", said = "undefined"] = [theirs.get(index), ours.get(index)];
    return wanted === said ? [] : [`${expression} is ${wanted}, not ${said}`];
  });
}

function moduleOf(expressions: readonly string[], shared: string): string {
  const rules = expressions.map(
    (expression, index) =>
      `deny[{"msg": "${index}", "worth": worth}] { asked(${index}); value := ${expression}; worth := sprintf("%v", [[value]]) }`,
  );
  return [
    "package main",
    "import future.keywords.in",
    "import future.keywords.every",
    "asked(index) { data.fairlead.old == null }",
    "asked(index) { data.fairlead.old == index }",
    // What a function of one's own is given has any type, as far as the compiler can tell.
    "dyn(value) = value { true }",
    shared,
    ...rules,
  ].join("\n");
}

async function askOurs(text: string, count: number, input: Json): Promise<ReadonlyMap<number, Worth>> {
  const runner = createPolicyRunner({ tools: localTools, workspaces: localWorkspaces, workers: 1 });
  try {
    const loaded = await runner.load(new Map([["a.rego", text]]), {});
    if (loaded.status === "broken") throw new Error(JSON.stringify(loaded.problems, null, 1));
    return await evaluate(loaded, null, input).catch(() => evaluateSingly(loaded, count, input));
  } finally {
    await runner.close();
  }
}

type Loaded = Extract<LoadedPolicies, { readonly status: "loaded" }>;

async function evaluateSingly(loaded: Loaded, count: number, input: Json): Promise<ReadonlyMap<number, Worth>> {
  const found = new Map<number, Worth>();
  for (let index = 0; index < count; index += 1) {
    const answers = await evaluate(loaded, index, input).catch((error: Error) => new Map([[index, error.message]]));
    for (const [at, worth] of answers) found.set(at, worth);
  }
  return found;
}

async function evaluate(loaded: Loaded, index: number | null, input: Json): Promise<ReadonlyMap<number, Worth>> {
  const [denials = []] = await loaded.evaluate(["main"], [input], { each: [{ action: null, old: index }] });
  return new Map(denials.map(({ message, metadata }) => [Number(message), String(metadata.worth)]));
}

async function askOpa(text: string, input: Json): Promise<ReadonlyMap<number, Worth>> {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-test-"));
  try {
    await writeFile(join(directory, "a.rego"), text);
    await writeFile(join(directory, "data.json"), JSON.stringify({ fairlead: { old: null } }));
    const outcome = await localTools.run(
      "opa",
      ["eval", "--format", "raw", "--data", "a.rego", "--data", "data.json", "--stdin-input", "data.main.deny"],
      { directory, timeoutMs: 60_000, maxOutputBytes: 1e8, input: JSON.stringify(input) },
    );
    if (outcome.status !== "ended" || outcome.code !== 0) throw new Error(JSON.stringify(outcome));
    const denials = JSON.parse(outcome.stdout) as readonly { readonly msg: string; readonly worth: string }[];
    return new Map(denials.map(({ msg, worth }) => [Number(msg), worth]));
  } finally {
    await rm(directory, { recursive: true });
  }
}
