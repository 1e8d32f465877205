const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Days from 0 (Monday) to 6; minutes since midnight. An `until` not after `from` is on the next day. */
type TimeWindow = { readonly days: readonly number[]; readonly from: number; readonly until: number };

/** `Mon-Thu 08:00-16:00`, `Mon,Wed,Fri-Sun 22:00-02:00`; undefined for anything else. */
export function parseWindow(text: string): TimeWindow | undefined {
  const match = /^([A-Za-z,-]+) (\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [, list = "", ...clock] = match;
  const ranges = list.split(",").map(parseDays);
  const [fromHour = 0, fromMinute = 0, untilHour = 0, untilMinute = 0] = clock.map(Number);
  const from = fromHour * 60 + fromMinute;
  const until = untilHour * 60 + untilMinute;
  if (fromMinute > 59 || untilMinute > 59 || from >= 1440 || until > 1440 || from === until) return undefined;
  const known = ranges.flatMap((range) => range ?? []);
  return ranges.includes(undefined) ? undefined : { days: [...new Set(known)].sort(), from, until };
}

/** Whether the platform knows the zone, by IANA's name. Offsets such as +02:00 do not follow daylight saving. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** `Fri-Mon` runs over the end of the week. */
function parseDays(text: string): number[] | undefined {
  const [first = -1, last = first, ...rest] = text.split("-").map((name) => days.indexOf(name.toLowerCase()));
  if (first < 0 || last < 0 || rest.length > 0) return undefined;
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_, index) => (first + index) % 7);
}
