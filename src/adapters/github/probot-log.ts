import type { Options } from "probot";
import { messageOf } from "../../errors.ts";
import type { Log } from "../../ports/log.ts";

type ProbotLog = NonNullable<Options["log"]>;

/** Probot's logger on top of ours. Debug and info would repeat every payload, so they are dropped. */
export function probotLog(log: Log): ProbotLog {
  const drop = (): void => {};
  const own = {
    level: "warn",
    trace: drop,
    debug: drop,
    info: drop,
    warn: (...parts: readonly unknown[]) => log.warn({}, sentence(parts)),
    error: (...parts: readonly unknown[]) => log.error({}, sentence(parts)),
    fatal: (...parts: readonly unknown[]) => log.error({}, sentence(parts)),
    child: () => own,
  };
  return own as unknown as ProbotLog;
}

/** Pino takes an object, an error, or text first; only what was said is kept, never the object. */
function sentence(parts: readonly unknown[]): string {
  const said = parts.filter((part) => typeof part === "string" || part instanceof Error).map(messageOf);
  return said.join(" ") || "Probot reports a problem";
}
