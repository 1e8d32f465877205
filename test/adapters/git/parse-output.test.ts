import fc from "fast-check";
import { expect, test } from "vitest";
import { fileChange, parseHunks, parseRawChanges, parseTree } from "../../../src/adapters/git/parse-output.ts";

const id = fc.stringMatching(/^[0-9a-f]{40}$/);
/** Whatever a path may hold on Linux: anything but NUL. */
const path = fc.string({ unit: "binary", minLength: 1 }).map((text) => text.replaceAll("\0", "?"));

test("every entry of a tree comes back, whatever its name", () => {
  const modes = { "100644": "file", "100755": "executable", "120000": "symlink", "160000": "submodule" } as const;
  const entry = fc.record({ mode: fc.constantFrom(...(Object.keys(modes) as (keyof typeof modes)[])), id, path });

  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: ({ path }) => path }), (entries) => {
      const output = entries.map(({ mode, id, path }) => `${mode} blob ${id}\t${path}\0`).join("");

      expect(parseTree(Buffer.from(output))).toEqual(
        entries.map(({ mode, id, path }) => ({ path, blob: id, kind: modes[mode] })),
      );
    }),
  );
});

test("names that are not UTF-8 stay apart, and what cannot be told apart is refused", () => {
  const tree = (...names: string[]) =>
    Buffer.concat(names.map((name) => Buffer.from(`100644 blob ${"a".repeat(40)}\t${name}\0`, "latin1")));

  expect(parseTree(tree("a\xff.yaml", "a\xfe.yaml", "b.yaml")).map(({ path }) => path)).toEqual([
    "a\\xff.yaml",
    "a\\xfe.yaml",
    "b.yaml",
  ]);
  expect(() => parseTree(tree("a\xff.yaml", "a\\xff.yaml"))).toThrow(/^Two files are called "a/);
});

test("every record of a comparison comes back, with both ids and the newer path", () => {
  const record = fc.record({
    status: fc.constantFrom("A", "D", "M", "T", "R087"),
    before: id,
    after: id,
    path,
    old: path,
  });

  fc.assert(
    fc.property(fc.array(record), (changes) => {
      const output = changes.map(({ status, before, after, path, old }) => {
        const [from, to] = [status === "A" ? "000000" : "100644", status === "D" ? "000000" : "100644"];
        return `:${from} ${to} ${before} ${after} ${status}\0${status === "R087" ? `${old}\0` : ""}${path}\0`;
      });

      expect(parseRawChanges(Buffer.from(output.join("")))).toEqual(
        changes.map(({ status, before, after, path }) => ({
          status: status.slice(0, 1),
          path,
          before: status === "A" ? null : before,
          after: status === "D" ? null : after,
        })),
      );
    }),
  );
});

test("a submodule has no contents to compare, on either side", () => {
  const [one, two] = ["1".repeat(40), "2".repeat(40)];
  const output = `:160000 160000 ${one} ${two} M\0vendor\0:100644 160000 ${one} ${two} T\0apps\0`;

  expect(parseRawChanges(Buffer.from(output))).toEqual([
    { status: "M", path: "vendor", before: null, after: null },
    { status: "T", path: "apps", before: one, after: null },
  ]);
});

test("what is neither added nor removed is modified, a change of type included", () => {
  const of = (status: string) => fileChange({ status, path: "a", before: null, after: null }).status;

  expect(["A", "D", "M", "T"].map(of)).toEqual(["added", "removed", "modified", "modified"]);
});

test("hunks are read by their counts: no line of a file passes for a header", () => {
  const content = fc.constantFrom("", "diff --git a/x b/x", "@@ -1 +1 @@", "+++ b/x", "--- a/x", "plain", "\u{1f600}");
  const line = fc.tuple(fc.constantFrom(" ", "+", "-"), content);
  const hunk = fc.record({ first: fc.integer({ min: 1, max: 1e6 }), lines: fc.array(line, { minLength: 1 }) });
  const files = fc.array(fc.array(hunk, { maxLength: 3 }), { maxLength: 4 });

  fc.assert(
    fc.property(files, fc.boolean(), (files, endsAbruptly) => {
      const patch = files.map(
        (hunks) => `diff --git a/f b/f\nindex 1..2\n--- a/f\n+++ b/f\n${hunks.map(printed).join("")}`,
      );
      const note = endsAbruptly ? "\\ No newline at end of file\n" : "";

      expect(parseHunks(Buffer.from(patch.join("") + note))).toEqual(
        files.map((hunks) =>
          hunks
            .map(({ first, lines }) => ({ first, last: first + count(lines, "-") - 1 }))
            .filter(({ first, last }) => last >= first),
        ),
      );
    }),
  );
});

type Line = readonly [mark: string, content: string];

function printed({ first, lines }: { first: number; lines: readonly Line[] }): string {
  const [before, after] = [count(lines, "+"), count(lines, "-")];
  const range = (start: number, length: number) => (length === 1 ? `${start}` : `${start},${length}`);
  const body = lines.map(([mark, content]) => `${mark}${content}\n`).join("");
  return `@@ -${range(1, before)} +${range(first, after)} @@ context\n${body}`;
}

/** Lines of one side: all but those marked for the other. */
function count(lines: readonly Line[], except: string): number {
  return lines.filter(([mark]) => mark !== except).length;
}
