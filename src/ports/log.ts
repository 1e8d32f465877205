import type { Json } from "../domain/json.ts";

/** Structured log lines; secrets are masked by the implementation, not by callers. */
export type Log = {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
};

export type LogFields = { readonly [key: string]: Json | Error | undefined };
