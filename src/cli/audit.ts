import { UsageError, type Verb } from "./verb.ts";

export const audit: Verb = {
  name: "audit",
  help: `
Reads the audit log: who gave which command, and what became of every waiver.

Usage
  fairlead audit export [--since DATE] [--repository OWNER/NAME] [--format json|csv]
  fairlead audit verify [--seen NUMBER:HASH]

Commands
  export  print entries, oldest first: JSON, one to a line, or CSV with a header
  verify  walk the whole chain; say how long it is and where it stands, or the first entry that is wrong

Options
  --since DATE         entries from then on: 2026-11-21, or 2026-11-21T10:00:00Z
  --repository NAME    entries of one repository, as it was called then
  --format FORMAT      json (the default) or csv
  --seen NUMBER:HASH   what an earlier verify printed: a log that was made anew as a whole does not hold it

Examples
  fairlead audit verify
  fairlead audit verify --seen 120:9f2c…
  fairlead audit export --since 2026-11-01 --format csv > audit.csv

It reads the database of DATABASE_URL, or the embedded one in FAIRLEAD_DATA_DIR, from the environment or .env,
beside a server that is running, and changes nothing.
Exit code: 0 all is well, 1 the log is not as it was written, 2 it could not be read, 64 wrong usage.`,
  readsEnvFile: true,
  async run([command, ...args], terminal) {
    if (command === "export") return (await import("./audit/export.ts")).exportAudit(args, terminal);
    if (command === "verify") return (await import("./audit/verify.ts")).verifyAudit(args, terminal);
    throw new UsageError(
      command === undefined
        ? "Say what to do: fairlead audit export or verify."
        : `fairlead audit has no command ${JSON.stringify(command)}: it is one of export, verify.`,
    );
  },
};
