import { messageOf } from "../errors.ts";
import type { Links } from "../report/links.ts";
import { renderReview, renderWithdrawal } from "../report/review.ts";
import type { Hold } from "./hold.ts";
import type { VerdictPorts } from "./ports.ts";
import type { Verdict } from "./verdict.ts";

/** Only looked for after a crash, and only in what our own App wrote. */
const marker = "<!-- fairlead: findings -->";

type Reviewed = Verdict & { readonly pullRequest: number };

/** One review per head with every finding that lies on the diff; what older heads were told is put away before. */
export async function sayReview(verdict: Reviewed, links: Links, hold: Hold, ports: VerdictPorts): Promise<void> {
  const review = renderReview(verdict.report, verdict.diffLines, links);
  if (review === null) return retireOlder(verdict, hold, ports);
  const { check, pullRequest } = verdict;
  const key = `review of ${check.repository.id} ${pullRequest} ${check.head}`;
  const state = await ports.once.begin(key);
  if (state.status === "done") return;
  const { reviews } = ports.github;
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
