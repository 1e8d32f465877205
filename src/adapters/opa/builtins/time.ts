import { parseGoDuration } from "../../../domain/go-duration.ts";
import { isArray, Numeral, type Term } from "../term.ts";
import { isInteger, parseBigFloat, truncated } from "./big-float.ts";
import { type Builtin, json, text, Undefined } from "./builtin.ts";
import { formatMoment, layoutOf, type Moment, weekdays } from "./go-layout.ts";
import { parseMoment } from "./go-time-parse.ts";
import { type Zone, zoneOf } from "./zones.ts";

/** Times are nanoseconds since 1970. The present is not among them: it would make answers change by themselves. */
export const time: Readonly<Record<string, Builtin>> = {
  "time.parse_rfc3339_ns": (value) => inRange(parseMoment(layoutOf("RFC3339"), text(value))),
  "time.parse_ns": (layout, value) => inRange(parseMoment(layoutOf(text(layout)), text(value))),
  "time.parse_duration_ns": (value) => duration(text(value)),
  "time.date": (value) => {
    const { year, month, day } = momentOf(placedIn(value));
    return json([year, month, day]);
  },
  "time.clock": (value) => {
    const { hour, minute, second } = momentOf(placedIn(value));
    return json([hour, minute, second]);
  },
  "time.weekday": (value) => {
    const { year, month, day } = momentOf(placedIn(value));
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    return json(weekdays[date.getUTCDay()]);
  },
  "time.format": (value) => {
    const layout = value !== undefined && isArray(value) && value.length === 3 ? text(value[2]) : "";
    return json(formatMoment(momentOf(placedIn(value)), layoutOf(layout === "" ? "RFC3339Nano" : layout)));
  },
  "time.add_date": (value, years, months, days) => {
    const { at, zone } = placedIn(value);
    const { year, month, day, hour, minute, second, nanosecond } = momentOf({ at, zone });
    const date = new Date(0);
    date.setUTCFullYear(
      year + Number(integer(years)),
      month - 1 + Number(integer(months)),
      day + Number(integer(days)),
    );
    date.setUTCHours(hour, minute, second);
    if (Number.isNaN(date.getTime())) throw new Undefined();
    // Which offset counts there is looked up twice, because the first time what is looked for is not yet known.
    const first = zone.offsetAt(date.getTime());
    const offset = first === 0 ? 0 : zone.offsetAt(date.getTime() - first * 1000);
    return inRange(BigInt(date.getTime() - offset * 1000) * million + BigInt(nanosecond));
  },
  "time.diff": (one, other) => {
    const [a, b] = [placedIn(one), placedIn(other)];
    const [from, to] = [a, { ...b, zone: a.zone }].map(momentOf);
    if (from === undefined || to === undefined) throw new Undefined();
    return json(a.at <= b.at ? difference(from, to) : difference(to, from));
  },
};

const million = 1_000_000n;

function inRange(value: bigint): string {
  if (BigInt.asIntN(64, value) !== value) throw new Undefined();
  return String(value);
}

type Placed = { readonly at: bigint; readonly zone: Zone };

/** A number, or an array of it and a time zone. */
function placedIn(term: Term | undefined): Placed {
  if (term === undefined || !isArray(term)) return { at: integer(term), zone: zoneOf("UTC") };
  return { at: integer(term[0]), zone: zoneOf(text(term[1])) };
}

function integer(term: Term | undefined): bigint {
  const float = term instanceof Numeral ? parseBigFloat(term.text) : undefined;
  if (float === undefined || !isInteger(float)) throw new Undefined();
  const whole = truncated(float);
  if (BigInt.asIntN(64, whole) !== whole) throw new Undefined();
  return whole;
}

function momentOf({ at, zone }: Placed): Moment {
  const second = 1_000_000_000n;
  const rest = ((at % second) + second) % second;
  const milliseconds = Number((at - rest) / million);
  const offset = zone.offsetAt(milliseconds);
  const date = new Date(milliseconds + offset * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanosecond: Number(rest),
    offset,
    zone: zone.name,
  };
}

/** Years, months, days, hours, minutes and seconds from the earlier to the later; what lacks is borrowed from the next. */
function difference(from: Moment, to: Moment): readonly number[] {
  let [years, months, days] = [to.year - from.year, to.month - from.month, to.day - from.day];
  let [hours, minutes, seconds] = [to.hour - from.hour, to.minute - from.minute, to.second - from.second];
  if (seconds < 0) [seconds, minutes] = [seconds + 60, minutes - 1];
  if (minutes < 0) [minutes, hours] = [minutes + 60, hours - 1];
  if (hours < 0) [hours, days] = [hours + 24, days - 1];
  // A borrowed month is as long as the one that the earlier time lies in.
  if (days < 0) [days, months] = [days + new Date(Date.UTC(from.year, from.month, 0)).getUTCDate(), months - 1];
  if (months < 0) [months, years] = [months + 12, years - 1];
  return [years, months, days, hours, minutes, seconds];
}

function duration(value: string): string {
  const nanoseconds = parseGoDuration(value);
  if (nanoseconds === undefined) throw new Undefined();
  return String(nanoseconds);
}
