import { stripVTControlCharacters } from "node:util";

/*
 * The one place where text that others control becomes harmless in what we post: names, paths, messages
 * and values of the change may hold markup, mentions, terminal codes, or our own fences.
 */

/** Breaks what GitHub would link or notify, and is not seen. */
const gap = "\u200b";

/** Terminal codes removed; control, direction and invisible characters spelt out. Keeps line breaks and tabs. */
export function visible(text: string): string {
  return stripVTControlCharacters(text.toWellFormed().replaceAll("\r\n", "\n")).replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => (keptCharacters.includes(character) ? character : `[U+${hexadecimal(character)}]`),
  );
}

/** The joiners belong to emojis and to several scripts. */
const keptCharacters: readonly string[] = ["\n", "\t", "\u00ad", "\u200c", "\u200d"];

/** `visible`, on one line, cut to `longest` characters. */
export function oneLine(text: string, longest = 2_000): string {
  const line = visible(text.slice(0, longest * 4).replace(/\s+/gu, " ")).trim();
  const points = [...line];
  return points.length <= longest ? line : `${points.slice(0, longest).join("").trimEnd()}…`;
}

/** A code span: nothing in it is markup, a mention or a reference. */
export function code(text: string, longest?: number): string {
  const line = oneLine(text, longest);
  if (line === "") return "` `";
  const ticks = "`".repeat(longestRun(line) + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** A code span inside a table cell, where even code is cut at a pipe. */
export function codeCell(text: string): string {
  return code(text.replaceAll("|", "¦"));
}

/** Markdown that stays in its cell of a table: there even code and what is escaped ends at a pipe. */
export function tableCell(markdown: string): string {
  return markdown.replace(/\\?\|/g, "¦");
}

/**
 * A sentence in running Markdown. What it puts between single backticks stays code; all else is text:
 * no markup, HTML, mention, reference, link or command comes of it.
 */
export function prose(text: string, longest?: number): string {
  const parts = oneLine(text, longest).split(/(?<!`)`([^`]+)`(?!`)/);
  const line = parts.map((part, index) => (index % 2 === 1 ? code(part) : inert(part))).join("");
  return line.replace(/^(?:(\d+)(?=[.)])|(?=[#+\-=/:]))/, (_, digits: string | undefined) => `${digits ?? ""}\\`);
}

function inert(text: string): string {
  return defused(text)
    .replace(/[\\`*[\]~|]/g, (character) => `\\${character}`)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("$", "&#36;");
}

/** Breaks mentions, references and addresses, which GitHub looks for in the rendered text. */
function defused(text: string): string {
  return text
    .replaceAll("@", `@${gap}`)
    .replace(/#(?=\d)/g, `#${gap}`)
    .replace(/\b(gh-)(?=\d)/gi, `$1${gap}`)
    .replace(/:(?=\/\/)/g, `:${gap}`)
    .replace(/\bwww(?=\.)/gi, `www${gap}`);
}

/** Code inside `<summary>`, where Markdown is not read. */
export function htmlCode(text: string): string {
  return `<code>${inertHtml(oneLine(text, 300))}</code>`;
}

/** Text inside `<summary>`, where a mention would still be found. */
export function htmlText(text: string): string {
  return defused(inertHtml(oneLine(text, 500)));
}

function inertHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A fenced block that its content cannot close. */
export function fence(language: string, lines: readonly string[]): string {
  const content = lines.map((line) => visible(line).replaceAll("\n", " "));
  const ticks = "`".repeat(Math.max(3, longestRun(content.join("\n")) + 1));
  return [`${ticks}${language}`, ...content, ticks].join("\n");
}

/** A link whose text is already Markdown; only the web's own schemes are linked. */
export function link(markdown: string, url: string | null | undefined): string {
  const target = webAddress(url);
  return target === undefined ? markdown : `[${markdown}](${target})`;
}

/** The address as a link's target, or undefined when it is none a browser should follow. */
function webAddress(url: string | null | undefined): string | undefined {
  if (!url || !URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") return undefined;
  return href.replace(/[()<>\s\\`|[\]*_@]/g, (character) => `%${hexadecimal(character).slice(-2)}`);
}

/** A file's path as a part of an address. */
export function urlPath(path: string): string {
  return path.toWellFormed().split("/").map(encodeURIComponent).join("/");
}

/** How many backticks stand together at most. */
export function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

function hexadecimal(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}
