import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  code,
  codeCell,
  fence,
  htmlCode,
  htmlText,
  link,
  oneLine,
  prose,
  urlPath,
  visible,
} from "../../src/report/escape.ts";
import { hostileText } from "./hostile.ts";
import { calls, renderMarkdown } from "./markdown.ts";

describe("whatever the input", () => {
  test("a sentence stays a sentence: no markup, HTML, link, image, mention or reference", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const rendered = renderMarkdown(prose(text));

        expect(rendered.tags).toEqual([]);
        expect(rendered.links).toEqual([]);
        expect(rendered.images).toBe(0);
        expect(
          rendered.blocks.filter((kind) => !["paragraph_open", "inline", "paragraph_close"].includes(kind)),
        ).toEqual([]);
        expect(calls(prose(text))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("a code span is one code span", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const source = `before ${code(text)} after`;

        expect(renderMarkdown(source).text.join("")).toBe("before  after");
      }),
      { numRuns: 2_000 },
    );
  });

  test("a cell stays one cell", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { blocks } = renderMarkdown(`| a | b |\n| --- | --- |\n| ${codeCell(text)} | ${prose(text)} |`);

        expect(blocks.filter((kind) => kind === "td_open").length).toBe(2);
        expect(blocks.filter((kind) => kind === "tr_open").length).toBe(2);
      }),
      { numRuns: 1_000 },
    );
  });

  test("a fence is closed by its own end only", () => {
    fc.assert(
      fc.property(fc.array(hostileText), (lines) => {
        expect(renderMarkdown(fence("diff", lines)).blocks).toEqual(["fence"]);
      }),
      { numRuns: 1_000 },
    );
  });

  test("a summary keeps to its own tags", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const source = `<details>\n<summary>${htmlCode(text)} · ${htmlText(text)}</summary>\n\ntext\n\n</details>`;
        const { tags } = renderMarkdown(source);

        expect(tags).toEqual(["<details>", "<summary>", "<code>", "</code>", "</summary>", "</details>"]);
        expect(calls(source)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test("nothing is left that a terminal obeys or that reorders text", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(visible(text)).not.toMatch(/(?![\n\t\u00ad\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(oneLine(text)).not.toMatch(/[\n\r\u2028\u2029]/);
      }),
      { numRuns: 1_000 },
    );
  });

  test("no line starts with a command", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const posted = [prose(text), code(text), fence("diff", [`+ ${text}`])].join("\n");

        expect(posted).not.toMatch(/^\s*\/[a-z]/m);
      }),
      { numRuns: 1_000 },
    );
  });
});

test("single backticks in a sentence stay code, and mentions in it stay whole", () => {
  expect(prose("`@octocat/x` must not be *bold*")).toBe("`@octocat/x` must not be \\*bold\\*");
});

test("snake_case stays readable", () => {
  expect(prose("a_b_c and _d_")).toBe("a_b_c and \\_d\\_");
});

test("hidden characters are spelt out", () => {
  expect(visible("safe\u202egnp.exe")).toBe("safe[U+202E]gnp.exe");
});

test("terminal codes are removed", () => {
  expect(visible("\u001b[31mred\u001b[0m")).toBe("red");
});

test("a fence is longer than the longest run of backticks in it", () => {
  expect(fence("diff", ["+ ````"])).toBe("`````diff\n+ ````\n`````");
});

test("a text is cut between characters, not within", () => {
  expect(oneLine("😀😀😀", 2)).toBe("😀😀…");
});

test("only addresses of the web are linked", () => {
  expect(link("text", "javascript:alert(1)")).toBe("text");
  expect(link("text", "https://example.com/a(b)")).toBe("[text](https://example.com/a%28b%29)");
});

test("a path becomes part of an address without ending it", () => {
  expect(urlPath("a b/c#d?e")).toBe("a%20b/c%23d%3Fe");
});
