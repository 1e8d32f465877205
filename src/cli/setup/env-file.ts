import { writeFile } from "node:fs/promises";
import type { CreatedApp } from "./convert-code.ts";

/** Writes the credentials where nobody else reads them; fails when the file exists, also when it has just appeared. */
export async function writeEnvFile(file: string, app: CreatedApp, gitHubUrl: string): Promise<void> {
  const lines = [
    `# The GitHub App ${app.slug}. .env.example lists what else can be set.`,
    `APP_ID=${app.id}`,
    `PRIVATE_KEY="${app.privateKey.trim().replaceAll("\n", "\\n")}"`,
    `WEBHOOK_SECRET="${app.webhookSecret}"`,
    ...(gitHubUrl === "https://github.com" ? [] : [`GITHUB_URL=${gitHubUrl}`]),
  ];
  await writeFile(file, `${lines.join("\n")}\n`, { mode: 0o600, flag: "wx" });
}
