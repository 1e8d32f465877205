/** A word, a text in quotes, or one other character of Rego, and where it begins; comments and space are left out. */
export type RegoToken = { readonly text: string; readonly at: number; readonly line: number };

const pattern = /#[^\n]*|`[^`]*`|"(?:[^"\\\n]|\\.)*"|[A-Za-z_]\w*|\d[\w.]*|\S/g;

export function regoTokens(text: string): readonly RegoToken[] {
  const tokens: RegoToken[] = [];
  let line = 1;
  let from = 0;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    line += breaksIn(text.slice(from, index));
    if (!found.startsWith("#")) tokens.push({ text: found, at: index, line });
    line += breaksIn(found);
    from = index + found.length;
  }
  return tokens;
}

function breaksIn(text: string): number {
  return text.split("\n").length - 1;
}

/** A reference to something under `data`: its first step, undefined where that is not written out. */
type DataReference = { readonly token: RegoToken; readonly step: string | undefined };

/** Every place that begins a reference with `data`. */
export function dataReferences(tokens: readonly RegoToken[]): readonly DataReference[] {
  return tokens.flatMap((token, index) => {
    if (token.text !== "data" || tokens[index - 1]?.text === ".") return [];
    return [{ token, step: stepAfter(tokens, index) }];
  });
}

/** `.lib` and `["lib"]` alike. */
function stepAfter(tokens: readonly RegoToken[], index: number): string | undefined {
  const [dot, word, end] = [tokens[index + 1]?.text, tokens[index + 2]?.text ?? "", tokens[index + 3]?.text];
  if (dot === ".") return word;
  if (dot !== "[" || end !== "]") return undefined;
  return /^["`](.*)["`]$/.exec(word)?.[1];
}
