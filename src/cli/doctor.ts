import { styleText } from "node:util";
import { examineDatabase } from "./doctor/database.ts";
import { examineElsewhere } from "./doctor/elsewhere.ts";
import { examineGitHub } from "./doctor/github.ts";
import { examinePrograms } from "./doctor/programs.ts";
import type { Row } from "./doctor/row.ts";
import { parseOptions } from "./options.ts";
import { exitCode, type Terminal, type Verb } from "./verb.ts";

export const doctor: Verb = {
  name: "doctor",
  help: `
Examines this machine: node, git, the tools with their versions and where they come from, how far tools are
kept from the network, the database, where charts and Terraform's plans may come from, and, when credentials
are set, GitHub and what it has granted the App.

Usage
  fairlead doctor

Examples
  fairlead doctor
  DATABASE_URL=postgres://localhost/fairlead fairlead doctor

Settings are read from the environment and from .env. Nothing is changed.
Exit code: 0 nothing that is needed is missing, 1 something is, 64 wrong usage.`,
  readsEnvFile: true,
  async run(args, terminal) {
    parseOptions(args, {});
    const [programs, database, gitHub] = await Promise.all([
      examinePrograms(terminal),
      examineDatabase(terminal),
      examineGitHub(terminal),
    ]);
    const rows = [...programs, ...database, ...examineElsewhere(terminal), ...gitHub];
    terminal.out(table(rows, terminal));
    return rows.some(({ status }) => status === "missing") ? exitCode.failed : exitCode.passed;
  },
};

const word = { ok: "ok", missing: "MISSING", absent: "-" } as const satisfies Record<Row["status"], string>;
const colour = { ok: "green", missing: "red", absent: "dim" } as const satisfies Record<Row["status"], string>;

function table(rows: readonly Row[], { colours }: Terminal): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const paint = (status: Row["status"], text: string) =>
    colours ? styleText(colour[status], text, { validateStream: false }) : text;
  const lines = rows.map(({ name, status, told }) =>
    [name.padEnd(width), paint(status, word[status].padEnd(word.missing.length)), told].join("  "),
  );
  return `${lines.join("\n")}\n`;
}
