/** Milliseconds since 1970; time is an argument everywhere else. */
export type Clock = { now(): number };
