import type { HostedRepository } from "../../domain/pull-request.ts";
import type { FoundArtifact, WantedArtifact, WorkflowArtifacts } from "../../ports/workflow-artifacts.ts";
import type { GitHubAccess } from "./access.ts";
import { named, statusOf } from "./named.ts";
import type { Octokit } from "./octokit.ts";
import { readZip } from "./read-zip.ts";

const maxArchiveBytes = 64 * 1024 * 1024;

/** Artifacts of GitHub Actions. What a run claims about itself counts for nothing; what GitHub says of it does. */
export function createWorkflowArtifacts(access: Pick<GitHubAccess, "installation">): WorkflowArtifacts {
  return {
    async find(repository, wanted) {
      const octokit = await access.installation(repository.installation);
      try {
        return await findArtifact(octokit, repository, wanted);
      } catch (error) {
        if (statusOf(error) !== 403) throw error;
        const reason = "GitHub does not let this App read workflow runs; grant it Actions: read (docs/permissions.md).";
        return { status: "refused", reason };
      }
    },
  };
}

async function findArtifact(
  { rest }: Octokit,
  repository: HostedRepository,
  { name, workflow, head }: WantedArtifact,
): Promise<FoundArtifact> {
  const where = named(repository);
  const { data } = await rest.actions.listWorkflowRunsForRepo({ ...where, head_sha: head, per_page: 100 });
  // A fork's workflow is its author's own: what it leaves says what that author wants it to say.
  const runs = data.workflow_runs.filter(
    (run) =>
      run.head_sha === head &&
      run.head_repository?.id === repository.id &&
      (workflow === null || pathOf(run.path) === workflow),
  );
  const listed = await rest.actions.listArtifactsForRepo({ ...where, name, per_page: 100 });
  const newest = listed.data.artifacts
    .filter((artifact) => artifact.name === name && !artifact.expired)
    .flatMap((artifact) => {
      const run = runs.find(({ id }) => id === artifact.workflow_run?.id);
      return run === undefined ? [] : [{ artifact, run }];
    })
    .toSorted((a, b) => b.artifact.id - a.artifact.id)[0];
  if (newest === undefined) return absent(name, workflow, runs);
  if (newest.artifact.size_in_bytes > maxArchiveBytes) {
    return { status: "refused", reason: `The artifact ${name} is larger than ${maxArchiveBytes / 1024 / 1024} MiB.` };
  }
  const request = { ...where, artifact_id: newest.artifact.id, archive_format: "zip" };
  const { data: archive } = await rest.actions.downloadArtifact(request);
  const files = archive instanceof ArrayBuffer ? readZip(new Uint8Array(archive)) : undefined;
  if (files === undefined) return { status: "refused", reason: `The artifact ${name} is no ZIP archive we can read.` };
  return { status: "found", files, run: newest.run.html_url };
}

type Run = { readonly status: string | null; readonly conclusion: string | null; readonly html_url: string };

function absent(name: string, workflow: string | null, runs: readonly Run[]): FoundArtifact {
  const ended = runs.filter(({ status }) => status === "completed");
  if (ended.length < runs.length || runs.length === 0) return { status: "awaited" };
  const which = workflow ?? "No workflow";
  const how = ended.map(({ conclusion }) => conclusion).join(", ");
  const words =
    workflow === null ? `of this head left the artifact ${name}` : `ended (${how}) without the artifact ${name}`;
  return { status: "refused", reason: `${which} ${words}.` };
}

/** GitHub adds the ref of a reusable workflow to its path. */
function pathOf(path: string): string {
  return path.split("@")[0] ?? path;
}
