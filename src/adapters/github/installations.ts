import type { HostedRepository } from "../../domain/pull-request.ts";
import type { Installations } from "../../ports/github.ts";
import type { GitHubAccess } from "./access.ts";

/** Where the App is installed. Suspended installations are left out: their tokens are refused. */
export function createInstallations(access: GitHubAccess): Installations {
  return {
    listRepositories: async () => {
      const app = await access.app();
      const installations = await app.paginate(app.rest.apps.listInstallations, { per_page: 100 });
      const all: HostedRepository[] = [];
      for (const { id } of installations.filter(({ suspended_at }) => suspended_at === null)) {
        all.push(...(await repositoriesOf(access, id)));
      }
      return all;
    },
  };
}

async function repositoriesOf(access: GitHubAccess, installation: number): Promise<readonly HostedRepository[]> {
  const octokit = await access.installation(installation);
  const found = await octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, { per_page: 100 });
  return found
    .filter(({ archived, disabled }) => !archived && !disabled)
    .map(({ id, owner, name }) => ({ id, installation, owner: owner.login, name }));
}
