import { lineStarts, placeOf } from "../lines.ts";
import { type Action, actionsOf } from "./actions.ts";
import { type Reference, References } from "./references.ts";

/** One line of a template that writes YAML: a key, an element of a list, or both at once. */
export type TemplateNode = {
  readonly line: number;
  /** The key as written, actions and all; null for an element without one. */
  readonly key: string | null;
  readonly isElement: boolean;
  /** What stands behind the key, actions and all. */
  readonly value: string;
  /** What of the values its own line writes, and what lines of nothing but actions below it do. */
  readonly references: readonly Reference[];
  readonly children: readonly TemplateNode[];
};

/** One document of a template; it may be rendered many times or not at all. */
export type TemplateDocument = {
  readonly index: number;
  /** Its first line that writes something. */
  readonly line: number;
  readonly nodes: readonly TemplateNode[];
  /** What of the values decides whether it is rendered. */
  readonly conditions: readonly Reference[];
};

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer E)[] ? E[] : T[Key] };
type Open = { readonly node: Mutable<TemplateNode>; readonly indent: number };

/** Reads a template as the YAML it is going to be, as far as indentation tells. Never throws. */
export function readTemplate(text: string): readonly TemplateDocument[] {
  const starts = lineStarts(text);
  const lineOf = (offset: number) => placeOf(starts, offset).line;
  const actions = Map.groupBy(actionsOf(text), ({ start }) => lineOf(start));
  const reader = new Reader();
  let covered = 0;
  for (const [index, start] of starts.entries()) {
    const own = actions.get(index + 1) ?? [];
    const content = text
      .slice(start, Math.min(starts[index + 1] ?? text.length, start + maxLine))
      .replace(/\r?\n$/, "");
    const inside = Math.min(Math.max(0, covered - start), content.length);
    reader.line(index + 1, " ".repeat(inside) + content.slice(inside), start, own);
    covered = own.at(-1)?.end ?? covered;
  }
  return reader.end();
}

/** Of longer lines only the beginning is looked at: nobody writes structure that far to the right. */
const maxLine = 2000;

class Reader {
  readonly #references = new References();
  readonly #documents: Mutable<TemplateDocument>[] = [];
  #document: Mutable<TemplateDocument> = emptyDocument(0);
  #open: Open[] = [];
  #started = false;
  /** Indentation of the key whose block of text is being passed over. */
  #textIndent: number | null = null;

  line(number: number, content: string, start: number, actions: readonly Action[]): void {
    if (/^---(?:\s|$)/.test(content)) this.#next(number);
    const shown = withoutActions(content, start, actions);
    const indent = shown.search(/\S/);
    if (this.#textIndent !== null && (indent < 0 || indent > this.#textIndent)) {
      this.#mention(actions);
      return;
    }
    this.#textIndent = null;
    const isWritten = indent >= 0 && !shown.trimStart().startsWith("#") && !/^---/.test(shown);
    if (!isWritten) {
      this.#mention(actions);
      return;
    }
    if (!this.#started) this.#begin(number);
    this.#write(number, content, shown, indent, actions);
  }

  end(): readonly TemplateDocument[] {
    this.#documents.push(this.#document);
    return this.#documents;
  }

  /** A separator with nothing before it begins no second document. */
  #next(number: number): void {
    if (this.#started) this.#documents.push(this.#document);
    this.#document = emptyDocument(this.#documents.length, number);
    this.#open = [];
    this.#started = false;
  }

  #begin(number: number): void {
    this.#started = true;
    this.#document.line = number;
    this.#document.conditions = [...this.#references.conditions()];
  }

  /** A line of nothing but actions writes below the key before it. */
  #mention(actions: readonly Action[]): void {
    const references = actions.flatMap((action) => this.#references.read(action));
    this.#open.at(-1)?.node.references.push(...references);
  }

  #write(line: number, content: string, shown: string, indent: number, actions: readonly Action[]): void {
    const dashes = /^\s*((?:- +)*)/.exec(shown)?.[1] ?? "";
    const references = actions.flatMap((action) => this.#references.read(action));
    let at = indent;
    for (const dash of dashes.match(/- +/g) ?? (shown.trim() === "-" ? ["-"] : [])) {
      this.#push({ line, key: null, isElement: true, value: "", references: [], children: [] }, at, true);
      at += dash.length;
    }
    const rest = content.slice(at);
    const key =
      /^(?:"([^"]*)"|'([^']*)'|((?:\{\{(?:(?!\}\}).)*\}\}|[^\s:{"'#])(?:\{\{(?:(?!\}\}).)*\}\}|[^:{]|:(?=\S))*?)) *:(?:\s+(.*))?$/.exec(
        rest,
      );
    const name = key?.[1] ?? key?.[2] ?? key?.[3];
    if (key !== null && name !== undefined) {
      const value = (key[4] ?? "").trim();
      this.#push({ line, key: name, isElement: false, value, references, children: [] }, at, false);
      if (/^[|>][-+0-9]*$/.test(value)) this.#textIndent = at;
      return;
    }
    const top = this.#open.at(-1);
    if (top === undefined) return;
    top.node.references.push(...references);
    if (top.node.isElement && top.node.line === line) top.node.value = rest.trim();
  }

  #push(node: Mutable<TemplateNode>, indent: number, isElement: boolean): void {
    for (let top = this.#open.at(-1); top !== undefined; top = this.#open.at(-1)) {
      // Elements may stand as deep as the key of their list.
      const holds = top.indent < indent || (top.indent === indent && isElement && !top.node.isElement);
      if (holds) break;
      this.#open.pop();
    }
    (this.#open.at(-1)?.node.children ?? this.#document.nodes).push(node);
    this.#open.push({ node, indent });
  }
}

function emptyDocument(index: number, line = 1): Mutable<TemplateDocument> {
  return { index, line, nodes: [], conditions: [] };
}

/** Actions that are all of a line, or stand before its first text, write nothing of YAML's structure there. */
function withoutActions(content: string, start: number, actions: readonly Action[]): string {
  let shown = content;
  for (const { start: from, end } of actions) {
    if (from - start > content.length) break;
    const [first, last] = [from - start, Math.min(end - start, content.length)];
    const before = shown.slice(0, first);
    const isAlone = before.trim() === "" && !/^\s*:/.test(shown.slice(last));
    const filler = isAlone ? " " : "x";
    shown = before + filler.repeat(last - first) + shown.slice(last);
  }
  return shown;
}
