import { EVENT_ID, parseEvents, SCALAR_STYLE } from "js-yaml";
import { decodeText } from "../../sources/documents.ts";
import { lineStarts, placeOf } from "../../sources/lines.ts";

type Surprise = { readonly line: number; readonly rule: string; readonly message: string };

/** Words that are text to most readers and a boolean to Kubernetes. */
const booleans = /^(?:y|Y|n|N|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/;
/** `0o17` says that it is octal; `017` only is. */
const octal = /^[-+]?0[0-7]+$/;
/** Fields in which people write octal numbers on purpose. */
const modes = /^(?:defaultMode|mode)$/;
const grouped = /^[-+]?[0-9][0-9_]*_[0-9_]*$/;

/** Whether a closer look can find anything at all; most files are done with this. */
const anywhere = /(?:^|[\s,[{])(?:y|n|yes|no|on|off|[-+]?0[0-7]+|[-+]?[0-9][0-9_]*_[0-9_]*)(?:$|[\s,:\]}])/im;

/**
 * Scalars without quotes that Kubernetes reads as something else than they look like. Whether that is
 * wrong depends on the field: where text is needed, the schema check says so too. In a file with secrets no
 * scalar is repeated.
 */
export function surprises(bytes: Uint8Array, { secret }: { readonly secret: boolean }): readonly Surprise[] {
  const text = decodeText(bytes);
  if (typeof text !== "string" || !anywhere.test(text)) return [];
  const starts = lineStarts(text);
  let before = "";
  const found: Surprise[] = [];
  for (const event of eventsOf(text)) {
    if (event.type !== EVENT_ID.SCALAR) continue;
    const scalar = text.slice(event.valueStart, event.valueEnd);
    const plain = event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0;
    const reading = plain ? surprising(scalar, before) : undefined;
    before = scalar;
    if (reading === undefined) continue;
    const { line } = placeOf(starts, event.valueStart);
    const told = secret ? "this as something else than the text it looks like" : `${scalar} as ${reading}`;
    found.push({
      line,
      rule: "surprise",
      message: `Kubernetes reads ${told}; put it in quotes if it is meant as text.`,
    });
  }
  return found;
}

function surprising(scalar: string, before: string): string | undefined {
  if (booleans.test(scalar)) return `the boolean ${/^(?:y|yes|on)$/i.test(scalar)}`;
  if (octal.test(scalar) && !modes.test(before)) return `the octal number ${Number.parseInt(scalar, 8)}`;
  if (grouped.test(scalar)) return `the number ${scalar.replaceAll("_", "")}`;
  return undefined;
}

function eventsOf(text: string): ReturnType<typeof parseEvents> {
  try {
    return parseEvents(text, { maxDepth: 256 });
  } catch {
    // What cannot be parsed is told as such by whoever reads the documents.
    return [];
  }
}
