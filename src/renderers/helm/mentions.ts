import { lineStarts, placeOf } from "../../sources/lines.ts";
import { actionsOf, type Token } from "../../sources/templates/actions.ts";
import { type Chart, everyChart } from "./chart.ts";

/** A place where a template calls a function whose answer a render cannot repeat, or know. */
export type Mention = { readonly name: string; readonly chart: Chart; readonly file: string; readonly line: number };

/** Another answer at every call (sprig's random, crypto and date functions). */
const changing: ReadonlySet<string> = new Set([
  "randAlphaNum",
  "randAlpha",
  "randNumeric",
  "randAscii",
  "randBytes",
  "randInt",
  "uuidv4",
  "shuffle",
  "genPrivateKey",
  "genCA",
  "genCAWithKey",
  "genSelfSignedCert",
  "genSelfSignedCertWithKey",
  "genSignedCert",
  "genSignedCertWithKey",
  "encryptAES",
  "bcrypt",
  "htpasswd",
  "derivePassword",
  "now",
  "ago",
  "date",
  "dateInZone",
  "date_in_zone",
  "htmlDate",
  "htmlDateInZone",
  "getHostByName",
]);

/** What the templates of a chart, and of all below it, ask for that is different every time. */
export function changingIn(root: Chart): readonly Mention[] {
  return mentionsIn(root, changing);
}

/** Where they ask a cluster, which a render has none of. */
export function lookupsIn(root: Chart): readonly Mention[] {
  return mentionsIn(root, new Set(["lookup"])).filter(({ file }) => isTemplate(file));
}

/** Templates may be given as values and as files too; those of a README are no harm but for a second render. */
function mentionsIn(root: Chart, names: ReadonlySet<string>): readonly Mention[] {
  const mentions: Mention[] = [];
  for (const chart of new Set([...everyChart(root)].map((one) => one.chart))) {
    for (const [file, bytes] of chart.files) {
      if (bytes.length > maxScanned || file === "templates/NOTES.txt") continue;
      const text = Buffer.from(bytes).toString("utf8");
      if (![...names].some((name) => text.includes(name))) continue;
      const starts = lineStarts(text);
      for (const { tokens } of actionsOf(text)) {
        for (const token of tokens) {
          const line = placeOf(starts, token.offset).line;
          for (const name of wordsOf(token)) if (names.has(name)) mentions.push({ name, chart, file, line });
        }
      }
    }
  }
  return mentions;
}

/** A text may be a template in turn, for `tpl`. */
function wordsOf({ text }: Token): readonly string[] {
  return /^["`]/.test(text) && text.includes("{{") ? text.split(/[^\w.$]+/) : [text];
}

const maxScanned = 2 * 1024 * 1024;

export function isTemplate(file: string): boolean {
  return file.startsWith("templates/");
}
