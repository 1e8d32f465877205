/*
 * Which lines of a comment are its author's own plain words. What is shown as code or quoted, or not
 * shown at all, was written about a command, or by somebody else.
 */

/** The comment's lines, with null for each that is code, quoted, or inside an HTML comment. */
export function visibleLines(body: string): readonly (string | null)[] {
  const lines = body.split(/\r\n|\r|\n/);
  const shown: (string | null)[] = [];
  let hiddenUntil: RegExp | undefined;
  let quoted = false;
  for (const line of lines) {
    if (hiddenUntil !== undefined) {
      if (hiddenUntil.test(line)) hiddenUntil = undefined;
      shown.push(null);
      continue;
    }
    hiddenUntil = hides(line);
    // A line right below a quote belongs to it, as Markdown reads it.
    quoted = line.startsWith(">") || (quoted && line.trim() !== "");
    shown.push(hiddenUntil !== undefined || quoted ? null : line);
  }
  return withoutCodeSpans(shown);
}

/** What ends the block that this line opens; undefined when it opens none, or closes it itself. */
function hides(line: string): RegExp | undefined {
  const [, fence] = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line) ?? [];
  if (fence !== undefined) return new RegExp(`^ {0,3}${fence[0]}{${fence.length},}\\s*$`);
  const plain = withoutSpans(line);
  if (plain.lastIndexOf("<!--") > plain.lastIndexOf("-->")) return /-->/;
  const [, tag] = /<(pre|script|style|textarea|code)\b(?!.*<\/\1)/i.exec(plain) ?? [];
  return tag === undefined ? undefined : new RegExp(`</${tag}`, "i");
}

/** An inline code span may run over several lines of its paragraph; lines that begin inside one are hidden. */
function withoutCodeSpans(lines: readonly (string | null)[]): readonly (string | null)[] {
  const shown: (string | null)[] = [];
  let paragraph: string[] = [];
  function close(): void {
    const masked = withoutSpans(paragraph.join("\n")).split("\n");
    shown.push(...paragraph.map((line, index) => (masked[index]?.startsWith(inside) ? null : line)));
    paragraph = [];
  }
  for (const line of lines) {
    if (line !== null && line.trim() !== "") {
      paragraph.push(line);
      continue;
    }
    if (paragraph.length > 0) close();
    shown.push(line);
  }
  if (paragraph.length > 0) close();
  return shown;
}

/** Stands for each character of a code span; no line of Markdown begins with it. */
const inside = "\u0000";

/** The text with its code spans blanked out, line breaks kept. One pass: comments are written by anybody. */
function withoutSpans(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map((run) => ({ at: run.index, ticks: run[0].length }));
  const later = new Map<number, number[]>();
  for (const { at, ticks } of runs.toReversed()) {
    const known = later.get(ticks);
    if (known === undefined) later.set(ticks, [at]);
    else known.push(at);
  }
  let masked = "";
  let done = 0;
  for (const { at, ticks } of runs) {
    if (at < done) continue;
    const closing = later.get(ticks) ?? [];
    while (closing.length > 0 && (closing.at(-1) ?? 0) <= at) closing.pop();
    const end = closing.at(-1);
    if (end === undefined) continue;
    masked += text.slice(done, at) + text.slice(at, end + ticks).replace(/[^\n]/g, inside);
    done = end + ticks;
  }
  return masked + text.slice(done);
}
