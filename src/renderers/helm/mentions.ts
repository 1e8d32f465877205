import type { SourceLocation } from "../../domain/source.ts";
import { lineStarts, placeOf } from "../../sources/lines.ts";
import { actionsOf, type Token } from "../../sources/templates/actions.ts";
import { type Chart, everyChart, placeIn } from "./chart.ts";
import type { Layer } from "./values.ts";

/** A place where a template calls a function whose answer a render cannot repeat, or know. */
export type Mention = { readonly name: string; readonly at: SourceLocation; readonly isTemplate: boolean };

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

/** What a chart, all below it and the values it is given ask for that is different every time. */
export function changingIn(root: Chart, layers: readonly Layer[]): readonly Mention[] {
  const given = layers.flatMap(({ bytes, origin }) => {
    const { path, line } = origin;
    return mentionsIn(bytes, changing).map(({ name }) => ({ name, at: { path, line }, isTemplate: false }));
  });
  return [...mentionsOf(root, changing), ...given];
}

/** Where they ask a cluster, which a render has none of. */
export function lookupsIn(root: Chart): readonly Mention[] {
  return mentionsOf(root, new Set(["lookup"])).filter((mention) => mention.isTemplate);
}

/** Templates may be given as values and as files too; those of a README are no harm but for a second render. */
function mentionsOf(root: Chart, names: ReadonlySet<string>): readonly Mention[] {
  const charts = new Set([...everyChart(root)].map((one) => one.chart));
  return [...charts].flatMap((chart) =>
    [...chart.files].flatMap(([file, bytes]) =>
      mentionsIn(bytes, names).map(({ name, line }) => ({
        name,
        at: placeIn(chart, file, line),
        isTemplate: isTemplate(file),
      })),
    ),
  );
}

function mentionsIn(
  bytes: Uint8Array,
  names: ReadonlySet<string>,
): readonly { readonly name: string; readonly line: number }[] {
  if (bytes.length > maxScanned) return [];
  const text = Buffer.from(bytes).toString("utf8");
  if (![...names].some((name) => text.includes(name))) return [];
  const starts = lineStarts(text);
  return actionsOf(text).flatMap(({ tokens }) =>
    tokens.flatMap((token) =>
      wordsOf(token)
        .filter((name) => names.has(name))
        .map((name) => ({ name, line: placeOf(starts, token.offset).line })),
    ),
  );
}

/** A text may be a template in turn, for `tpl`. */
function wordsOf({ text }: Token): readonly string[] {
  return /^["`]/.test(text) && text.includes("{{") ? text.split(/[^\w.$]+/) : [text];
}

const maxScanned = 2 * 1024 * 1024;

export function isTemplate(file: string): boolean {
  return file.startsWith("templates/") && file !== "templates/NOTES.txt";
}
