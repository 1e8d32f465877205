const milliseconds = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

/** `30m`, `1h30m`, `2d` → milliseconds; undefined for anything else. Units stand largest first, each at most once. */
export function parseDuration(text: string): number | undefined {
  const match = /^(?=.)(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,5})s)?$/.exec(text);
  if (match === null) return undefined;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  return (
    Number(days) * milliseconds.d +
    Number(hours) * milliseconds.h +
    Number(minutes) * milliseconds.m +
    Number(seconds) * milliseconds.s
  );
}
