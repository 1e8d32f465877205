import { expect, test } from "vitest";
import { actions } from "../../src/domain/plan.ts";
import { renderCheckRun } from "../../src/report/check-run.ts";
import { finding, links, planned, report } from "./builders.ts";
import { stories } from "./stories.ts";

test.each(Object.entries(stories))("the check run of the story %s reads as its golden file", async (name, story) => {
  const { conclusion, title, summary, text, annotations } = renderCheckRun(story, links);
  const noted = annotations.map(
    (one) => `${one.annotation_level} ${one.path}:${one.start_line} [${one.title}]\n${one.message}\n`,
  );
  const shown = [`${conclusion}: ${title}\n`, summary, text, ...noted].filter(Boolean).join("\n---\n\n");

  await expect(shown).toMatchFileSnapshot(`./check-run/${name}.md`);
});

test("an errored report fails, and its title says so", () => {
  const { conclusion, title } = renderCheckRun(report({ errors: ["The configuration cannot be read."] }), links);

  expect(conclusion).toBe("failure");
  expect(title).toBe("The change could not be judged");
});

test("a change that touches nothing succeeds", () => {
  const { conclusion, title } = renderCheckRun(report(), links);

  expect(conclusion).toBe("success");
  expect(title).toBe("Nothing to judge");
});

test("a finding that fails without any application is in the title", () => {
  const { conclusion, title } = renderCheckRun(report({ findings: [finding({ application: null })] }), links);

  expect(conclusion).toBe("failure");
  expect(title).toBe("1 error");
});

test("an equal finding of several environments is one annotation that names them", () => {
  const environments = ["dev", "staging", "prod"];
  const applications = environments.map((environment) => planned({ environment }, []));
  const findings = environments.map((environment) => finding({ environment }));

  const { annotations } = renderCheckRun(report({ applications, findings }), links);

  expect(annotations.length).toBe(1);
  expect(annotations[0]?.message).toContain("web (dev, staging and prod)");
});

test("annotations are worst first, at most 300, and the summary counts the others", () => {
  const findings = Array.from({ length: 400 }, (_, index) =>
    finding({ line: index + 1, severity: index < 399 ? "warning" : "error" }),
  );

  const { annotations, summary } = renderCheckRun(report({ findings }), links);

  expect(annotations.length).toBe(300);
  expect(annotations[0]?.annotation_level).toBe("failure");
  expect(summary).toContain("100 more findings left out there");
});

test("a finding without a line is annotated on the first", () => {
  const { annotations } = renderCheckRun(report({ findings: [finding({ line: 0 })] }), links);

  expect(annotations[0]?.start_line).toBe(1);
});

test("buttons are within what GitHub takes", () => {
  const { actions: buttons } = renderCheckRun(report(), links);

  expect(buttons.length).toBeLessThanOrEqual(3);
  for (const { label, description, identifier } of buttons) {
    expect([label.length <= 20, description.length <= 40, identifier.length <= 20]).toEqual([true, true, true]);
  }
});

test("every kind of change has its words in the title", () => {
  const changes = actions.map((action) => ({
    action,
    apiVersion: "v1",
    id: { group: "", kind: "Service", namespace: null, name: action },
    fields: [],
    risks: [],
    sources: [],
  }));

  const { title } = renderCheckRun(report({ applications: [planned({}, changes)] }), links);

  expect(title).toBe("No findings · 1 to create, 1 to read, 1 to update, 1 to forget, 1 to replace, 1 to delete");
});
