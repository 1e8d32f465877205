import { parseGoDuration } from "../../domain/go-duration.ts";
import { formatFloat } from "../opa/builtins/go-float.ts";
import { EvaluationFault } from "./faults.ts";
import { Duration, Timestamp } from "./values.ts";

const second = 1_000_000_000n;

/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999999Z: what cel-go takes as a time. */
const [minSeconds, maxSeconds] = [-62135596800n, 253402300799n];

/** RFC 3339. */
export function parseTimestamp(text: string): Timestamp {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/.exec(text);
  if (found === null) throw notParsed(text);
  const [year, month, day, hour, minute, seconds] = found.slice(1, 7).map(Number);
  const [fraction = "", sign = "+", zoneHour = "0", zoneMinute = "0"] = found.slice(7);
  if (hour === undefined || minute === undefined || seconds === undefined) throw notParsed(text);
  if (hour > 23 || minute > 59 || seconds > 59 || Number(zoneHour) > 23 || Number(zoneMinute) > 59)
    throw notParsed(text);
  const date = dateOf(year ?? 0, month ?? 0, day ?? 0);
  if (date === undefined) throw notParsed(text);
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === "-" ? -1 : 1);
  const whole = BigInt(date.getTime() / 1000 + hour * 3600 + minute * 60 + seconds - offset * 60);
  return timestampOf(whole * second + BigInt(fraction.slice(0, 9).padEnd(9, "0")));
}

export function timestampOf(nanos: bigint): Timestamp {
  const seconds = floorDivide(nanos, second);
  if (seconds < minSeconds || seconds > maxSeconds) throw new EvaluationFault("timestamp overflow");
  return new Timestamp(nanos);
}

export function formatTimestamp({ nanos }: Timestamp): string {
  const seconds = floorDivide(nanos, second);
  const text = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  const fraction = String(nanos - seconds * second)
    .padStart(9, "0")
    .replace(/0+$/, "");
  return `${text}${fraction === "" ? "" : `.${fraction}`}Z`;
}

/** As Go's time.ParseDuration. */
export function parseDuration(text: string): Duration {
  const nanos = parseGoDuration(text);
  if (nanos === undefined) throw new EvaluationFault(`time: invalid duration "${text}"`);
  return new Duration(nanos);
}

/** Go holds a duration in 64 bits. */
export function durationOf(nanos: bigint): Duration {
  if (BigInt.asIntN(64, nanos) !== nanos) throw new EvaluationFault("duration overflow");
  return new Duration(nanos);
}

/** Seconds, as `string(duration)` writes them. */
export function formatDuration({ nanos }: Duration): string {
  const seconds = nanos / second;
  return `${formatFloat(Number(seconds) + Number(nanos - seconds * second) / 1e9, "f", -1)}s`;
}

export type Moment = {
  readonly year: number;
  /** From 0. */
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly dayOfYear: number;
};

/** A time as clocks of a zone show it: `+01:00`, `-02:30`, `Europe/Berlin`, UTC when none is given. */
export function momentOf({ nanos }: Timestamp, zone = "UTC"): Moment {
  const seconds = Number(floorDivide(nanos, second));
  const date = new Date((seconds + offsetOf(zone, seconds)) * 1000);
  const year = date.getUTCFullYear();
  const january = new Date(0);
  january.setUTCFullYear(year, 0, 1);
  return {
    year,
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    dayOfYear: Math.floor((date.getTime() - january.getTime()) / 86_400_000),
  };
}

function offsetOf(zone: string, seconds: number): number {
  const [, sign, hours, minutes] = /^([+-]?)(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (hours !== undefined) return (Number(hours) * 3600 + Number(minutes) * 60) * (sign === "-" ? -1 : 1);
  if (zone === "UTC" || zone === "") return 0;
  if (!/^[A-Za-z][\w+/-]*$/.test(zone)) throw new EvaluationFault(`unknown time zone ${zone}`);
  return offsetByName(zone, seconds);
}

function offsetByName(zone: string, seconds: number): number {
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    const written =
      format.formatToParts(new Date(seconds * 1000)).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign, hours = "0", minutes = "0", rest = "0"] =
      /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(written) ?? [];
    return (Number(hours) * 3600 + Number(minutes) * 60 + Number(rest)) * (sign === "-" ? -1 : 1);
  } catch {
    throw new EvaluationFault(`unknown time zone ${zone}`);
  }
}

function dateOf(year: number, month: number, day: number): Date | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : undefined;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const whole = value / by;
  return value % by < 0n ? whole - 1n : whole;
}

function notParsed(text: string): EvaluationFault {
  return new EvaluationFault(`parsing time "${text}" as "2006-01-02T15:04:05Z07:00": cannot parse`);
}
