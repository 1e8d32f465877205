import type { Clock } from "../../ports/clock.ts";
import type { Octokit } from "./octokit.ts";

/** A token that is about to expire is no use for a fetch that takes minutes. */
const marginMs = 10 * 60_000;

type Kept = { readonly token: string; readonly expires: number };

/**
 * Tokens that read the contents of one repository and nothing else, whatever the App itself may do: git gets
 * them, and git runs on what pull requests bring. Kept until shortly before they expire.
 */
export function createContentsTokens(
  app: () => Promise<Octokit>,
  clock: Clock,
): (installation: number, repository: number) => Promise<string> {
  const kept = new Map<string, Promise<Kept>>();

  async function ask(installation: number, repository: number): Promise<Kept> {
    const { rest } = await app();
    const { data } = await rest.apps.createInstallationAccessToken({
      installation_id: installation,
      repository_ids: [repository],
      permissions: { contents: "read" },
    });
    return { token: data.token, expires: Date.parse(data.expires_at) };
  }

  return async (installation, repository) => {
    const key = `${installation} ${repository}`;
    const known = await kept.get(key)?.catch(() => undefined);
    if (known !== undefined && known.expires - marginMs > clock.now()) return known.token;
    const asked = ask(installation, repository);
    kept.set(key, asked);
    return (await asked).token;
  };
}
