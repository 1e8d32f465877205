/** A moment as the clocks of a place show it. */
export type Moment = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** Seconds east of UTC. */
  readonly offset: number;
  /** As `MST` is printed. */
  readonly zone: () => string;
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

/** The layout in its parts: texts to stand as they are, and elements between them. */
export function partsOfLayout(layout: string): readonly { readonly text: string; readonly element: string | null }[] {
  const elements = [...layout.matchAll(element)].map(([found]) => found);
  return layout.split(element).map((text, at) => ({ text, element: elements[at] ?? null }));
}

export function formatMoment(moment: Moment, layout: string): string {
  return layout.replace(element, (found) => formatElement(found, moment));
}

function formatElement(found: string, moment: Moment): string {
  const { year, month, day, hour, minute, second, nanosecond } = moment;
  if (found.startsWith(".") || found.startsWith(",")) return formatFraction(found, nanosecond);
  if (found.startsWith("Z") && moment.offset === 0) return "Z";
  if (found.startsWith("Z") || found.startsWith("-")) return formatOffset(found.slice(1), moment.offset);
  const dayOfYear =
    (Date.UTC(2000 + (year % 400), month - 1, day) - Date.UTC(2000 + (year % 400), 0, 1)) / 86_400_000 + 1;
  const weekday = weekdays[new Date(Date.UTC(2000 + (year % 400), month - 1, day)).getUTCDay()] ?? "";
  const hour12 = hour % 12 || 12;
  const texts: Readonly<Record<string, string>> = {
    January: months[month - 1] ?? "",
    Jan: (months[month - 1] ?? "").slice(0, 3),
    Monday: weekday,
    Mon: weekday.slice(0, 3),
    MST: found === "MST" ? moment.zone() : "",
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

/** In the shape of `07`, `0700`, `07:00`, `070000` or `07:00:00`. */
function formatOffset(shape: string, offset: number): string {
  const size = Math.abs(offset);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60].map((part) => padded(part));
  const shown = parts.slice(0, Math.ceil(shape.replaceAll(":", "").length / 2));
  return `${offset <= -60 ? "-" : "+"}${shown.join(shape.includes(":") ? ":" : "")}`;
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
