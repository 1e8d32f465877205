import { isJsonArray, isJsonObject, type Json, type JsonObject, objectsIn } from "../../../domain/json.ts";
import type { Tools, Workspaces } from "../../../ports/tools.ts";
import type { AdmissionAnswer } from "../engine.ts";

/** An answer, and what Kyverno's own program could still be asked. */
export type Judged = { readonly answer: AdmissionAnswer; readonly open?: OpenQuestion };

/** A rule that is not evaluated here, and needs no cluster, about one object. */
export type OpenQuestion = {
  readonly policy: JsonObject;
  /** As Kyverno names it in reports; null of a policy that is one rule. */
  readonly rule: string | null;
  readonly object: JsonObject;
  /** What was there before, where a violation that is not new is let in. */
  readonly old: JsonObject | null;
  /** What Kyverno does when it does not hold. Throws `NotEvaluated`. */
  action(): "deny" | "warn" | "audit";
};

/** What Kyverno's own program says where it is asked. */
export type ProgramAnswer =
  | { readonly status: "passed" }
  | { readonly status: "failed"; readonly message: string }
  /** It skipped the rule, failed at it, or said nothing of it. */
  | { readonly status: "unknown"; readonly reason: string };

export type ProgramPorts = {
  readonly tools: Tools;
  readonly workspaces: Workspaces;
  readonly signal: AbortSignal;
};

/** An object to ask about, for a question. */
type Asked = { readonly question: OpenQuestion; readonly object: JsonObject };

const limits = { timeoutMs: 120_000, maxOutputBytes: 64 << 20 };

/**
 * Asks `kyverno apply` with the policies of the questions about their objects, all at once, without a cluster
 * (kyverno.io/docs/kyverno-cli/reference/kyverno_apply). Its exit code says only whether something failed.
 */
export async function askProgram(
  asked: readonly Asked[],
  exceptions: readonly JsonObject[],
  { tools, workspaces, signal }: ProgramPorts,
): Promise<ReadonlyMap<OpenQuestion, ProgramAnswer>> {
  const files = new Map([
    ["policies.yaml", yamlOf(asked.map(({ question }) => question.policy))],
    ["resources.yaml", yamlOf(asked.map(({ object }) => object))],
    ...(exceptions.length === 0 ? [] : [["exceptions.yaml", yamlOf(exceptions)] as const]),
  ]);
  const args = ["apply", "policies.yaml", "--resource", "resources.yaml", "--policy-report", "--output-format", "json"];
  const excepted = exceptions.length === 0 ? [] : ["--exceptions", "exceptions.yaml"];
  const outcome = await workspaces.with(files, (directory) =>
    tools.run("kyverno", [...args, ...excepted, "--remove-color", "--continue-on-fail"], {
      directory,
      signal,
      ...limits,
    }),
  );
  if (outcome.status !== "ended") return all(asked, `Kyverno's program did not answer: ${outcome.status}`);
  const results = resultsIn(outcome.stdout);
  if (results === undefined) {
    const [line = ""] = outcome.stderr.trim().split("\n").slice(-1);
    return all(asked, `Kyverno's program wrote no report${line === "" ? "" : `: ${line.slice(0, 300)}`}`);
  }
  return new Map(asked.map(({ question, object }) => [question, answerIn(results, question, object)]));
}

/** JSON is YAML; each once. */
function yamlOf(objects: readonly JsonObject[]): Uint8Array {
  return Buffer.from([...new Set(objects)].map((object) => `${JSON.stringify(object)}\n`).join("---\n"));
}

function all(asked: readonly Asked[], reason: string): ReadonlyMap<OpenQuestion, ProgramAnswer> {
  return new Map(asked.map(({ question }) => [question, { status: "unknown", reason }]));
}

function answerIn(results: readonly JsonObject[], { policy, rule }: OpenQuestion, object: JsonObject): ProgramAnswer {
  const found = results.filter(
    (result) => isOf(result.policy, policy) && (result.rule || null) === rule && isAbout(result, object),
  );
  const said = new Set(found.map(({ result }) => String(result)));
  const [first] = found;
  if (first === undefined) return { status: "unknown", reason: "Kyverno's program says nothing of it" };
  if (said.size > 1)
    return { status: "unknown", reason: "Kyverno's program says several things of objects of that name" };
  const message = typeof first.message === "string" ? first.message : "";
  if (said.has("pass")) return { status: "passed" };
  if (said.has("fail") || said.has("warn")) return { status: "failed", message };
  return { status: "unknown", reason: `Kyverno's program says ${String(first.result)}: ${message}` };
}

function isOf(policy: Json | undefined, { metadata }: JsonObject): boolean {
  const { name, namespace } = isJsonObject(metadata) ? metadata : {};
  return policy === name || policy === `${namespace}/${name}`;
}

/** The reports of different versions name the objects of a result differently. */
function isAbout({ resources, subjects }: JsonObject, { apiVersion, kind, metadata }: JsonObject): boolean {
  const { name, namespace } = isJsonObject(metadata) ? metadata : {};
  return [resources, subjects]
    .filter(isJsonArray)
    .some((list) =>
      list
        .filter(isJsonObject)
        .some(
          (one) =>
            one.apiVersion === apiVersion &&
            one.kind === kind &&
            one.name === name &&
            (one.namespace ?? "") === (namespace ?? ""),
        ),
    );
}

/** The results of every report in the output, which may have lines for people before and between. */
function resultsIn(output: string): readonly JsonObject[] | undefined {
  const reports = documentsIn(output).filter(
    ({ results, kind }) => isJsonArray(results) || /Report$/.test(String(kind)),
  );
  if (reports.length === 0) return undefined;
  return reports.flatMap(({ results }) => objectsIn(results));
}

/** Every JSON object that begins a line, on that line alone or up to a line that closes it. */
function documentsIn(output: string): readonly JsonObject[] {
  const found: JsonObject[] = [];
  let open: string[] = [];
  for (const line of output.split("\n")) {
    if (open.length === 0 && !line.startsWith("{")) continue;
    open.push(line);
    const closes = open.length === 1 ? line.trimEnd().endsWith("}") : line.startsWith("}");
    if (!closes) continue;
    const parsed = parse(open.join("\n"));
    if (isJsonObject(parsed)) found.push(parsed);
    open = [];
  }
  return found;
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
