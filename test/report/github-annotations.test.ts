import fc from "fast-check";
import { expect, test } from "vitest";
import { renderGitHubAnnotations } from "../../src/report/github-annotations.ts";
import { finding, report } from "./builders.ts";
import { hostileReport } from "./hostile.ts";
import { stories } from "./stories.ts";

test("a finding becomes a workflow command on its line", () => {
  const text = renderGitHubAnnotations(report({ findings: [finding({ message: "No tag." })] }));

  expect(text).toBe(
    "::error file=apps/web/base/deployment.yaml,line=21,title=policy/latest-tag in web (prod)::No tag.\n1 error\n",
  );
});

test("percent signs, colons, commas and line breaks cannot end a property or a command", () => {
  const text = renderGitHubAnnotations(
    report({ findings: [finding({ path: "a:b,c%.yaml", message: "50%\n::error::no", severity: "notice" })] }),
  );

  expect(text.split("\n")[0]).toBe(
    "::notice file=a%3Ab%2Cc%25.yaml,line=21,title=policy/latest-tag in web (prod)::50%25%0A::error::no",
  );
});

test("what could not be judged comes first, as an error without a file", () => {
  const lines = renderGitHubAnnotations(stories.errored).split("\n");

  expect(lines[0]).toMatch(/^::error title=Could not be judged::policies\/team\.rego:12 /);
  expect(lines[1]).toMatch(/^::error title=Could not be judged::web \(staging\): /);
});

test("every line but the last is one command, whatever the texts", () => {
  fc.assert(
    fc.property(hostileReport, (hostile) => {
      const lines = renderGitHubAnnotations(hostile)
        .trimEnd()
        .split(/\r\n|\r|\n/);

      for (const line of lines.slice(0, -1)) expect(line).toMatch(/^::(?:error|warning|notice) [^:]*::/);
      expect(lines.at(-1)).not.toMatch(/^::/);
    }),
    { numRuns: 300 },
  );
});
