import { Undefined, Unsupported } from "./builtin.ts";

/** A moment in UTC. */
export type Moment = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
};

/** The elements of a layout, as https://pkg.go.dev/time#Layout names them; the rest stands as it is. */
const element =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|0[1-6]|15|1|2006|2|__2|_2(?!006)|[345]|PM|pm|-07(?::00(?::00)?|00(?:00)?)?|Z07(?::00(?::00)?|00(?:00)?)?|[.,](?:0+|9+)(?!\d)/g;

const named: Readonly<Record<string, string>> = {
  ANSIC: "Mon Jan _2 15:04:05 2006",
  UnixDate: "Mon Jan _2 15:04:05 MST 2006",
  RubyDate: "Mon Jan 02 15:04:05 -0700 2006",
  RFC822: "02 Jan 06 15:04 MST",
  RFC822Z: "02 Jan 06 15:04 -0700",
  RFC850: "Monday, 02-Jan-06 15:04:05 MST",
  RFC1123: "Mon, 02 Jan 2006 15:04:05 MST",
  RFC1123Z: "Mon, 02 Jan 2006 15:04:05 -0700",
  RFC3339: "2006-01-02T15:04:05Z07:00",
  RFC3339Nano: "2006-01-02T15:04:05.999999999Z07:00",
};

export const months = "January February March April May June July August September October November December".split(
  " ",
);

export const weekdays = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** The layout, or the one that Go has under this name. */
export function layoutOf(written: string): string {
  return Object.hasOwn(named, written) ? (named[written] ?? written) : written;
}

export function formatMoment(moment: Moment, layout: string): string {
  return layout.replace(element, (found) => formatElement(found, moment));
}

function formatElement(found: string, moment: Moment): string {
  const { year, month, day, hour, minute, second, nanosecond } = moment;
  if (found.startsWith(".") || found.startsWith(",")) return formatFraction(found, nanosecond);
  if (found.startsWith("Z")) return "Z";
  if (found.startsWith("-")) return `+${found.slice(1).replaceAll("7", "0")}`;
  const dayOfYear =
    (Date.UTC(2000 + (year % 400), month - 1, day) - Date.UTC(2000 + (year % 400), 0, 1)) / 86_400_000 + 1;
  const weekday = weekdays[new Date(Date.UTC(2000 + (year % 400), month - 1, day)).getUTCDay()] ?? "";
  const hour12 = hour % 12 || 12;
  const texts: Readonly<Record<string, string>> = {
    January: months[month - 1] ?? "",
    Jan: (months[month - 1] ?? "").slice(0, 3),
    Monday: weekday,
    Mon: weekday.slice(0, 3),
    MST: "UTC",
    "002": padded(dayOfYear, 3),
    __2: String(dayOfYear).padStart(3),
    "01": padded(month),
    "1": String(month),
    "02": padded(day),
    "2": String(day),
    _2: String(day).padStart(2),
    "15": padded(hour),
    "03": padded(hour12),
    "3": String(hour12),
    "04": padded(minute),
    "4": String(minute),
    "05": padded(second),
    "5": String(second),
    "2006": padded(year, 4),
    "06": padded(year % 100),
    PM: hour >= 12 ? "PM" : "AM",
    pm: hour >= 12 ? "pm" : "am",
  };
  return texts[found] ?? "";
}

/** Nine digits at most. `0` keeps the zeros at the end, `9` drops them, and the point with the last. */
function formatFraction(found: string, nanosecond: number): string {
  const digits = padded(nanosecond, 9).slice(0, found.length - 1);
  if (found[1] === "0") return `${found[0]}${digits}`;
  const short = digits.replace(/0+$/, "");
  return short === "" ? "" : `${found[0]}${short}`;
}

function padded(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}

/** Elements that can be read exactly; Go is lenient in its own ways with the others. */
const readable: Readonly<Record<string, string>> = {
  "2006": "(?<year>\\d{4})",
  "01": "(?<month>\\d\\d)",
  "02": "(?<day>\\d\\d)",
  // Go reads an hour of one digit here too.
  "15": "(?<hour>\\d\\d?)",
  "04": "(?<minute>\\d\\d)",
  // Go reads a fraction behind the seconds also where the layout has none.
  "05": "(?<second>\\d\\d)(?:[.,](?<fraction>\\d+))?",
  Jan: `(?<short>(?i:${months.map((name) => name.slice(0, 3)).join("|")}))`,
  January: `(?<long>(?i:${months.join("|")}))`,
  "Z07:00": "(?<zone>Z|[+-]\\d\\d:\\d\\d)",
  "-07:00": "(?<zone>[+-]\\d\\d:\\d\\d)",
  "-0700": "(?<zone>[+-]\\d{4})",
};

/** The nanoseconds since 1970 that a text in this layout says. */
export function parseMoment(layout: string, value: string): bigint {
  const elements = [...layout.matchAll(element)];
  const names = elements.map(([found]) => found);
  if (names.some((name) => readable[name] === undefined) || new Set(names).size !== names.length) {
    throw new Unsupported(`The layout ${JSON.stringify(layout)} cannot be read here: use numbers of fixed width.`);
  }
  const literals = layout.split(element).map((part) => RegExp.escape(part));
  const source = literals.map((part, at) => part + (readable[names[at] ?? ""] ?? "")).join("");
  const groups = new RegExp(`^${source}$`).exec(value)?.groups;
  if (groups === undefined && elements.length > 0) throw new Undefined();
  return nanosecondsOf(groups ?? {});
}

function nanosecondsOf(groups: Readonly<Record<string, string | undefined>>): bigint {
  const number = (name: string, otherwise: number): number => Number(groups[name] ?? otherwise);
  const spelled = (groups.short ?? groups.long)?.slice(0, 3).toLowerCase();
  const month =
    spelled === undefined ? number("month", 1) : months.findIndex((name) => name.toLowerCase().startsWith(spelled)) + 1;
  const [year, day] = [number("year", 0), number("day", 1)];
  const [hour, minute, second] = [number("hour", 0), number("minute", 0), number("second", 0)];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const isReal =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!isReal) throw new Undefined();
  const fraction = BigInt((groups.fraction ?? "").padEnd(9, "0").slice(0, 9));
  return (BigInt(date.getTime()) - offsetOf(groups.zone)) * 1_000_000n + fraction;
}

/** In milliseconds. */
function offsetOf(zone: string | undefined): bigint {
  if (zone === undefined || zone.toUpperCase() === "Z") return 0n;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 24 || minutes >= 60) throw new Undefined();
  return BigInt((zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000);
}
