import type { Json, JsonObject } from "../../../domain/json.ts";
import type { Denial, EvaluatePolicies, PolicyProblem, PolicyRunner } from "../../../ports/policies.ts";
import { renamed, type TemplateRego } from "./rego-source.ts";

/** Templates compiled together. */
export type LoadedTemplates<Key> = {
  readonly evaluate: EvaluatePolicies;
  /** The name each one has in the module. */
  readonly names: ReadonlyMap<Key, string>;
  /** Those that do not compile, and why. */
  readonly broken: ReadonlyMap<Key, PolicyProblem>;
};

/** The one package that is evaluated. */
const entryPackage = "fairlead_gatekeeper";

const root = "fairlead_template";

/**
 * Compiles every template into one module with one entry, so that a manifest is handed over once however many
 * constraints ask about it. One that does not compile is left out, and the others are compiled without it.
 */
export async function loadTemplates<Key>(
  templates: ReadonlyMap<Key, TemplateRego>,
  runner: PolicyRunner,
  signal: AbortSignal,
): Promise<LoadedTemplates<Key>> {
  const names = new Map([...templates.keys()].map((key, index) => [key, `${root}.t${index}`]));
  const broken = new Map<Key, PolicyProblem>();
  for (;;) {
    const left = [...templates].filter(([key]) => !broken.has(key));
    if (left.length === 0) return { evaluate: nothing, names, broken };
    const loaded = await runner.load(sourcesOf(left, names), {}, signal);
    if (loaded.status === "loaded") return { evaluate: loaded.evaluate, names, broken };
    const before = broken.size;
    for (const [key] of left) {
      const own = `${names.get(key)}/`;
      const problem = loaded.problems.find(({ path }) => path.startsWith(own));
      if (problem !== undefined) broken.set(key, { ...problem, path: problem.path.slice(own.length) });
    }
    if (broken.size === before) throw new Error(`the templates do not compile: ${loaded.problems[0]?.message}`);
  }
}

const nothing: EvaluatePolicies = (_packages, inputs) => Promise.resolve(inputs.map(() => []));

function sourcesOf<Key>(
  templates: readonly (readonly [Key, TemplateRego])[],
  names: ReadonlyMap<Key, string>,
): ReadonlyMap<string, string> {
  const named = templates.map(([key, rego]) => [names.get(key) ?? "", rego] as const);
  return new Map([
    ["entry.rego", entryOf(named.map(([name]) => name))],
    ...named.flatMap(([name, rego]) => [...renamed(rego, name)]),
  ]);
}

/**
 * Runs each template with the parameters of each constraint that asks, as Gatekeeper's own entry does. A violation
 * whose `msg` is no text makes Gatekeeper fail, and is told apart here.
 */
function entryOf(names: readonly string[]): string {
  const rules = names.map((name) => {
    const asked = `some index in input.ask[${JSON.stringify(name)}]
	all := data.${name}.main.violation with input as {"review": input.review, "parameters": data.fairlead_parameters[index]}
	some found in all`;
    return `violation contains {"msg": found.msg, "constraint": index} if {
	${asked}
	is_string(found.msg)
}

violation contains {"msg": "", "constraint": index, "unreadable": true} if {
	${asked}
	msg := found.msg
	not is_string(msg)
}`;
  });
  return `package ${entryPackage}\n\nimport rego.v1\n\n${rules.join("\n\n")}\n`;
}

/** One manifest, and the constraints to ask about it, by their index, under the name of their template. */
export type RegoQuestion = {
  readonly review: JsonObject;
  readonly ask: { readonly [name: string]: readonly number[] };
};

export type RegoAnswer = { readonly constraint: number; readonly message: string | null };

/** What the templates say of each manifest; `fails` where one ends in an error of its own. */
export async function askTemplates(
  loaded: Pick<LoadedTemplates<unknown>, "evaluate">,
  questions: readonly RegoQuestion[],
  data: { readonly parameters: readonly Json[]; readonly inventory: JsonObject | null },
  signal: AbortSignal,
): Promise<readonly (readonly RegoAnswer[])[]> {
  const { parameters, inventory } = data;
  const under: JsonObject = { fairlead_parameters: parameters, ...(inventory !== null && { inventory }) };
  const inputs = questions.map(({ review, ask }): JsonObject => ({ review, ask }));
  const answers = await loaded.evaluate([entryPackage], inputs, { data: under, signal });
  return answers.map((denials) => denials.map(answerOf));
}

function answerOf({ message, metadata }: Denial): RegoAnswer {
  return { constraint: Number(metadata.constraint), message: metadata.unreadable === true ? null : message };
}
