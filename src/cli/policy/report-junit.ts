import type { PolicyProblem, PolicyTest } from "../../ports/policies.ts";
import { countsOf, type TestedFolder, type TestReport } from "./test-report.ts";

/** As Maven's Surefire writes it, which is what CI systems read (https://github.com/testmoapp/junitxml). */
export function reportAsJunit({ folders }: TestReport): string {
  const tests = folders.flatMap((folder) => folder.tests);
  const errors = folders.reduce((sum, { problems }) => sum + problems.length, 0);
  const open = element("testsuites", { name: "fairlead policy test", ...numbers(tests, errors) });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${open}\n${folders.map(suite).join("")}</testsuites>\n`;
}

function suite({ name, tests, problems }: TestedFolder): string {
  const cases = [...problems.map(problem), ...tests.map(testCase)];
  return `  ${element("testsuite", { name, ...numbers(tests, problems.length) })}\n${cases.join("")}  </testsuite>\n`;
}

function numbers(tests: readonly PolicyTest[], errors: number) {
  const { failed, skipped } = countsOf(tests);
  const time = seconds(tests.reduce((sum, { milliseconds = 0 }) => sum + milliseconds, 0));
  return { tests: tests.length + errors, failures: failed, errors, skipped, time };
}

function testCase({ package: name, name: test, path, line, outcome, error, milliseconds = 0 }: PolicyTest): string {
  const open = { classname: name, name: test, file: path, line, time: seconds(milliseconds) };
  if (outcome === "passed") return `    ${element("testcase", open, "/")}\n`;
  const message = error ?? "it is not true";
  const inside =
    outcome === "skipped"
      ? "<skipped/>"
      : `${element("failure", { message })}${escapeXml(`${path}:${line}: ${message}`)}</failure>`;
  return `    ${element("testcase", open)}${inside}</testcase>\n`;
}

function problem({ path, line, message }: PolicyProblem): string {
  const open = { classname: path, name: "loads", file: path, line, time: "0.000" };
  return `    ${element("testcase", open)}${element("error", { message }, "/")}</testcase>\n`;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, end = ""): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return `<${name}${pairs.join("")}${end}>`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** XML 1.0 knows no way to write most control characters, nor half of a pair: they are replaced (https://www.w3.org/TR/xml/#charsets). */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replace(/[&<>"']/g, (character) => entities[character] ?? "")
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
