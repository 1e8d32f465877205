import { styleText } from "node:util";
import type { OpenApplications } from "./open-applications.ts";
import { treeOptions, withApplications } from "./open-applications.ts";
import { oneOf, parseOptions } from "./options.ts";
import { exitCode, type Terminal, type Verb } from "./verb.ts";

export const discover: Verb = {
  name: "discover",
  help: `
Lists every application with its environment, renderer and directory, and why it was found; then the files that
look like sources of manifests and cannot be evaluated.

Usage
  fairlead discover [--revision REV] [--repo DIR] [--format FORMAT]

Options
  --revision REV   look at this commit; by default the work tree, with what is not committed
  --repo DIR       a folder of the clone; by default the working directory
  --format FORMAT  text or json

Examples
  fairlead discover
  fairlead discover --revision origin/main --format json

Exit code: 0 found out, 2 the repository could not be read, 64 wrong usage.`,
  async run(args, terminal) {
    const { format: asked, ...options } = parseOptions(args, { ...treeOptions, format: { type: "string" } });
    const format = oneOf("--format", asked ?? "text", ["text", "json"]);
    return withApplications(options, terminal, async (open) => {
      terminal.out(format === "json" ? asJson(open) : asText(open, terminal));
      return exitCode.passed;
    });
  },
};

function asJson({ applications, notEvaluated }: OpenApplications): string {
  return `${JSON.stringify({ applications, notEvaluated }, null, 2)}\n`;
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
  const remarks = notEvaluated.map(({ path, line, reason }) => `${paint("yellow", `${path}:${line}:`)} ${reason}`);
  const total = `${applications.length} applications, ${notEvaluated.length} not evaluated.`;
  return `${[...rows, ...remarks, total].join("\n")}\n`;
}
