import { expect, test } from "vitest";
import { foldFindings, groupApplications } from "../../src/report/fold.ts";
import { change, finding, planned, report, resource } from "./builders.ts";

test("a remark made in three environments is one, in the order of the environments", () => {
  const environments = ["dev", "staging", "prod"];
  const applications = environments.map((environment) => planned({ environment }, []));

  const folded = foldFindings(
    report({ applications, findings: environments.map((environment) => finding({ environment })) }),
  );

  expect(folded.map(({ places }) => places)).toEqual([[{ application: "web", environments }]]);
});

test("remarks that differ in line, rule or words stay apart", () => {
  const findings = [finding(), finding({ line: 3 }), finding({ rule: "other" }), finding({ message: "Other." })];

  expect(foldFindings(report({ findings })).length).toBe(4);
});

test("a change that is alike in two environments is one, and one that differs stays", () => {
  const other = change({ fields: [{ path: "spec.replicas", before: 2, after: 9 }] });

  const [group] = groupApplications(
    report({
      applications: [
        planned({ environment: "dev" }, [change()]),
        planned({ environment: "staging" }, [change({ sources: [{ path: "elsewhere.yaml", line: 1 }] })]),
        planned({ environment: "prod" }, [other]),
      ],
    }),
  );

  expect(group?.changes.map(({ environments }) => environments)).toEqual([["dev", "staging"], ["prod"]]);
  expect(group?.changes[0]?.sources.length).toBe(2);
});

test("applications stand worst first: errored, failed, destructive, changed, unchanged", () => {
  const deleted = change({ action: "delete", id: resource({ name: "gone" }) });
  const groups = groupApplications(
    report({
      applications: [
        planned({ name: "a-unchanged" }, []),
        planned({ name: "b-changed" }, [change()]),
        planned({ name: "c-destructive" }, [deleted]),
        planned({ name: "d-failed" }, [], { status: "failed" }),
        planned({ name: "e-errored" }, [], { status: "errored", reason: "No." }),
      ],
    }),
  );

  expect(groups.map(({ name }) => name.slice(0, 1)).join("")).toBe("edcba");
});

test("what is called after its environment is one change, named so that the environments fill the gap", () => {
  const places = ["dev", "eu-prod"] as const;
  const [group] = groupApplications(
    report({
      applications: places.map((environment) =>
        planned({ environment }, [
          change({ id: resource({ namespace: `shop-${environment}`, name: `${environment}.web-${environment}` }) }),
        ]),
      ),
    }),
  );

  expect(group?.changes.map(({ id, environments }) => [id.namespace, id.name, environments])).toEqual([
    ["shop-{environment}", "{environment}.web-{environment}", [...places]],
  ]);
});

test("a name that only contains an environment's letters is another name", () => {
  const [group] = groupApplications(
    report({
      applications: ["dev", "prod"].map((environment) =>
        planned({ environment }, [change({ id: resource({ name: `${environment}ices` }) })]),
      ),
    }),
  );

  expect(group?.changes.map(({ id }) => id.name)).toEqual(["devices", "prodices"]);
});

test("changes that differ in their reasons, origin or import are told apart", () => {
  const parts = [{}, { movedFrom: "`a`" }, { imported: true }, { reasons: { replaces: "So." } }] as const;
  const [group] = groupApplications(
    report({ applications: parts.map((part, index) => planned({ environment: `e${index}` }, [change(part)])) }),
  );

  expect(group?.changes.length).toBe(4);
});

test("among applications that fare alike, those with more to read stand first", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => change({ id: resource({ name: `r${index}` }) }));
  const unknown = { status: "unknown", reason: "No plan." } as const;
  const groups = groupApplications(
    report({
      applications: [
        planned({ name: "one" }, many(1)),
        planned({ name: "three" }, many(3)),
        planned({ name: "unknown" }, [], { plan: unknown }),
        planned({ name: "two" }, many(2)),
      ],
    }),
  );

  expect(groups.map(({ name }) => name)).toEqual(["unknown", "three", "two", "one"]);
});
