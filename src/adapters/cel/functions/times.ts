import { type Moment, momentOf } from "../time.ts";
import { duration, text, timestamp } from "./arguments.ts";
import { functions, type Overload } from "./overload.ts";

function part(name: string, read: (moment: Moment) => number): readonly Overload[] {
  return functions(0, {
    [`timestamp.${name}(): int`]: ([a]) => BigInt(read(momentOf(timestamp(a)))),
    [`timestamp.${name}(string): int`]: ([a, zone]) => BigInt(read(momentOf(timestamp(a), text(zone)))),
  });
}

/** What a time's clock shows, and how long a duration is. */
export const times: readonly Overload[] = [
  ...part("getFullYear", ({ year }) => year),
  ...part("getMonth", ({ month }) => month),
  ...part("getDate", ({ day }) => day),
  ...part("getDayOfMonth", ({ day }) => day - 1),
  ...part("getDayOfWeek", ({ weekday }) => weekday),
  ...part("getDayOfYear", ({ dayOfYear }) => dayOfYear),
  ...part("getHours", ({ hour }) => hour),
  ...part("getMinutes", ({ minute }) => minute),
  ...part("getSeconds", ({ second }) => second),
  ...functions(0, {
    "timestamp.getMilliseconds(): int": ([a]) => milliseconds(timestamp(a).nanos),
    "timestamp.getMilliseconds(string): int": ([a, zone]) => {
      momentOf(timestamp(a), text(zone));
      return milliseconds(timestamp(a).nanos);
    },
    "duration.getHours(): int": ([a]) => duration(a).nanos / 3_600_000_000_000n,
    "duration.getMinutes(): int": ([a]) => duration(a).nanos / 60_000_000_000n,
    "duration.getSeconds(): int": ([a]) => duration(a).nanos / 1_000_000_000n,
    "duration.getMilliseconds(): int": ([a]) => duration(a).nanos / 1_000_000n,
  }),
];

/** Of the second, also before 1970. */
function milliseconds(nanos: bigint): bigint {
  const rest = nanos % 1_000_000_000n;
  return (rest < 0n ? rest + 1_000_000_000n : rest) / 1_000_000n;
}
