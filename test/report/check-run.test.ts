import { expect, test } from "vitest";
import { actions } from "../../src/domain/plan.ts";
import { renderCheckRun } from "../../src/report/check-run.ts";
import { change, finding, links, planned, report, resource } from "./builders.ts";
import { huge, stories } from "./stories.ts";

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

test("a plan that nobody knows never reads like one in which nothing changes", () => {
  const unknown = { ...planned({}, []), plan: { status: "unknown", reason: "No plan is attached." } } as const;
  const { title, summary } = renderCheckRun(report({ applications: [unknown] }), links);

  expect(title).toBe("No findings · 1 plan not known");
  expect(summary).toContain("what changes is not known: No plan is attached.");
  expect(summary).not.toContain("Unchanged");
});

test("the text holds the whole plan while it fits, destructive changes as well, with every line", () => {
  const data = Array.from({ length: 400 }, (_, index) => `line ${index}`).join("\n");
  const changes = [
    change({ fields: [{ path: "data.long", before: null, after: data }] }),
    change({ action: "delete", fields: [], id: resource({ name: "gone" }) }),
  ];
  const { text } = renderCheckRun(report({ applications: [planned({}, changes)] }), links);

  expect(text).toContain("### The whole plan");
  expect(text).toContain("+ line 399\n");
  expect(text).toContain("**Delete** `Deployment shop/gone`");
});

test("what does not fit is told in short, with a link to all of it", () => {
  const planUrl = "https://fairlead.example/plans/abc";
  const { summary, text } = renderCheckRun(huge(), { ...links, planUrl });

  expect(text).not.toContain("### The whole plan");
  expect(text).toContain(`The [whole plan](${planUrl}) has all of it.`);
  expect(summary).toContain(`· [whole plan](${planUrl})</sub>`);
});
