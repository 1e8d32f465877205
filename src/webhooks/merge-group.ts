import { parseRevision } from "../domain/revision.ts";
import { requestGroupCheck } from "../verdicts/request.ts";
import { hostedRepository, type RepositoryPayload, type WebhookPorts } from "./ports.ts";

type MergeGroupPayload = RepositoryPayload & {
  readonly action: string;
  readonly merge_group: { readonly head_sha: string; readonly base_sha: string; readonly base_ref: string };
};

/** The merge queue wants the same check on the commit it built. */
export async function onMergeGroup(payload: MergeGroupPayload, ports: WebhookPorts): Promise<void> {
  const repository = hostedRepository(payload);
  const base = parseRevision(payload.merge_group.base_sha);
  const head = parseRevision(payload.merge_group.head_sha);
  if (payload.action !== "checks_requested" || repository === undefined || base === undefined || head === undefined)
    return;
  const baseRef = payload.merge_group.base_ref.replace(/^refs\/heads\//, "");
  await requestGroupCheck(repository, { base, baseRef, head }, false, ports);
}
