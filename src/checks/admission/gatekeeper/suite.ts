import { RE2JS } from "re2js";
import { type Json, type JsonObject, listIn, objectIn } from "../../../domain/json.ts";
import type { Manifest } from "../../../domain/manifest.ts";
import { messageOf } from "../../../errors.ts";
import type { PolicyTest } from "../../../ports/policies.ts";
import { readDocumentText } from "../../../sources/documents.ts";
import { toManifest, unwrapLists } from "../../../sources/manifests.ts";
import { type Places, toPlaces } from "../../../sources/places.ts";
import { stepsOf, walk } from "../../../sources/walk.ts";
import { type Constraint, readConstraint } from "./constraint.ts";
import { joined, listed } from "./samples.ts";
import { type SuitePorts, violationsOf } from "./suite-case.ts";
import { readTemplate } from "./template.ts";

/**
 * Runs every Suite among the files as `gator verify` does, each case a test. What a suite names is looked for among
 * the same files.
 * https://open-policy-agent.github.io/gatekeeper/website/docs/gator
 */
export async function runSuites(
  files: ReadonlyMap<string, string>,
  ports: SuitePorts,
  signal: AbortSignal,
  isWanted: (name: string) => boolean = () => true,
): Promise<readonly PolicyTest[]> {
  const tests: PolicyTest[] = [];
  for (const [path, text] of files) {
    if (!mayHoldSuite(path, text)) continue;
    const places = toPlaces(text);
    for (const object of places.documents.values()) {
      const suite = objectIn(object);
      if (suite.kind !== "Suite" || !String(suite.apiVersion).startsWith("test.gatekeeper.sh/")) continue;
      tests.push(...(await runSuite({ path, suite, places, files, ports, signal, isWanted })));
    }
  }
  return tests;
}

type Running = {
  readonly path: string;
  readonly suite: JsonObject;
  readonly places: Places;
  readonly files: ReadonlyMap<string, string>;
  readonly ports: SuitePorts;
  readonly signal: AbortSignal;
  readonly isWanted: (name: string) => boolean;
};

/** Whether a file is worth looking at for suites. */
export function mayHoldSuite(path: string, text: string): boolean {
  return /\.ya?ml$/.test(path) && text.includes("test.gatekeeper.sh/");
}

async function runSuite(running: Running): Promise<readonly PolicyTest[]> {
  const tests: PolicyTest[] = [];
  for (const [index, test] of listed(running.suite.tests).entries()) {
    const at = `/tests/${index}`;
    const name = String(test.name ?? index);
    const names = [name, ...listed(test.cases).map((one, at) => caseName(name, one, at))];
    if (!names.some(running.isWanted)) continue;
    if (running.suite.skip === true || test.skip === true) tests.push(told(running, name, at, "skipped", null));
    else tests.push(...(await runTest(test, name, at, running)));
  }
  return tests;
}

async function runTest(test: JsonObject, name: string, at: string, running: Running): Promise<readonly PolicyTest[]> {
  const constraint = constraintOf(test, running);
  if (test.invalid === true) {
    const isInvalid = typeof constraint !== "string" && "problems" in constraint;
    const error = typeof constraint === "string" ? constraint : isInvalid ? null : "the constraint is valid";
    return [told(running, name, at, error === null ? "passed" : "failed", error)];
  }
  if (typeof constraint === "string") return [told(running, name, at, "failed", constraint)];
  if ("problems" in constraint) return [told(running, name, at, "failed", constraint.problems)];
  const cases = listed(test.cases);
  if (cases.length === 0) return [told(running, name, at, "passed", null)];
  const tests: PolicyTest[] = [];
  for (const [index, one] of cases.entries()) {
    const full = caseName(name, one, index);
    if (!running.isWanted(full) && !running.isWanted(name)) continue;
    const where = `${at}/cases/${index}`;
    if (one.skip === true) {
      tests.push(told(running, full, where, "skipped", null));
      continue;
    }
    const error = await runCase(one, constraint, running);
    tests.push(told(running, full, where, error === null ? "passed" : "failed", error));
  }
  return tests;
}

function caseName(test: string, { name }: JsonObject, index: number): string {
  return `${test}/${String(name ?? index)}`;
}

/** Null when everything that the case asserts is so; what is not, otherwise. */
async function runCase(one: JsonObject, constraint: Constraint, running: Running): Promise<string | null> {
  try {
    const assertions = listed(one.assertions);
    if (assertions.length === 0) return "it asserts nothing";
    const [object, ...others] = objectsAt(one.object, running);
    if (object === undefined || others.length > 0) return `${String(one.object)} must hold exactly one object`;
    const inventory = listIn(one.inventory).flatMap((path) => objectsAt(path, running).map(manifestOf));
    const messages = await violationsOf(constraint, object, inventory, running.ports, running.signal);
    return assertions.map((assertion) => unmet(assertion, messages)).find((error) => error !== null) ?? null;
  } catch (error) {
    running.signal.throwIfAborted();
    return messageOf(error);
  }
}

function unmet({ violations = "yes", message }: JsonObject, messages: readonly string[]): string | null {
  const pattern = typeof message === "string" ? RE2JS.compile(message) : undefined;
  const found = messages.filter((one) => pattern === undefined || pattern.matcher(one).find()).length;
  // YAML 1.1 reads an unquoted yes and no as true and false; gator itself does not.
  const wanted = violations === true ? "yes" : violations === false ? "no" : violations;
  const isMet = wanted === "yes" ? found > 0 : wanted === "no" ? found === 0 : found === wanted;
  if (isMet) return null;
  if (wanted !== "yes" && wanted !== "no" && !(typeof wanted === "number" && wanted >= 0))
    return 'violations must be "yes", "no" or how many';
  const matching = pattern === undefined ? "" : ` that match ${JSON.stringify(message)}`;
  return `${String(wanted)} violations${matching} are expected, and there are ${found}: ${JSON.stringify(messages)}`;
}

type Read = Constraint | { readonly problems: string } | string;

/** The constraint of a test; what its schema says against it; or why there is none. */
function constraintOf({ template, constraint }: JsonObject, running: Running): Read {
  try {
    const read = readTemplate(ruleAt(template, "template", running));
    if ("pointer" in read) return `${String(template)}: ${read.reason}`;
    const made = readConstraint(ruleAt(constraint, "constraint", running), read);
    if ("template" in made) return made;
    return { problems: made.map(({ reason }) => reason).join("; ") };
  } catch (error) {
    return messageOf(error);
  }
}

function ruleAt(path: Json | undefined, what: string, running: Running) {
  const [object, ...others] = objectsAt(path, running);
  if (object === undefined || others.length > 0) throw new Error(`${String(path)} must hold exactly one ${what}`);
  return { manifest: manifestOf(object), from: "a suite" };
}

function objectsAt(path: Json | undefined, { path: suite, files }: Running): readonly JsonObject[] {
  if (typeof path !== "string" || path === "") throw new Error("the suite names no file");
  const text = files.get(joined(suite.slice(0, suite.lastIndexOf("/") + 1), path));
  if (text === undefined) throw new Error(`there is no ${path} among the files of the suite`);
  return readDocumentText(text).documents.flatMap(({ object }) =>
    unwrapLists(object).map(({ object: inner }) => objectIn(inner)),
  );
}

function manifestOf(object: JsonObject): Manifest {
  const manifest = toManifest(object, []);
  if (typeof manifest === "string") throw new Error(manifest);
  return manifest;
}

function told(
  { path, suite, places }: Running,
  name: string,
  pointer: string,
  outcome: PolicyTest["outcome"],
  error: string | null,
): PolicyTest {
  const { offset } = walk(suite, stepsOf(suite, pointer), places.offsets, true);
  const { name: own } = objectIn(suite.metadata);
  return {
    package: typeof own === "string" ? own : path,
    name,
    path,
    line: offset === undefined ? 1 : places.lineOf(offset),
    outcome,
    error,
  };
}
