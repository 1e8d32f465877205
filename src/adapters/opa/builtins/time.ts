import { Numeral, type Term } from "../term.ts";
import { type Builtin, json, text, Undefined } from "./builtin.ts";

/** Times are nanoseconds since 1970, in UTC. The present is not among them: it would make answers change by themselves. */
export const time: Readonly<Record<string, Builtin>> = {
  "time.parse_rfc3339_ns": (value) => String(parseTime(text(value))),
  "time.parse_duration_ns": (value) => String(parseDuration(text(value))),
  "time.date": (value) => {
    const date = utc(value);
    return json([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
  },
  "time.clock": (value) => {
    const date = utc(value);
    return json([date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]);
  },
  "time.weekday": (value) => json(weekdays[utc(value).getUTCDay()]),
};

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const million = 1_000_000n;

function utc(term: Term | undefined): Date {
  const value = Array.isArray(term) && (term[1] === "UTC" || term[1] === "") ? term[0] : term;
  if (!(value instanceof Numeral) || !/^-?\d+$/.test(value.text)) throw new Undefined();
  const nanoseconds = BigInt(value.text);
  const floor = nanoseconds < 0n ? (nanoseconds - (million - 1n)) / million : nanoseconds / million;
  return new Date(Number(floor));
}

function parseTime(value: string): bigint {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(value);
  const seconds = found === null ? Number.NaN : Date.parse(`${found[1]}${found[3]}`);
  if (found === null || Number.isNaN(seconds)) throw new Undefined();
  return BigInt(seconds) * million + BigInt((found[2] ?? "").padEnd(9, "0").slice(0, 9));
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
