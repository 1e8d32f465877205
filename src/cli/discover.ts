import { styleText } from "node:util";
import { configPath } from "../config/parse.ts";
import { foldAlike } from "../domain/alike.ts";
import { writeConfiguration } from "./discover/write-configuration.ts";
import type { OpenApplications } from "./open-applications.ts";
import { treeOptions, withApplications } from "./open-applications.ts";
import { oneOf, parseOptions } from "./options.ts";
import { exitCode, type Terminal, UsageError, type Verb } from "./verb.ts";

export const discover: Verb = {
  name: "discover",
  help: `
Lists every application with its environment, renderer and directory, and why it was found; then the files that
look like sources of manifests and cannot be evaluated.

Usage
  fairlead discover [--revision REV] [--repo DIR] [--format FORMAT]
  fairlead discover --write [--repo DIR]

Options
  --revision REV   look at this commit; by default the work tree, with what is not committed
  --repo DIR       a folder of the clone; by default the working directory
  --format FORMAT  text or json
  --write          write the applications found into .github/fairlead.yml of the work tree, for you to correct;
                   what is named there already stays as it is, and so do comments

Examples
  fairlead discover
  fairlead discover --revision origin/main --format json
  fairlead discover --write

Exit code: 0 found out, 2 the repository could not be read or the configuration not be written, 64 wrong usage.`,
  async run(args, terminal) {
    const parsed = parseOptions(args, { ...treeOptions, format: { type: "string" }, write: { type: "boolean" } });
    const { format: asked, write = false, ...options } = parsed;
    const format = oneOf("--format", asked ?? "text", ["text", "json"]);
    if (write && options.revision !== undefined)
      throw new UsageError("--write writes into the work tree, and --revision looks at a commit: give one of them.");
    return withApplications(options, terminal, async (open) => {
      terminal.out(format === "json" ? asJson(open) : asText(open, terminal));
      return write ? writeFound(open, terminal) : exitCode.passed;
    });
  },
};

async function writeFound(open: OpenApplications, terminal: Terminal): Promise<number> {
  const written = await writeConfiguration(open);
  if (written.status === "refused") {
    terminal.err(`${configPath} is not written. ${written.reason}\n`);
    return exitCode.errored;
  }
  const { added, kept } = written;
  if (kept.length > 0)
    terminal.err(`${configPath} names these already, and they stay as they are: ${kept.join(", ")}.\n`);
  terminal.err(
    added.length === 0
      ? `${configPath} is not written: there is nothing to add.\n`
      : `${configPath} has ${added.length} applications more. Look through it before you commit it.\n`,
  );
  return exitCode.passed;
}

/** What a reader may rely on; how an application is rendered is our own affair. */
function asJson({ applications, notEvaluated }: OpenApplications): string {
  const shown = applications.map(({ name, path, renderer, environment, inputs, why }) => ({
    ...{ name, path, renderer, environment, inputs, why },
  }));
  const remarks = notEvaluated.map(({ path, line, reason }) => ({ path, line, reason }));
  return `${JSON.stringify({ applications: shown, notEvaluated: remarks }, null, 2)}\n`;
}

function asText({ applications, notEvaluated }: OpenApplications, { colours }: Terminal): string {
  const paint = (style: "bold" | "dim" | "yellow", text: string) =>
    colours ? styleText(style, text, { validateStream: false }) : text;
  const widths = (["name", "environment", "renderer"] as const).map((key) => ({
    key,
    width: Math.max(0, ...applications.map((application) => application[key].length)),
  }));
  const rows = applications.flatMap((application) => {
    const [name = "", ...rest] = widths.map(({ key, width }) => application[key].padEnd(width));
    return [[paint("bold", name), ...rest, application.path].join("  "), `    ${paint("dim", application.why)}`];
  });
  const remarks = foldAlike(notEvaluated, ({ reason }) => reason).flatMap(({ first, others }) => [
    `${paint("yellow", `${first.path}:${first.line}:`)} ${first.reason}`,
    ...others.map(({ path, line }) => `  ${paint("dim", "also")} ${paint("yellow", `${path}:${line}`)}`),
  ]);
  const total = `${applications.length} applications, ${notEvaluated.length} not evaluated.`;
  return `${[...rows, ...remarks, total].join("\n")}\n`;
}
