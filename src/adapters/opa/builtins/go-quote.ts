/** As Go's strconv.Quote; with `ascii` as QuoteToASCII. */
export function quote(text: string, ascii = false): string {
  return `"${[...text].map((character) => escapeOne(character, '"', ascii)).join("")}"`;
}

/** As Go's strconv.QuoteRune. */
export function quoteRune(character: string, ascii = false): string {
  return `'${escapeOne(character, "'", ascii)}'`;
}

/** Whether Go could write the text between backquotes: no control characters but tab, no backquote. */
export function canBackquote(text: string): boolean {
  return [...text].every((character) => {
    const code = character.codePointAt(0) ?? 0;
    return code === 9 || (code >= 0x20 && code !== 0x7f && code !== 0xfeff && character !== "`");
  });
}

/** As Go's strconv.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrintable(character: string): boolean {
  return character === " " || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character);
}

const short: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

function escapeOne(character: string, delimiter: string, ascii: boolean): string {
  if (character === delimiter) return `\\${character}`;
  const code = character.codePointAt(0) ?? 0;
  if (character !== "\\" && isPrintable(character) && (!ascii || code < 0x80)) return character;
  const known = short[character];
  if (known !== undefined) return known;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, "0");
}
