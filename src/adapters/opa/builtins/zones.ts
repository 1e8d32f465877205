import { Undefined, Unsupported } from "./builtin.ts";

/** Seconds east of UTC at a moment in milliseconds since 1970, and how a place calls them. */
export type Zone = { readonly offsetAt: (milliseconds: number) => number; readonly name: () => string };

const utc: Zone = { offsetAt: () => 0, name: () => "UTC" };

const known = new Map<string, Zone>([
  ["", utc],
  ["UTC", utc],
]);

/** A place of the time zone database, from what Node.js knows of it. */
export function zoneOf(place: string): Zone {
  const found = known.get(place);
  if (found !== undefined) return found;
  if (place === "Local") throw new Unsupported("The time zone of the machine is not available here.");
  const format = formatOf(place);
  const zone = {
    offsetAt: (milliseconds: number) => offsetIn(format, milliseconds),
    name: (): string => {
      throw new Unsupported(`How ${place} calls its time is not available here: use an offset in the layout.`);
    },
  };
  known.set(place, zone);
  return zone;
}

function formatOf(place: string): Intl.DateTimeFormat {
  // Names begin with a capital; Intl takes any case, and offsets too.
  if (!/^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/.test(place)) throw new Undefined();
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: place,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    throw new Undefined();
  }
}

function offsetIn(format: Intl.DateTimeFormat, milliseconds: number): number {
  const whole = Math.floor(milliseconds / 1000) * 1000;
  const parts = new Map(format.formatToParts(whole).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const year = parts.get("era") === "BC" ? 1 - number("year") : number("year");
  const date = new Date(0);
  date.setUTCFullYear(year, number("month") - 1, number("day"));
  date.setUTCHours(number("hour"), number("minute"), number("second"));
  return (date.getTime() - whole) / 1000;
}
