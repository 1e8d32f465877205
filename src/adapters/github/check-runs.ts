import type { CheckRuns } from "../../ports/check-runs.ts";
import type { GitHubAccess } from "./access.ts";
import { named, refusal } from "./named.ts";

/** The one check run we make on every head; what a ruleset requires. */
const checkName = "fairlead";

/** Check runs over the Checks API. */
export function createCheckRuns(access: GitHubAccess): CheckRuns {
  return {
    create: async (repository, { head, externalId, output }) => {
      const { rest } = await access.installation(repository.installation);
      try {
        const { data } = await rest.checks.create({
          ...named(repository),
          name: checkName,
          head_sha: head,
          external_id: externalId,
          status: "in_progress",
          output,
        });
        return data.id;
      } catch (error) {
        throw refusal(error);
      }
    },
    find: async (repository, head, externalId) => {
      const { rest } = await access.installation(repository.installation);
      const { data } = await rest.checks.listForRef({
        ...named(repository),
        ref: head,
        check_name: checkName,
        app_id: access.appId,
        filter: "all",
        per_page: 100,
      });
      const run = data.check_runs.find(({ external_id }) => external_id === externalId);
      return run === undefined ? undefined : { id: run.id, annotations: run.output.annotations_count };
    },
    update: async (repository, id, { output, conclusion, actions }) => {
      const { rest } = await access.installation(repository.installation);
      try {
        await rest.checks.update({
          ...named(repository),
          check_run_id: id,
          output: { ...output, annotations: [...(output.annotations ?? [])] },
          ...(conclusion === undefined ? {} : { status: "completed", conclusion }),
          ...(actions === undefined ? {} : { actions: [...actions] }),
        });
      } catch (error) {
        throw refusal(error);
      }
    },
  };
}
