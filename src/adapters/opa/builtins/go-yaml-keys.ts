/** go-yaml's order of keys: letters behind what is none, and numbers in texts by their size. */
export function compareKeys(a: string, b: string): number {
  const [one, other] = [[...a], [...b]];
  for (let at = 0; at < one.length && at < other.length; at += 1) {
    const [left = "", right = ""] = [one[at], other[at]];
    if (left !== right) return compareAt(one, other, at);
  }
  return one.length - other.length;
}

function compareAt(one: readonly string[], other: readonly string[], at: number): number {
  const [left = "", right = ""] = [one[at], other[at]];
  const [leftIsLetter, rightIsLetter] = [/\p{L}/u.test(left), /\p{L}/u.test(right)];
  if (leftIsLetter !== rightIsLetter) return leftIsLetter ? 1 : -1;
  const byCode = (left.codePointAt(0) ?? 0) - (right.codePointAt(0) ?? 0);
  if (leftIsLetter) return byCode;
  // A zero within a number counts as a digit of it.
  const before = one.slice(0, at).join("").match(/\d+$/)?.[0] ?? "";
  const lead = (left === "0" || right === "0") && /[1-9]/.test(before) ? "1" : "";
  const [leftDigits, rightDigits] = [digitsFrom(one, at), digitsFrom(other, at)];
  const [leftNumber, rightNumber] = [BigInt(`0${lead}${leftDigits}`), BigInt(`0${lead}${rightDigits}`)];
  if (leftNumber !== rightNumber) return leftNumber < rightNumber ? -1 : 1;
  return leftDigits.length - rightDigits.length || byCode;
}

function digitsFrom(characters: readonly string[], at: number): string {
  return /^\d*/.exec(characters.slice(at).join(""))?.[0] ?? "";
}
