import { compareText } from "../../../../domain/finding.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../../../domain/json.ts";
import { NotEvaluated } from "../outcome.ts";
import { type Anchor, parseAnchor } from "./anchor.ts";
import { expandLabelKeys } from "./label-keys.ts";
import { matchesScalar } from "./scalar.ts";

/** Whether an object satisfies a pattern; Kyverno's pkg/engine/validate. */
type PatternOutcome =
  | { readonly status: "passed" }
  /** A condition or a global anchor does not hold: the pattern says nothing of the object. */
  | { readonly status: "skipped"; readonly message: string }
  /** `path` is null where Kyverno calls it an error of the rule. */
  | { readonly status: "failed"; readonly message: string; readonly path: Path };

type Path = readonly string[];

/** Steps as Kyverno writes them: `/spec/containers/0/image/`. */
export function pathText(path: Path): string {
  return path.length === 0 ? "/" : `/${path.join("/")}/`;
}

const passed = { status: "passed" } as const;

export function matchPattern(value: Json | undefined, pattern: Json): PatternOutcome {
  return element(value, pattern, []);
}

function element(value: Json | undefined, pattern: Json, path: Path): PatternOutcome {
  if (isJsonObject(pattern)) {
    if (isJsonObject(value)) return mapping(value, pattern, path);
    return failed(`pattern and resource have different structures. Path: ${pathText(path)}`, path);
  }
  if (isJsonArray(pattern)) {
    if (isJsonArray(value)) return list(value, pattern, path);
    return failed(`the resource does not satisfy the expected overlay pattern at path ${pathText(path)}`, path);
  }
  const values = isJsonArray(value) ? value : [value];
  if (values.every((one) => matchesScalar(one, pattern))) return passed;
  return failed(`the value does not match '${String(pattern)}' at path ${pathText(path)}`, path);
}

function mapping(value: JsonObject, given: JsonObject, path: Path): PatternOutcome {
  const [first = passed, ...others] = expandLabelKeys(given, value).map((pattern) => fields(value, pattern, path));
  if (others.every(({ status }) => status === first.status)) return first;
  throw new NotEvaluated(`a wildcard matches several keys at ${pathText(path)}, and Kyverno takes any of them`);
}

function fields(value: JsonObject, pattern: JsonObject, path: Path): PatternOutcome {
  for (const key of inOrder(pattern)) {
    const anchor = parseAnchor(key);
    const outcome =
      anchor === undefined || anchor.kind === "addition"
        ? plain(value, key, pattern[key] ?? null, path)
        : anchored(value, anchor, pattern[key] ?? null, path);
    if (outcome.status !== "passed") return outcome;
  }
  return passed;
}

const orders = new WeakMap<JsonObject, readonly string[]>();

/** Anchors first; then fields with anchors somewhere in them, the last of them first; then the others. */
function inOrder(pattern: JsonObject): readonly string[] {
  const found = orders.get(pattern) ?? ordered(pattern);
  orders.set(pattern, found);
  return found;
}

function ordered(pattern: JsonObject): readonly string[] {
  const keys = Object.keys(pattern).sort(compareText);
  const anchors = keys.filter((key) => isAnchor(key));
  const plainKeys = keys.filter((key) => !isAnchor(key));
  const nested = plainKeys.filter((key) => holdsAnchors(pattern[key] ?? null));
  return [...anchors, ...nested.reverse(), ...plainKeys.filter((key) => !holdsAnchors(pattern[key] ?? null))];
}

function isAnchor(key: string): boolean {
  const anchor = parseAnchor(key);
  return anchor !== undefined && anchor.kind !== "addition";
}

function holdsAnchors(pattern: Json): boolean {
  if (isJsonArray(pattern)) return pattern.some(holdsAnchors);
  if (!isJsonObject(pattern)) return false;
  return Object.entries(pattern).some(([key, inner]) => isAnchor(key) || holdsAnchors(inner));
}

function plain(value: JsonObject, key: string, pattern: Json, path: Path): PatternOutcome {
  const own = Object.hasOwn(value, key) ? value[key] : undefined;
  if (pattern !== "*") return element(own, pattern, [...path, key]);
  return own === undefined || own === null ? failed(`${pathText(path)}${key} not found`, path) : passed;
}

function anchored(value: JsonObject, { kind, field }: Anchor, pattern: Json, path: Path): PatternOutcome {
  const at = [...path, field];
  const own = Object.hasOwn(value, field) ? value[field] : undefined;
  if (own === undefined) {
    return kind === "condition" ? skipped("conditional anchor key doesn't exist in the resource") : passed;
  }
  if (kind === "negation") return failed(`negation anchor matched in resource: ${pathText(at)} is not allowed`, at);
  if (kind === "existence") return existence(own, pattern, at);
  const outcome = element(own, pattern, at);
  if (kind === "equality" || outcome.status === "passed") return outcome;
  return skipped(`${kind === "condition" ? "conditional" : "global"} anchor mismatch: ${outcome.message}`);
}

/** Every element of the pattern holds for at least one of the list. */
function existence(value: Json, pattern: Json, path: Path): PatternOutcome {
  if (!isJsonArray(value)) return failed("the existence anchor ^() can be used only on a list of the resource", path);
  if (!isJsonArray(pattern) || !pattern.every(isJsonObject)) {
    return failed("the existence anchor ^() needs a list of mappings as its pattern", path);
  }
  const missing = pattern.some((wanted) =>
    value.every((one, index) => element(one, wanted, [...path, String(index)]).status !== "passed"),
  );
  return missing ? failed(`existence anchor validation failed at path ${pathText(path)}`, path) : passed;
}

function list(values: readonly Json[], pattern: readonly Json[], path: Path): PatternOutcome {
  const [first] = pattern;
  if (first === undefined) return failed("the pattern's list is empty", path);
  if (isJsonObject(first))
    return each(
      values,
      values.map(() => first),
      path,
    );
  if (!isJsonArray(first)) return element(values, first, path);
  if (values.length < pattern.length) return failed("the list is shorter than the pattern's", path);
  return each(values, pattern, path);
}

/** An element that a condition leaves out counts as neither; when all are left out, so is the list. */
function each(values: readonly Json[], patterns: readonly Json[], path: Path): PatternOutcome {
  const left: string[] = [];
  for (const [index, pattern] of patterns.entries()) {
    const outcome = element(values[index], pattern, [...path, String(index)]);
    if (outcome.status === "failed") return outcome;
    if (outcome.status === "skipped") left.push(outcome.message);
  }
  return left.length > 0 && left.length === patterns.length ? skipped(left.join("; ")) : passed;
}

function failed(message: string, path: Path): PatternOutcome {
  return { status: "failed", message, path };
}

function skipped(message: string): PatternOutcome {
  return { status: "skipped", message };
}
