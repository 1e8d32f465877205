import { Octokit } from "@octokit/rest";

export type CreatedApp = {
  readonly id: number;
  readonly slug: string;
  readonly url: string;
  readonly privateKey: string;
  readonly webhookSecret: string;
};

/** Exchanges the code, once, for the credentials of the App that was just made. */
export async function convertCode(code: string, gitHubUrl: string): Promise<CreatedApp> {
  const baseUrl = gitHubUrl === "https://github.com" ? "https://api.github.com" : `${gitHubUrl}/api/v3`;
  const { data } = await new Octokit({ baseUrl }).rest.apps.createFromManifest({ code });
  const { id, slug = "", html_url: url, pem: privateKey, webhook_secret } = data;
  if (webhook_secret === null)
    throw new Error("GitHub made the App without a webhook secret: set one on its page, and in .env.");
  return { id, slug, url, privateKey, webhookSecret: webhook_secret };
}
