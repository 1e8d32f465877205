import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from "yaml";
import type { Fault, Segment } from "./fault.ts";

/** The line of a setting in a file that can be read, or of the nearest parent that is written down. */
export function lineOfSetting(text: string, path: readonly string[]): number {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  return positionOf(document, lines, { path, message: "", atKey: true }).line;
}

/** Where a fault stands in the file: its key or value, or the nearest parent that is written down. */
export function positionOf(document: Document, lines: LineCounter, fault: Fault): { line: number; column: number } {
  let value: Node | null = isNode(document.contents) ? document.contents : null;
  let nearest: Node | null = value;
  for (const [index, segment] of fault.path.entries()) {
    const step = childOf(document, value, segment);
    if (step === undefined) break;
    const isLast = index === fault.path.length - 1;
    value = step.value;
    nearest = isLast && fault.atKey ? step.key : writtenNode(step.value) ? step.value : step.key;
  }
  const { line, col } = lines.linePos(nearest?.range?.[0] ?? 0);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function childOf(
  document: Document,
  parent: Node | null,
  segment: Segment,
): { key: Node; value: Node | null } | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isSeq(node)) {
    const element = node.items[Number(segment)];
    return isNode(element) ? { key: element, value: element } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(
    (each) => isPair(each) && isScalar(each.key) && String(each.key.value) === String(segment),
  );
  return pair && isNode(pair.key) ? { key: pair.key, value: isNode(pair.value) ? pair.value : null } : undefined;
}

/** `soak:` with nothing behind it has a value of no length, placed wherever the parser stood. */
function writtenNode(node: Node | null): node is Node {
  return node !== null && node.range?.[0] !== node.range?.[1];
}
