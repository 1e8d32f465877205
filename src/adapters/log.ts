import type { Log, LogFields } from "../ports/log.ts";

/** What must never be read in a log, wherever it turns up: tokens of GitHub, keys, credentials in URLs. */
const secrets = [
  /\bgh[a-z]_[A-Za-z0-9_]{10,}/g,
  /\bgithub_pat_\w{10,}/g,
  /\bv1\.[0-9a-f]{40}\b/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<=:\/\/)[^/\s:@]+:[^/\s@]+(?=@)/g,
  /(?<=\b(?:authorization|x-hub-signature-256)["']?\s*[:=]\s*["']?)[^"'\n]+/gi,
];

/** One JSON object a line. */
export function createLog(write: (line: string) => void, now: () => number): Log {
  function line(level: "info" | "warn" | "error"): Log["info"] {
    return (fields, message) => {
      const time = new Date(now()).toISOString();
      write(`${masked(JSON.stringify({ time, level, message, ...plain(fields) }))}\n`);
    };
  }
  return { info: line("info"), warn: line("warn"), error: line("error") };
}

/** The text without anything that looks like a credential. */
function masked(text: string): string {
  return secrets.reduce((so, pattern) => so.replace(pattern, "***"), text);
}

function plain(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      value instanceof Error ? (value.stack ?? value.message) : value,
    ]),
  );
}
