import fc from "fast-check";
import { expect, test } from "vitest";
import { fairShares, renderSection, renderSections, type Section, sizeOf } from "../../src/report/section.ts";

const limits = { codePoints: 1_000, bytes: 4_000 };

/** Ten entries, of fifty characters in full and of ten in short. */
const section: Section = {
  heading: "### Ten",
  entries: 10,
  forms: [50, 10].map((width) => ({
    separator: "\n",
    blocks: () => Array.from({ length: 10 }, () => "x".repeat(width)),
  })),
  left: (count) => `${count} left.`,
  rest: "Elsewhere.",
};

test("with room, everything is said at length", () => {
  expect(renderSection(section, { size: 1_000, limits })).toBe(
    `### Ten\n\n${Array.from({ length: 10 }, () => "x".repeat(50)).join("\n")}`,
  );
});

test("with less, everything is said in short, and where the rest is", () => {
  const text = renderSection(section, { size: 300, limits });

  expect(text.match(/^x{10}$/gm)?.length).toBe(10);
  expect(text).toContain("In short, for lack of room. Elsewhere.");
});

test("with less still, what is left out is counted", () => {
  const text = renderSection(section, { size: 100, limits });

  const shown = text.match(/^x{10}$/gm)?.length ?? 0;
  expect(shown).toBeGreaterThan(0);
  expect(text).toContain(`${10 - shown} left. Elsewhere.`);
});

test("a section never takes more than its room", () => {
  fc.assert(
    fc.property(fc.nat({ max: 1_000 }), (size) => {
      expect(sizeOf(renderSection(section, { size, limits }), limits)).toBeLessThanOrEqual(size);
    }),
  );
});

test("sections together never take more than their room", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2_000 }), (size) => {
      const texts = renderSections([section, { ...section, entries: 0 }, section], { size, limits });

      expect(texts.reduce((sum, text) => sum + sizeOf(text, limits), 0)).toBeLessThanOrEqual(size);
    }),
  );
});

test("no section is cut while another is said at length", () => {
  const [one = "", other = ""] = renderSections([section, section], { size: 420, limits });

  expect(one.match(/^x{10}$/gm)?.length).toBe(10);
  expect(other.match(/^x{10}$/gm)?.length).toBe(10);
});

test("who wants little gets it, and the others divide the rest", () => {
  expect(fairShares([10, 500, 500], 110)).toEqual([10, 50, 50]);
});

test("size counts characters, not units of UTF-16, and weighs bytes", () => {
  expect(sizeOf("😀", { codePoints: 1_000, bytes: 4_000 })).toBe(1);
  expect(sizeOf("😀", { codePoints: 1_000, bytes: 1_000 })).toBe(4);
});
