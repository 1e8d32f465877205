import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Application } from "../../../src/domain/application.ts";
import type { Change, Plan } from "../../../src/domain/plan.ts";
import { parseRevision, type Revision } from "../../../src/domain/revision.ts";
import { planDigest } from "../../../src/pipeline/plan/digest.ts";

const base = revision("a");
const head = revision("b");

test("the order of applications, changes and fields does not count", () => {
  const texts = fc.constantFrom("a", "b", "c");
  const fields = fc.array(fc.record({ path: texts, before: texts, after: texts }), { maxLength: 4 });
  const changes = fc.array(fc.record({ name: texts, fields }), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(fc.record({ name: texts, changes }), { maxLength: 4 }), (list) => {
      const given = list.map((each) =>
        planned(
          each.name,
          each.changes.map((one) => change(one)),
        ),
      );
      const turned = list.toReversed().map((each) =>
        planned(
          each.name,
          each.changes.toReversed().map((one) => change({ ...one, fields: one.fields.toReversed() })),
        ),
      );
      expect(planDigest(base, head, turned)).toBe(planDigest(base, head, given));
    }),
  );
});

test("every part of a change counts, and both revisions", () => {
  const one = change({ name: "a", fields: [{ path: "x", before: 1, after: 2 }] });
  const variants: Change[] = [
    one,
    { ...one, action: "replace" },
    { ...one, apiVersion: "v2" },
    { ...one, id: { ...one.id, namespace: "other" } },
    { ...one, risks: ["replaces"] },
    { ...one, fields: [{ path: "x", before: 1, after: 3 }] },
    { ...one, fields: [{ path: "y", before: 1, after: 2 }] },
    { ...one, fields: [{ path: "x", before: 1, after: 2, replaces: true }] },
    { ...one, fields: [{ path: "x", before: 1, after: 2, unknown: true }] },
    { ...one, movedFrom: "web (prod)" },
    { ...one, imported: true },
  ];

  const digests = [
    ...variants.map((each) => planDigest(base, head, [planned("a", [each])])),
    planDigest(base, head, [planned("b", [one])]),
    planDigest(base, head, [planned("a", [one, one])]),
    planDigest(base, head, []),
    planDigest(base, head, [{ ...planned("a", []), plan: { status: "unknown", reason: "x" } }]),
    planDigest(head, base, [planned("a", [one])]),
    planDigest(null, head, [planned("a", [one])]),
  ];

  expect(new Set(digests).size).toBe(digests.length);
  expect(digests.every((digest) => /^[0-9a-f]{64}$/.test(digest))).toBe(true);
});

test("lines, notes, reasons and what was left out do not count", () => {
  const one = change({ name: "a", fields: [{ path: "x", before: 1, after: 2 }] });
  const moved: Change = {
    ...one,
    sources: [{ path: "elsewhere.yaml", line: 9 }],
    reasons: { replaces: "It is a sentence." },
    fields: one.fields.map((field) => ({ ...field, note: "newer" })),
  };

  expect(planDigest(base, head, [planned("a", [moved], 5)])).toBe(planDigest(base, head, [planned("a", [one], 0)]));
});

test("another run of the program gives a changed secret the same digest", async () => {
  const script = `
    import { secretDigest } from ${JSON.stringify(import.meta.resolve("./secret-digest.ts"))};
    process.stdout.write(await secretDigest());
  `;
  const { secretDigest } = await import("./secret-digest.ts");

  const other = execFileSync("node", ["--input-type=module", "--eval", script], { encoding: "utf8" });

  expect(other).toBe(await secretDigest());
});

function planned(name: string, changes: readonly Change[], ignored = 0): { application: Application; plan: Plan } {
  const application = { name, path: name, renderer: "plain", environment: "prod", why: "" };
  return { application, plan: { status: "known", changes, ignored } };
}

function change({ name, fields }: { name: string; fields: Change["fields"] }): Change {
  const id = { group: "", kind: "ConfigMap", namespace: null, name };
  return { action: "update", apiVersion: "v1", id, fields, risks: [], sources: [] };
}

function revision(digit: string): Revision {
  const parsed = parseRevision(digit.repeat(40));
  if (parsed === undefined) throw new Error("not a revision");
  return parsed;
}
