import { createHash } from "node:crypto";
import { messageOf } from "../errors.ts";
import type { Links } from "../report/links.ts";
import { type Review, renderReview, renderWithdrawal } from "../report/review.ts";
import type { Hold } from "./hold.ts";
import type { VerdictPorts } from "./ports.ts";
import type { Verdict } from "./verdict.ts";

type Reviewed = Verdict & { readonly pullRequest: number };

/**
 * One review per head with every finding that lies on the diff; what was told before is put away first. A head that
 * is judged again, because a waiver was given or has ended, is reviewed again only when there is something else to say.
 */
export async function sayReview(verdict: Reviewed, links: Links, hold: Hold, ports: VerdictPorts): Promise<void> {
  const { check, pullRequest } = verdict;
  const review = renderReview(verdict.report, verdict.diffLines, links);
  if (review === null && check.generation === 1) return;
  const key = `review of ${check.repository.id} ${pullRequest}`;
  const content = digestOf(check.head, review);
  const last = await ports.once.begin(key);
  if (last.status === "done" && last.result === content) return;
  if (review === null) await retireOlder(verdict, hold, ports);
  else await postOnce(review, verdict, hold, ports);
  await ports.once.finish(key, content);
}

async function postOnce(review: Review, verdict: Reviewed, hold: Hold, ports: VerdictPorts): Promise<void> {
  const { check, pullRequest } = verdict;
  const key = `review of check ${check.id}`;
  const state = await ports.once.begin(key);
  if (state.status === "done") return;
  const { reviews } = ports.github;
  // Only looked for after a crash, and only in what our own App wrote.
  const marker = `<!-- fairlead: findings ${check.id} -->`;
  const found =
    state.status === "begun" ? await reviews.findOurs(check.repository, pullRequest, check.head, marker) : undefined;
  if (found !== undefined) return ports.once.finish(key, found);
  await retireOlder(verdict, hold, ports);
  await ports.checks.hold(check.id, hold.worker);
  const { body, event, comments } = review;
  const text = `${body}\n${marker}\n`;
  const id = await reviews.post(check.repository, pullRequest, {
    head: check.head,
    body: text,
    event,
    comments,
  });
  await ports.once.finish(key, id);
}

/** What a review of this head says, as a number that a database holds and JavaScript does not round. */
function digestOf(head: string, review: Review | null): number {
  const remarks = review?.comments.map(({ path, line, fingerprint }) => [path, line, fingerprint]) ?? null;
  const text = JSON.stringify([head, review?.event ?? null, remarks]);
  return Number.parseInt(createHash("sha256").update(text).digest("hex").slice(0, 12), 16);
}

async function retireOlder({ check, pullRequest, report }: Reviewed, hold: Hold, ports: VerdictPorts): Promise<void> {
  if (check.generation === 1) return;
  await ports.checks.hold(check.id, hold.worker);
  try {
    await ports.github.reviews.retireOurs(check.repository, pullRequest, renderWithdrawal(report));
  } catch (error) {
    // Tidiness only: an open thread about a line that is gone misleads nobody, GitHub marks it outdated.
    ports.log.warn({ error: messageOf(error) }, "what older heads were told could not be put away");
  }
}
