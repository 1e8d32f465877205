/** One `{{ … }}` of a Go template; a comment has no tokens. */
export type Action = {
  /** Offsets of `{{` and of what follows `}}`. */
  readonly start: number;
  readonly end: number;
  readonly tokens: readonly Token[];
};

/** A word, a field such as `.Values.a`, a variable, a text in its quotes, or a sign. */
export type Token = { readonly text: string; readonly offset: number };

/** The actions of a template, in order. What is not closed ends the list: Helm refuses such a file. */
export function actionsOf(text: string): readonly Action[] {
  const actions: Action[] = [];
  for (let start = text.indexOf("{{"); start >= 0; ) {
    const comment = /\{\{-?\s*\/\*/y;
    comment.lastIndex = start;
    const isComment = comment.test(text);
    const close = isComment ? text.indexOf("*/", start) : start + 2;
    if (close < 0) break;
    const read = readTokens(text, isComment ? close + 2 : close);
    if (read === undefined) break;
    actions.push({ start, end: read.end, tokens: isComment ? [] : read.tokens });
    start = text.indexOf("{{", read.end);
  }
  return actions;
}

function readTokens(
  text: string,
  from: number,
): { readonly tokens: readonly Token[]; readonly end: number } | undefined {
  const tokens: Token[] = [];
  const token = /\s+|-?\}\}|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|[$.\w]+|:=|./suy;
  for (token.lastIndex = from; token.lastIndex < text.length; ) {
    const offset = token.lastIndex;
    const [found] = token.exec(text) ?? [];
    if (found === undefined) return undefined;
    if (found.endsWith("}}") && !/^["`']/.test(found)) return { tokens, end: token.lastIndex };
    if (found.trim() !== "" && !(found === "-" && offset === from)) tokens.push({ text: found, offset });
  }
  return undefined;
}
