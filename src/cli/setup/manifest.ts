import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";

const file = join(import.meta.dirname, "../../../app.yml");

/** GitHub's App manifest: `app.yml`, and where deliveries go. */
export async function readManifest(webhookUrl: string): Promise<object> {
  const manifest: unknown = parse(await readFile(file, "utf8"));
  return { ...(manifest as object), hook_attributes: { url: webhookUrl, active: true } };
}
