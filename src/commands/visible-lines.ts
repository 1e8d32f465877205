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
  const plain = line.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, "");
  if (plain.lastIndexOf("<!--") > plain.lastIndexOf("-->")) return /-->/;
  const [, tag] = /<(pre|script|style|textarea|code)\b(?!.*<\/\1)/i.exec(plain) ?? [];
  return tag === undefined ? undefined : new RegExp(`</${tag}`, "i");
}

/** An inline code span may run over several lines of its paragraph; those that begin inside one are hidden. */
function withoutCodeSpans(lines: readonly (string | null)[]): readonly (string | null)[] {
  let open: { readonly ticks: number; readonly until: number } | undefined;
  return lines.map((line, index) => {
    if (line === null) return null;
    const inside = open !== undefined && index <= open.until;
    const rest = inside && open !== undefined ? afterClosing(line, open.ticks) : line;
    if (rest !== undefined) {
      const ticks = openTicks(rest);
      const until = ticks === undefined ? -1 : closingLine(lines, index + 1, ticks);
      open = ticks !== undefined && until >= 0 ? { ticks, until } : undefined;
    }
    return inside ? null : line;
  });
}

/** What follows the run of exactly that many backticks; undefined when there is none. */
function afterClosing(line: string, ticks: number): string | undefined {
  for (const run of line.matchAll(/`+/g)) {
    if (run[0].length === ticks) return line.slice(run.index + ticks);
  }
  return undefined;
}

/** The backticks of the first span that the line opens and does not close. */
function openTicks(line: string): number | undefined {
  let rest = line;
  for (let run = /`+/.exec(rest); run !== null; run = /`+/.exec(rest)) {
    const after = afterClosing(rest.slice(run.index + run[0].length), run[0].length);
    if (after === undefined) return run[0].length;
    rest = after;
  }
  return undefined;
}

function closingLine(lines: readonly (string | null)[], from: number, ticks: number): number {
  for (let index = from; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === null || line === undefined || line.trim() === "") return -1;
    if (afterClosing(line, ticks) !== undefined) return index;
  }
  return -1;
}
