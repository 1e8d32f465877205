const units: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1000n],
  ["µs", 1000n],
  ["μs", 1000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);

/** `1h30m`, `1.5s`, `-3ms` in nanoseconds as Go's time.ParseDuration reads it; undefined where Go refuses it. */
export function parseGoDuration(text: string): bigint | undefined {
  const isNegative = text.startsWith("-");
  const bare = text.replace(/^[+-]/, "");
  if (bare === "0") return 0n;
  const parts = [...bare.matchAll(/(\d*)(?:\.(\d*))?([^\d.]+)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== bare) return undefined;
  let total = 0n;
  for (const [, whole = "", fraction = "", name = ""] of parts) {
    const unit = units.get(name);
    if (unit === undefined || whole + fraction === "") return undefined;
    total += BigInt(whole || 0) * unit + partOf(unit, fraction);
    if (total > 1n << 63n) return undefined;
  }
  if (!isNegative && total === 1n << 63n) return undefined;
  return isNegative ? -total : total;
}

/** In floating point, over as many digits as 63 bits hold. */
function partOf(unit: bigint, fraction: string): bigint {
  let [digits, scale] = [0n, 1];
  for (const digit of fraction) {
    const more = digits * 10n + BigInt(digit);
    if (digits > ((1n << 63n) - 1n) / 10n || more > 1n << 63n) break;
    [digits, scale] = [more, scale * 10];
  }
  return BigInt(Math.trunc(Number(digits) * (Number(unit) / scale)));
}
