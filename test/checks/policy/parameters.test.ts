import { expect, test } from "vitest";
import { parametersIn, problemsOfParameters } from "../../../src/checks/policy/parameters.ts";
import type { PolicyRule, RuleParameter } from "../../../src/ports/policies.ts";

const parameter = (name: string, type: string, standard: RuleParameter["default"]): RuleParameter => ({
  name,
  type,
  default: standard,
  description: "What it is.",
});

const rule = (id: string, parameters: readonly RuleParameter[]): PolicyRule => ({
  package: `main.${id}`,
  name: "deny",
  path: `policies/${id}.rego`,
  line: 7,
  id,
  title: null,
  description: null,
  severity: null,
  link: null,
  remediation: null,
  profile: null,
  parameters,
});

const replicas = rule("replicas", [parameter("atLeast", "number", 2), parameter("except", "list", [])]);
const plain = rule("plain", []);

test("a rule finds what is set, and its defaults for the rest; an environment's own go first", () => {
  const settings = {
    parameters: { replicas: { atLeast: 3 } },
    parametersIn: { prod: { replicas: { atLeast: 5 } } },
  };

  expect(parametersIn("dev", [replicas, plain], settings)).toEqual({ replicas: { atLeast: 3, except: [] } });
  expect(parametersIn("prod", [replicas, plain], settings)).toEqual({ replicas: { atLeast: 5, except: [] } });
  expect(parametersIn(null, [replicas], {})).toEqual({ replicas: { atLeast: 2, except: [] } });
});

test.each([
  [{ replica: { atLeast: 1 } }, "checks.policy.parameters names replica: there is no such rule (is replicas meant?)"],
  [
    { other: {} },
    "checks.policy.parameters names other: there is no such rule; those that take parameters are replicas",
  ],
  [{ plain: { a: 1 } }, "checks.policy.parameters.plain names a: the rule takes no parameters"],
  [
    { replicas: { least: 1 } },
    "checks.policy.parameters.replicas names least: the rule takes atLeast (a number), except (a list of texts or numbers)",
  ],
  [{ replicas: { atLeast: "2" } }, "checks.policy.parameters.replicas.atLeast is not a number"],
  [{ replicas: { except: "web" } }, "checks.policy.parameters.replicas.except is not a list of texts or numbers"],
  [{ constructor: { a: 1 } }, "checks.policy.parameters names constructor: there is no such rule"],
])("what no rule takes is said with what it does: %j", (parameters, problem) => {
  const [said] = problemsOfParameters([replicas, plain], { parameters });

  expect(said).toContain(problem);
  expect(problemsOfParameters([replicas, plain], { parametersIn: { prod: parameters } })).toHaveLength(1);
});

test("what is right is no problem", () => {
  const settings = { parameters: { replicas: { atLeast: 1, except: ["web", 2] } }, parametersIn: { prod: {} } };

  expect(problemsOfParameters([replicas, plain], settings)).toEqual([]);
});

test.each([
  [
    parameter("a", "integer", 1),
    "policies/x.rego:7: the parameter a of x has no type that is known: it is one of string, number, boolean, list, map",
  ],
  [parameter("a", "number", "1"), "policies/x.rego:7: the parameter a of x has a default that is not a number"],
  [
    parameter("a", "map", ["b"]),
    "policies/x.rego:7: the parameter a of x has a default that is not texts or numbers by name",
  ],
])("a declaration that contradicts itself is said with its line", (declared, problem) => {
  expect(problemsOfParameters([rule("x", [declared])], {})).toEqual([problem]);
});

test("a rule that takes parameters has an id by which they can be set", () => {
  const nameless = { ...replicas, id: `${replicas.package}/deny` };

  expect(problemsOfParameters([nameless], {})[0]).toBe(
    "policies/replicas.rego:7: a rule with parameters needs an id in its METADATA",
  );
});
