import { isArray, Numeral, type Term } from "../term.ts";
import { type Builtin, json, text, Undefined, Unsupported, whole } from "./builtin.ts";
import { formatMoment, layoutOf, type Moment, parseMoment, weekdays } from "./go-layout.ts";

/** Times are nanoseconds since 1970, in UTC. The present is not among them: it would make answers change by themselves. */
export const time: Readonly<Record<string, Builtin>> = {
  "time.parse_rfc3339_ns": (value) => inRange(parseMoment(layoutOf("RFC3339"), text(value))),
  "time.parse_ns": (layout, value) => inRange(parseMoment(layoutOf(text(layout)), text(value))),
  "time.parse_duration_ns": (value) => String(parseDuration(text(value))),
  "time.date": (value) => {
    const { year, month, day } = momentOf(value);
    return json([year, month, day]);
  },
  "time.clock": (value) => {
    const { hour, minute, second } = momentOf(value);
    return json([hour, minute, second]);
  },
  "time.weekday": (value) => {
    const { year, month, day } = momentOf(value);
    return json(weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()]);
  },
  "time.format": (value) => {
    const layout = value !== undefined && isArray(value) && value.length === 3 ? text(value[2]) : "RFC3339Nano";
    return json(formatMoment(momentOf(value), layoutOf(layout)));
  },
  "time.add_date": (value, years, months, days) => {
    const { year, month, day, nanosecond, ...clock } = momentOf(value);
    const date = new Date(0);
    date.setUTCFullYear(year + whole(years), month - 1 + whole(months), day + whole(days));
    date.setUTCHours(clock.hour, clock.minute, clock.second);
    return inRange(BigInt(date.getTime()) * million + BigInt(nanosecond));
  },
  "time.diff": (one, other) => {
    const [a, b] = [one, other].map((value) => ({ at: nanoseconds(value), moment: momentOf(value) }));
    if (a === undefined || b === undefined) throw new Undefined();
    return json(a.at <= b.at ? difference(a.moment, b.moment) : difference(b.moment, a.moment));
  },
};

const million = 1_000_000n;

function inRange(value: bigint): string {
  if (BigInt.asIntN(64, value) !== value) throw new Undefined();
  return String(value);
}

/** A number, or an array of it and a time zone. */
function nanoseconds(term: Term | undefined): bigint {
  const parts = term !== undefined && isArray(term) ? term : undefined;
  const zone = parts?.[1];
  if (parts !== undefined && typeof zone !== "string") throw new Undefined();
  if (typeof zone === "string" && zone !== "UTC" && zone !== "") {
    throw new Unsupported(`The time zone ${JSON.stringify(zone)} is not available here: times are in UTC.`);
  }
  const value = parts === undefined ? term : parts[0];
  if (!(value instanceof Numeral) || !/^-?\d+$/.test(value.text)) throw new Undefined();
  const whole = BigInt(value.text);
  if (BigInt.asIntN(64, whole) !== whole) throw new Undefined();
  return whole;
}

function momentOf(term: Term | undefined): Moment {
  const at = nanoseconds(term);
  const second = 1_000_000_000n;
  const rest = ((at % second) + second) % second;
  const date = new Date(Number((at - rest) / million));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanosecond: Number(rest),
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

const unit: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };

function parseDuration(value: string): bigint {
  const sign = value.startsWith("-") ? -1n : 1n;
  const bare = value.replace(/^[+-]/, "");
  if (bare === "0") return 0n;
  const parts = [...bare.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== bare) throw new Undefined();
  const total = parts.reduce((sum, [, amount, name]) => sum + Number(amount) * (unit[name ?? ""] ?? 0), 0);
  return sign * BigInt(Math.trunc(total));
}
