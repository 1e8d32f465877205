import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseOptions } from "./options.ts";
import { convertCode } from "./setup/convert-code.ts";
import { writeEnvFile } from "./setup/env-file.ts";
import { readManifest } from "./setup/manifest.ts";
import { waitForCode } from "./setup/wait-for-code.ts";
import { exitCode, type Terminal, UsageError, type Verb } from "./verb.ts";

export const setup: Verb = {
  name: "setup",
  help: `
Prints an address on this machine with a one-time token. There you confirm the App's name and permissions on
GitHub; its credentials are then written to .env, readable by you alone. A .env that exists is never touched.

Usage
  fairlead setup --webhook-url URL [--organization NAME] [--port PORT]

Options
  --webhook-url URL     Where GitHub will reach the server, such as https://fairlead.example.com/
  --organization NAME   Whose App it will be; yours without it.
  --port PORT           The port on 127.0.0.1; a free one by default.

Examples
  fairlead setup --webhook-url https://fairlead.example.com/
  GITHUB_URL=https://github.example.com fairlead setup --webhook-url https://fairlead.example.com/

Exit code: 0 .env is written, 2 it is not, 64 wrong usage.`,
  async run(args, terminal) {
    const options = parseOptions(args, {
      "webhook-url": { type: "string" },
      organization: { type: "string" },
      port: { type: "string" },
    });
    const webhookUrl = options["webhook-url"] ?? "";
    if (!/^https?:\/\/[^/]/.test(webhookUrl))
      throw new UsageError("--webhook-url is an address that GitHub can reach.");
    const file = join(terminal.directory, ".env");
    if (existsSync(file)) {
      terminal.err(`${file} exists and stays as it is: move it away first.\n`);
      return exitCode.errored;
    }
    return create({ file, webhookUrl, organization: options.organization, port: Number(options.port ?? 0) }, terminal);
  },
};

type Setup = {
  readonly file: string;
  readonly webhookUrl: string;
  readonly organization: string | undefined;
  readonly port: number;
};

async function create({ file, webhookUrl, organization, port }: Setup, terminal: Terminal): Promise<number> {
  const gitHubUrl = (terminal.env.GITHUB_URL || "https://github.com").replace(/\/$/, "");
  const owner = organization === undefined ? "" : `/organizations/${encodeURIComponent(organization)}`;
  const manifest = await readManifest(webhookUrl);
  const waiting = await waitForCode({ manifest, formUrl: `${gitHubUrl}${owner}/settings/apps/new`, port });
  try {
    terminal.out(`Open this address in a browser on this machine; it works once:\n\n  ${waiting.url}\n\n`);
    const code = await waiting.code(terminal.signal);
    const app = await convertCode(code, gitHubUrl);
    await writeEnvFile(file, app, gitHubUrl);
    terminal.out(
      `The App ${app.slug} is created and ${file} is written.\nInstall it on a repository: ${app.url}/installations/new\nThen: npm start\n`,
    );
    return exitCode.passed;
  } finally {
    await waiting.close();
  }
}
