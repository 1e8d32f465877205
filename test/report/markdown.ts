import MarkdownIt from "markdown-it";

/** GitHub's own extensions that matter here: raw HTML is let through, bare addresses become links, tables. */
const markdown = new MarkdownIt({ html: true, linkify: true });

/** GitHub links addresses with a scheme or `www.`, not every word with a dot in it. */
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

/** What a reader, or GitHub's notifier, would make of a Markdown text. */
type Rendered = {
  /** Text outside code, where mentions and references are looked for. */
  readonly text: readonly string[];
  /** Raw HTML, tag by tag. */
  readonly tags: readonly string[];
  readonly links: readonly string[];
  readonly images: number;
  /** What stands in fences, but for suggestions: those are the file's own line, whatever it says. */
  readonly fences: readonly string[];
  /** The kinds of blocks, in order: `heading_open`, `fence`, `paragraph_open` … */
  readonly blocks: readonly string[];
};

export function renderMarkdown(source: string): Rendered {
  const blocks = markdown.parse(source, {});
  const inline = blocks.flatMap(({ children }) => children ?? []);
  const html = [...blocks, ...inline].filter(({ type }) => type === "html_block" || type === "html_inline");
  return {
    text: [...inline.filter(({ type }) => type === "text").map(({ content }) => content), ...html.flatMap(textOfHtml)],
    tags: html.flatMap(({ content }) => content.match(/<[^>]*>/g) ?? []),
    links: inline.flatMap((token) => (token.type === "link_open" ? [String(token.attrGet("href"))] : [])),
    images: inline.filter(({ type }) => type === "image").length,
    fences: blocks.filter(({ type, info }) => type === "fence" && info !== "suggestion").map(({ content }) => content),
    blocks: blocks.map(({ type }) => type),
  };
}

/** Text in raw HTML is looked at too, but for what stands in `<code>`. */
function textOfHtml({ content }: { readonly content: string }): readonly string[] {
  return [content.replace(/<code>[^<]*<\/code>/g, "").replace(/<[^>]*>/g, "")];
}

/** What GitHub would notify somebody of, write into another thread, or link. */
export function calls(source: string): readonly string[] {
  return renderMarkdown(source).text.flatMap((text) => text.match(/@[a-z0-9]|#\d|\bgh-\d|:\/\/|\bwww\./gi) ?? []);
}
