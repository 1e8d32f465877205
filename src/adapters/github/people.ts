import type { People, Permission } from "../../ports.ts";
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
  };
}

function isPermission(text: string): text is Permission {
  return known.has(text);
}
