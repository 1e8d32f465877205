import { actionsOf, type Token } from "../../sources/templates/actions.ts";
import type { Chart } from "./chart.ts";
import { isTemplate } from "./mentions.ts";

/*
 * Two renders a moment apart read the same time, and one random digit in ten is the same twice. So the
 * functions that can be are pinned to two different answers, one for each render: what then differs is what
 * depends on them, every time. Keys and certificates stay random; no two of them are alike.
 */

/** Names of the templates that stand for functions; nobody's own begin like this. */
const prefix = "fairlead.pinned.";

const templates = `{{- define "${prefix}letters" -}}{{- range until (int .) -}}LETTER{{- end -}}{{- end -}}
{{- define "${prefix}digits" -}}{{- range until (int .) -}}DIGIT{{- end -}}{{- end -}}
{{- define "${prefix}bytes" -}}{{- include "${prefix}letters" . | b64enc -}}{{- end -}}
{{- define "${prefix}shuffle" -}}{{- splitList "" (toString .) | sortAlpha ORDER | join "" -}}{{- end -}}
{{- define "${prefix}nothing" -}}{{- end -}}
`;

const letters = `include "${prefix}letters"`;

type Answers = Readonly<Record<string, string>>;

/** One answer of each function, as the text that takes the place of its name. */
function answersOf(render: 0 | 1): Answers {
  const time = render === 0 ? "2019-02-03T04:05:06" : "2031-11-12T17:18:19";
  return {
    now: `(toDate \`2006-01-02T15:04:05\` \`${time}\`)`,
    uuidv4: render === 0 ? "`11111111-1111-4111-8111-111111111111`" : "`22222222-2222-4222-8222-222222222222`",
    // Helm 3.10 would ask the network; since then the answer is empty.
    getHostByName: `include "${prefix}nothing"`,
    // Each answers one of its two arguments, as the whole number that it is, and the other's is the other.
    randInt: render === 0 ? "and" : "or",
    randAlphaNum: letters,
    randAlpha: letters,
    randAscii: letters,
    randNumeric: `include "${prefix}digits"`,
    randBytes: `include "${prefix}bytes"`,
    shuffle: `include "${prefix}shuffle"`,
  };
}

/** The chart as it is rendered the first and the second time; lines stay where they are. */
export function pinned(root: Chart, render: 0 | 1): Chart {
  const file = templates
    .replaceAll("LETTER", render === 0 ? "a" : "b")
    .replaceAll("DIGIT", render === 0 ? "1" : "2")
    .replaceAll("ORDER", render === 0 ? "" : "| reverse");
  const chart = replaced(root, answersOf(render));
  return { ...chart, files: new Map([...chart.files, [`templates/_${prefix}tpl`, Buffer.from(file)]]) };
}

function replaced(chart: Chart, by: Answers): Chart {
  const files = new Map(
    [...chart.files].map(([path, bytes]) => [path, isTemplate(path) ? replacedIn(bytes, by) : bytes] as const),
  );
  const charts = chart.charts.map(({ folder, chart: below }) => ({ folder, chart: replaced(below, by) }));
  return { ...chart, files, charts };
}

function replacedIn(bytes: Uint8Array, by: Answers): Uint8Array {
  const text = Buffer.from(bytes).toString("utf8");
  const tokens = actionsOf(text).flatMap((action) => action.tokens.filter((token) => isPinned(token, by)));
  if (tokens.length === 0) return bytes;
  let result = "";
  let at = 0;
  for (const { text: name, offset } of tokens) {
    result += text.slice(at, offset) + (by[name] ?? name);
    at = offset + name.length;
  }
  return Buffer.from(result + text.slice(at));
}

function isPinned({ text }: Token, by: Answers): boolean {
  return Object.hasOwn(by, text);
}
