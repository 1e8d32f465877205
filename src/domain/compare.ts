/** Below zero, zero, or above it, as the first is less than, equal to or more than the second; texts by code unit. */
export function compare<T extends bigint | number | string>(one: T, other: T): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
