import type { WebhookPorts } from "./ports.ts";

type InstallationPayload = { readonly action: string; readonly installation: { readonly id: number } };

/** Removed or suspended: GitHub takes no answers any more, so nothing of it is left unfinished. */
export async function onInstallation(
  { action, installation }: InstallationPayload,
  ports: WebhookPorts,
): Promise<void> {
  if (action === "deleted" || action === "suspend") await ports.checks.abandon(installation.id);
}
