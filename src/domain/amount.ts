/** `1 error`, `2 errors`, `12,345 errors`. */
export function amount(count: number, noun: string): string {
  return `${digits(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** With commas at the thousands, the same on every machine. */
export function digits(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
