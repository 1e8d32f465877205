import type { People, Permission } from "../../ports/github.ts";
import type { GitHubAccess } from "./access.ts";
import { named, statusOf } from "./named.ts";

const known: ReadonlySet<string> = new Set(["read", "triage", "write", "maintain", "admin"] satisfies Permission[]);

/** What people may do, asked at the moment it matters. Whatever is not understood is no permission. */
export function createPeople(access: GitHubAccess): People {
  return {
    permission: async (repository, login) => {
      const { rest } = await access.installation(repository.installation);
      try {
        const { data } = await rest.repos.getCollaboratorPermissionLevel({ ...named(repository), username: login });
        // `permission` knows no triage and no maintain; `role_name` does, and may be an organisation's own.
        return [data.role_name, data.permission].find(isPermission) ?? "none";
      } catch (error) {
        if (statusOf(error) === 404) return "none";
        throw error;
      }
    },
    membership: async (repository, { organization, slug }, login) => {
      const { rest } = await access.installation(repository.installation);
      try {
        const { data } = await rest.teams.getMembershipForUserInOrg({
          org: organization,
          team_slug: slug,
          username: login,
        });
        // `pending`: invited, and not there yet.
        return data.state === "active" ? "member" : "none";
      } catch (error) {
        // No such team, or nobody of it; a team of another organisation is not ours to see either.
        if (statusOf(error) === 404) return "none";
        if (statusOf(error) === 403) return "unknown";
        throw error;
      }
    },
  };
}

function isPermission(text: string): text is Permission {
  return known.has(text);
}
