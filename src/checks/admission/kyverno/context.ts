import { isJsonObject, type Json, type JsonObject } from "../../../domain/json.ts";
import { evaluateExpression } from "./jmespath/evaluate.ts";
import { NotEvaluated, RuleFault } from "./outcome.ts";
import { substitute, type Variables } from "./variables.ts";

/** What a rule can ask for: the request, and what its context declares, which is looked up when it is first named. */
export type RuleContext = Variables & {
  /** The same with more values, such as an element of a list. */
  with(values: JsonObject): RuleContext;
  /** The same with a rule's `context` entries. */
  declare(entries: readonly JsonObject[]): RuleContext;
};

/** A ConfigMap of the cluster; undefined where nobody knows it. */
export type ConfigMaps = (namespace: string, name: string) => JsonObject | undefined;

type Given = {
  readonly values: JsonObject;
  readonly pending: ReadonlyMap<string, JsonObject>;
  readonly configMaps: ConfigMaps;
  readonly isDelete: boolean;
  /** Objects of which only the cluster knows everything. */
  readonly incomplete: readonly Json[];
};

/** Names that stand for something of the cluster's in every rule. */
const clusterOnly = new Set(["serviceAccountName", "serviceAccountNamespace", "target", "globalContext"]);

export function createContext(given: Given): RuleContext {
  let { values } = given;
  const pending = new Map(given.pending);

  function query(expression: string): Json {
    for (const [name, entry] of [...pending]) {
      if (!new RegExp(`\\b${RegExp.escape(name)}\\b`).test(expression)) continue;
      pending.delete(name);
      values = { ...values, [name]: load(name, entry, context, given.configMaps) };
    }
    const always = () => true;
    const incomplete = new Map<Json, (field: string) => boolean>(given.incomplete.map((one) => [one, always]));
    incomplete.set(values, (field) => clusterOnly.has(field));
    return evaluateExpression(expression.trim(), { root: values, incomplete });
  }

  const context: RuleContext = {
    query,
    isDelete: given.isDelete,
    with: (more) => createContext({ ...given, values: { ...values, ...more }, pending }),
    declare: (entries) => createContext({ ...given, values, pending: new Map([...pending, ...entries.map(named)]) }),
  };
  return context;
}

function named(entry: JsonObject): [string, JsonObject] {
  return [String(entry.name), entry];
}

/** Kyverno's pkg/engine/context/loaders. */
function load(name: string, entry: JsonObject, context: RuleContext, configMaps: ConfigMaps): Json {
  if (isJsonObject(entry.variable)) return variableOf(name, entry.variable, context);
  if (isJsonObject(entry.configMap)) return configMapOf(entry.configMap, context, configMaps);
  const source = Object.keys(entry).find((key) => key !== "name") ?? "nothing";
  throw new NotEvaluated(`its context entry ${name} comes from ${source}, which only the cluster can ask`);
}

function variableOf(name: string, { value, jmesPath, default: fallback }: JsonObject, context: RuleContext): Json {
  const path = pathOf(name, jmesPath, context);
  const otherwise = fallback === undefined ? null : substitute(fallback, context);
  const output =
    value === undefined ? ask() : path === "" ? substitute(value, context) : askOf(substitute(value, context));
  if (output === null) throw new RuleFault(`the context entry ${name} evaluates to nothing`);
  return output;

  function ask(): Json {
    if (path === "") return otherwise;
    return orDefault(() => context.query(path)) ?? otherwise;
  }

  function askOf(document: Json): Json {
    const scope = { root: isJsonObject(document) ? document : {}, incomplete: new Map() };
    return orDefault(() => evaluateExpression(path, scope, document));
  }

  function orDefault(asked: () => Json): Json {
    try {
      return asked();
    } catch (error) {
      if (error instanceof RuleFault && otherwise !== null) return otherwise;
      throw error;
    }
  }
}

function pathOf(name: string, jmesPath: Json | undefined, context: RuleContext): string {
  const path = substitute(jmesPath ?? "", context);
  if (typeof path !== "string") throw new RuleFault(`the jmesPath of the context entry ${name} is no text`);
  return path;
}

function configMapOf({ name, namespace }: JsonObject, context: RuleContext, configMaps: ConfigMaps): Json {
  const [wanted, within] = [substitute(name ?? "", context), substitute(namespace ?? "", context)];
  const place = within === "" ? "default" : within;
  if (typeof wanted !== "string" || typeof place !== "string") throw new RuleFault("the ConfigMap's name is no text");
  const found = configMaps(place, wanted);
  if (found === undefined) throw new NotEvaluated(`the ConfigMap ${place}/${wanted} is not in this repository`);
  return { data: found.data ?? null, metadata: found.metadata ?? {} };
}
